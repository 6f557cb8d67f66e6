"""A column of a file beside the field that it fills, for the page on which a person decides. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.dates import looks_like_date, order_of
from leads.mapping.evidence import Evidence, weigh
from leads.mapping.words import CUSTOM, IGNORE, PHONES

_GOOD = 0.8
_EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column. ``check``: valid, filled, kept, left_out, two_styles or empty; ``share`` in percent."""

    index: int
    header: str
    field: str
    examples: tuple[str, ...]
    check: str
    share: int

    @property
    def tone(self) -> str:
        """good, warn (needs a look) or empty."""
        if self.check in ("kept", "left_out", "empty"):
            return ""
        doubtful = self.check == "two_styles" or (self.check == "valid" and self.share < _GOOD * 100)
        return "warn" if doubtful else "good"


def columns(
    headers: Sequence[str], mapping: Mapping[str, str], rows: Sequence[Sequence[str]], region: str
) -> list[Column]:
    """Every column with its first values and what they are worth in the chosen field."""
    return [
        _column(index, header, mapping.get(header, CUSTOM), [row[index] for row in rows if index < len(row)], region)
        for index, header in enumerate(headers)
    ]


def _column(index: int, header: str, field: str, cells: Sequence[str], region: str) -> Column:
    filled = [cell for cell in cells if cell]
    check, share = _check(field, filled, len(cells), region)
    return Column(index, header, field, tuple(filled[:_EXAMPLES]), check, round(share * 100))


def _check(field: str, filled: Sequence[str], count: int, region: str) -> tuple[str, float]:
    if field == IGNORE:
        return "left_out", 0.0
    if not filled:
        return "empty", 0.0
    if field in (*PHONES, "email"):
        return "valid", _valid(field, weigh(filled, region))
    if field == "consent_on" and not order_of(filled) and any(map(looks_like_date, filled)):
        return "two_styles", 0.0
    return ("kept" if field == CUSTOM else "filled"), len(filled) / count


def _valid(field: str, seen: Evidence) -> float:
    return seen.emails if field == "email" else seen.phones
