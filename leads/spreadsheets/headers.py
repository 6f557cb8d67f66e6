"""Which row names the columns, and how columns are named when the sheet does not."""

import re
from collections.abc import Sequence

Record = tuple[int, list[str]]

_NUMBER = re.compile(r"[-+(]?[\d\s.,:/%€$£()+-]*\d[\d\s.,:/%€$£()-]*(?:e[+-]?\d+)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOOKED_AT = 30
_WIDE_ENOUGH = 0.5


def guess_header_row(records: Sequence[Record]) -> int:
    """Number of the first row that looks like column names; 0 when none does. Below titles, a full row is preferred."""
    looked_at = records[:_LOOKED_AT]
    typical = _typical_width([cells for _number, cells in looked_at])
    named = {number: sum(map(bool, cells)) for number, cells in looked_at if looks_like_names(cells)}
    wide = [number for number, filled in named.items() if filled >= max(1, typical * _WIDE_ENOUGH)]
    if not wide or wide[0] == looked_at[0][0]:
        return wide[0] if wide else 0
    return next((number for number in wide if named[number] >= typical), wide[0])


def looks_like_names(cells: Sequence[str]) -> bool:
    """Words only: no number, date, phone, address or very long text among them."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and not any(_is_value(cell) for cell in filled)


def _is_value(cell: str) -> bool:
    return len(cell) > 200 or bool(_NUMBER.fullmatch(cell) or _EMAIL.fullmatch(cell))


def _typical_width(rows: Sequence[Sequence[str]]) -> int:
    """Filled cells of the middle row, so that a few titles above or short rows below do not count."""
    widths = sorted(sum(map(bool, cells)) for cells in rows)
    return widths[len(widths) // 2] if widths else 0


def name_columns(cells: Sequence[str], width: int) -> list[str]:
    """``width`` different names: blanks become "Column 5", the second "Phone" becomes "Phone (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(max(width, len(cells))):
        cell = " ".join(cells[index].split())[:200] if index < len(cells) else ""
        name = _free_name(cell or default_name(index), taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def default_name(index: int) -> str:
    """Name of the column at ``index`` (from 0) that the sheet leaves without one."""
    return f"Column {index + 1}"


def _free_name(name: str, taken: set[str]) -> str:
    free, turn = name, 1
    while free.casefold() in taken:
        turn += 1
        free = f"{name} ({turn})"
    return free
