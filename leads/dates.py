"""Dates in a column: the order of day and month is the column's, decided by its unambiguous values. Pure."""

import re
from collections.abc import Iterable
from datetime import date

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?")
_CENTURY_TURN = 70


def looks_like_date(text: str) -> bool:
    """A date of any order."""
    return parsed(text, "dmy") is not None or parsed(text, "mdy") is not None


def order_of(values: Iterable[str]) -> str:
    """Day or month first ("dmy", "mdy"), as values like 31/12/2025 prove it; empty when none does or they quarrel."""
    proofs = {proof for value in values if (proof := _proof(value))}
    return proofs.pop() if len(proofs) == 1 else ""


def usual_order(country: str) -> str:
    """How a country (ISO code) writes short dates: the month first in the United States and the Philippines."""
    return "mdy" if country in ("US", "PH") else "dmy"


def _proof(value: str) -> str:
    found = _SHORT.fullmatch(value.strip())
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else ""


def parsed(value: str, order: str) -> date | None:
    """The date of one cell (ISO, or short in the column's order); None when it is no date or the order is unknown."""
    value = value.strip()
    if found := _ISO.fullmatch(value):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = _SHORT.fullmatch(value)
    if not found or not (order := order or _proof(value)):
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if len(found[3]) == 2:
        year += 1900 if year >= _CENTURY_TURN else 2000
    return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
