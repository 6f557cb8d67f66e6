"""A column of a file beside the field that it fills, for the page on which a person decides. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.addresses import divided
from leads.dayorder import can_be_read_both_ways
from leads.fields import CUSTOM, IGNORE, NAMED, PHONES, fields_of, is_custom
from leads.mapping.evidence import SHOWN, Evidence, weigh

_GOOD = 0.8
_WORTH_TELLING = 0.05
_EXAMPLES = 3


@dataclass(frozen=True)
class Column:
    """One column. ``field``, ``second``: what it becomes; ``own_name``: of a custom field; ``check``: valid, filled,
    kept, left_out, two_styles or empty; ``share`` in percent; ``looks``: (mobiles, 98), what its values are.
    """

    index: int
    header: str
    field: str
    examples: tuple[str, ...]
    check: str
    share: int
    second: str = ""
    own_name: str = ""
    looks: tuple[str, int] | None = None

    @property
    def tone(self) -> str:
        """good, warn (needs a look) or empty."""
        if self.check in ("kept", "left_out", "empty"):
            return ""
        doubtful = self.check == "two_styles" or (self.check == "valid" and self.share < _GOOD * 100)
        return "warn" if doubtful else "good"


def columns(
    headers: Sequence[str],
    mapping: Mapping[str, str],
    rows: Sequence[Sequence[str]],
    region: str,
    orders: Mapping[str, str] | None = None,
) -> list[Column]:
    """Every column with its first values and what they are worth in the chosen field. ``orders``: how a column's dates
    are written, by its header, where that is proved.
    """
    return [
        _column(
            (index, header),
            mapping.get(header, CUSTOM),
            [row[index] for row in rows if index < len(row)],
            region,
            (orders or {}).get(header, ""),
        )
        for index, header in enumerate(headers)
    ]


def _column(place: tuple[int, str], value: str, cells: Sequence[str], region: str, order: str) -> Column:
    first, second = (*fields_of(value), "")[:2]
    filled = [cell for cell in cells if cell]
    seen = weigh(filled, region)
    check, share = _check(first, filled, len(cells), seen, order)
    own_name = first.removeprefix(NAMED) if first.startswith(NAMED) else ""
    shown = CUSTOM if is_custom(first) else first
    examples = tuple(filled[:_EXAMPLES])
    return Column(*place, shown, examples, check, round(share * 100), second, own_name, _looks(seen))


def _looks(seen: Evidence) -> tuple[str, int] | None:
    """What most of the values are."""
    shares = {name: getattr(seen, name) for name in SHOWN}
    if shares["mobiles"] < _GOOD * shares["phones"]:
        shares["mobiles"] = 0.0
    name = max(SHOWN, key=lambda each: shares[each])
    return (name, round(shares[name] * 100)) if shares[name] >= _WORTH_TELLING else None


def _check(field: str, filled: Sequence[str], count: int, seen: Evidence, order: str) -> tuple[str, float]:
    if field == IGNORE:
        return "left_out", 0.0
    if not filled:
        return "empty", 0.0
    if field in (*PHONES, "email"):
        return "valid", seen.emails if field == "email" else seen.phones
    if field == "full_address":
        return "valid", sum(divided(cell) is not None for cell in filled) / len(filled)
    if field == "consent_on" and not order and any(map(can_be_read_both_ways, filled)):
        return "two_styles", 0.0
    return ("kept" if is_custom(field) else "filled"), len(filled) / count
