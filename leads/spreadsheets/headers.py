"""Which row names the columns, and how columns are named when the sheet does not."""

import re
from collections import Counter
from collections.abc import Sequence

from leads.fields import field_named

Record = tuple[int, list[str]]

_NUMBER = re.compile(r"[-+(]?[\d\s.,:/%€$£()+-]*\d[\d\s.,:/%€$£()-]*(?:e[+-]?\d+)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TRUTHS = frozenset({"true", "false"})
_LOOKED_AT = 30
_LONGEST = 200


def guess_header_row(records: Sequence[Record]) -> int:
    """Number of the row that names the columns; 0 when none does. Titles above it are passed over; a row of words
    below the first values is none; a lone row that names nothing we know is a row.
    """
    looked_at = records[:_LOOKED_AT]
    rows = [cells for _number, cells in looked_at]
    typical = _typical_width(rows)
    found = _known(rows, typical)
    if found is not None and _names_too(rows, found + 1):
        found += 1
    if found is None and len(rows) > 1:
        found = _first_of_words(rows, typical)
    return looked_at[found][0] if found is not None else 0


def names_in(records: Sequence[Record], header_row: int) -> list[str]:
    """The cells of the row of names; where they are blank, those of a row of names right above ("Contact" over "Phone"
    and "E-mail", beside "City" over nothing)."""
    named = dict(records)
    cells, above = named.get(header_row, []), named.get(header_row - 1, [])
    if not cells or _filled(above) < 2 or not looks_like_names(above):
        return list(cells)
    width = max(len(cells), len(above))
    both = zip(*([*row, *[""] * (width - len(row))] for row in (cells, above)), strict=True)
    return [cell or upper for cell, upper in both]


def _names_too(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Below a row of names stands another one."""
    cells = [cell for cell in rows[place] if cell] if place < len(rows) - 1 else []
    known = sum(1 for cell in cells if len(cell) <= _LONGEST and field_named(cell))
    return known >= 2 and known == len(cells)


def _known(rows: Sequence[Sequence[str]], typical: int) -> int | None:
    """The first row, among titles and wide enough, most of whose cells are names that people give to fields."""
    for place, cells in enumerate(rows):
        filled = [cell for cell in cells if cell]
        values = sum(map(_is_value, filled))
        known = sum(1 for cell in filled if len(cell) <= _LONGEST and field_named(cell))
        enough = known >= 2 or known == len(filled) >= typical
        if enough and 2 * known >= len(filled) - 1 and values <= known // 2 and 2 * len(filled) >= typical:
            return place
        if values and len(filled) >= typical:
            return None
    return None


def _first_of_words(rows: Sequence[Sequence[str]], typical: int) -> int | None:
    """The first row of words before values begin; the first full one, when titles stand above."""
    named: list[int] = []
    for place, cells in enumerate(rows):
        width = _filled(cells)
        if 2 * width < typical or cells[0].startswith("#") and width < typical:
            continue
        if not looks_like_names(cells):
            if not named and _heads(rows, place):
                return place
            break
        named.append(place)
    titled = bool(named) and named[0] == 0 and _filled(rows[0]) == 1 < typical
    full = [place for place in named if _filled(rows[place]) >= max(typical, 2)]
    if titled or (named and named[0] > 0):
        return full[0] if full else named[0] if not titled else None
    return named[0] if named and not _is_repeated(rows, named[0]) else None


def _heads(rows: Sequence[Sequence[str]], place: int) -> bool:
    """The row stands out against the rows below: other kinds of cells in most columns, or a row of years."""
    cells, below = rows[place], rows[place + 1 : place + 11]
    if not below or len(set(cells)) < len(cells) - 1:
        return False
    kinds = [(kind_of_cell(cell), _common_kind(below, column)) for column, cell in enumerate(cells)]
    other = sum(kind != under for kind, under in kinds if kind and under)
    same = sum(kind == under for kind, under in kinds if kind and kind != "text")
    words = [kind for kind, _under in kinds if kind == "text"]
    return (bool(words) and other >= 2 and other > same) or _counts_years(cells)


def _counts_years(cells: Sequence[str]) -> bool:
    """Nothing but a name, if any, and then years that rise."""
    years = [cell for cell in cells if re.fullmatch(r"(?:19|20)\d\d", cell)]
    return len(years) > 3 and years == sorted(set(years)) and _filled(cells) <= len(years) + 1


def _common_kind(rows: Sequence[Sequence[str]], column: int) -> str:
    kinds = Counter(kind_of_cell(cells[column]) for cells in rows if column < len(cells) and cells[column])
    return kinds.most_common(1)[0][0] if kinds else ""


def _is_repeated(rows: Sequence[Sequence[str]], place: int) -> bool:
    """A cell of the row stands again in its column, and nothing below differs in kind: it is a row like the others."""
    cells, below = rows[place], rows[place + 1 :]
    again = any(cell == row[column] for column, cell in enumerate(cells) if cell for row in below if column < len(row))
    return again and all(_common_kind(below, column) in ("", "text") for column in range(len(cells)))


def kind_of_cell(cell: str) -> str:
    """text, number, truth or address; empty for a blank cell."""
    if not cell or len(cell) > _LONGEST:
        return "text" if cell else ""
    if cell.casefold() in _TRUTHS:
        return "truth"
    return "address" if _EMAIL.fullmatch(cell) else "number" if _NUMBER.fullmatch(cell) else "text"


def looks_like_names(cells: Sequence[str]) -> bool:
    """Words only: no number, date, phone, address or very long text among them."""
    filled = [cell for cell in cells if cell]
    lettered = sum(any(map(str.isalpha, cell)) for cell in filled)
    return 2 * lettered >= max(len(filled), 1) and not any(map(_is_value, filled))


def _is_value(cell: str) -> bool:
    return len(cell) > _LONGEST or kind_of_cell(cell) != "text"


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def _typical_width(rows: Sequence[Sequence[str]]) -> int:
    """Filled cells of the middle row, so that a few titles above or short rows below do not count."""
    widths = sorted(map(_filled, rows))
    return widths[len(widths) // 2] if widths else 0


def name_columns(cells: Sequence[str], width: int) -> list[str]:
    """``width`` different names: blanks become "Column 5", the second "Phone" becomes "Phone (2)"."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(max(width, len(cells))):
        cell = " ".join(cells[index].split())[:_LONGEST] if index < len(cells) else ""
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
