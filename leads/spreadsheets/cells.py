"""One cell as text, as a person would read it."""

import datetime
import re
from collections.abc import Iterable
from typing import Any

_EXACT = 2**53
"""Whole numbers above this are not exact in a sheet's binary number any more."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROLS = {**dict.fromkeys({*range(32), 127} - {9, 10, 13}), 11: " ", 12: " "}
_HOUR = datetime.timedelta(hours=1)


def row_as_text(values: Iterable[Any]) -> list[str]:
    """The text of every cell of a row; texts, which most cells are, go the short way."""
    return [
        (value.strip() if value.isprintable() and "_x" not in value else clean(value))
        if type(value) is str
        else as_text(value)
        for value in values
    ]


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
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    return "" if value is None else str(value)


def clean(text: str) -> str:
    """Outer blanks gone, no control characters (Postgres keeps no NUL), Excel's ``_x000D_`` escapes undone."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).encode("utf-8", "replace").decode()
    return (text if text.isprintable() else text.translate(_CONTROLS)).strip()


def _duration(length: datetime.timedelta) -> str:
    """Hours, minutes and seconds, as a sheet shows them: 255:10:10."""
    hours, rest = divmod(length, _HOUR)
    minutes, seconds = divmod(int(rest.total_seconds()), 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
