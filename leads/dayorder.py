"""Is the day or the month first? A column says so by its unambiguous values. Pure."""

import re
from collections.abc import Iterable

SHORT = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?:,?[T ].*)?")


def proof_of(value: str) -> str:
    """ "dmy" for 31/12/2025, "mdy" for 12/31/2025; empty when the value is no short date or can be read both ways."""
    found = SHORT.fullmatch(value.strip())
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    if 31 >= first > 12 >= second:
        return "dmy"
    return "mdy" if 31 >= second > 12 >= first else ""


def order_of(values: Iterable[str]) -> str:
    """Day or month first ("dmy", "mdy"), as unambiguous values prove it; empty when none does or they quarrel."""
    proofs = {proof for value in values if (proof := proof_of(value))}
    return proofs.pop() if len(proofs) == 1 else ""


def is_short_date(value: str) -> bool:
    """Two numbers and a year, in some order."""
    return SHORT.fullmatch(value.strip()) is not None


def can_be_read_both_ways(value: str) -> bool:
    """A short date such as 03/04/2026, which is two days."""
    found = SHORT.fullmatch(value.strip())
    return bool(found) and int(found[1]) <= 12 and int(found[2]) <= 12 and int(found[1]) != int(found[2])  # type: ignore[index]


def usual_order(country: str) -> str:
    """How a country (ISO code) writes short dates: the month first in the United States and the Philippines."""
    return "mdy" if country in ("US", "PH") else "dmy"
