"""One cell as text, as a person would read it."""

import datetime
import re
from typing import Any

_EXACT = 2**53
"""Whole numbers above this are not exact in a sheet's binary number any more."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def as_text(value: Any) -> str:
    """Text of a sheet's cell: 6912345678.0 is "6912345678", dates are ISO, truth is TRUE or FALSE, errors are blank."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else str(value)


def clean(text: str) -> str:
    """Outer blanks gone, no NUL (Postgres keeps none), Excel's ``_x000D_`` escapes undone."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-8", "replace").decode()
    if "\0" in text:
        text = text.replace("\0", "")
    return text.strip()
