"""Rows that somebody typed or pasted, with a tab or a semicolon between the cells. Pure."""

import csv
import io

from leads.mapping import field_named
from leads.spreadsheets.cells import clean
from leads.spreadsheets.headers import looks_like_names, name_columns

SEPARATORS = ("\t", ";")


def columns(text: str) -> list[str]:
    """The names of columns that stand in one line."""
    return next((_cells(text, sign) for sign in SEPARATORS if sign in text), [clean(text)])


def rows(text: str, names: list[str]) -> list[dict[str, str]]:
    """{column: cell} of every line that is not blank. A first line that names columns itself is taken at its word;
    cells beyond the last column get columns of their own."""
    lines = [cells for cells in _lines(text) if any(cells)]
    if lines and _names_columns(lines[0]):
        names = lines.pop(0)
    width = max(map(len, lines), default=0)
    headers = name_columns(names, max(width, len(names)))
    return [dict(zip(headers, cells + [""] * (len(headers) - len(cells)), strict=True)) for cells in lines]


def _lines(text: str) -> list[list[str]]:
    sign = next((sign for sign in SEPARATORS if sign in text), SEPARATORS[0])
    if '"' in text and text.count('"') % 2 == 0:
        try:
            quoted = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
            return [[clean(cell) for cell in line] for line in quoted]
        except csv.Error:  # quotes that mean inches, or a nickname
            pass
    return [_cells(line, sign) for line in text.splitlines()]


def _cells(line: str, sign: str) -> list[str]:
    return [clean(cell) for cell in line.split(sign)]


def _names_columns(cells: list[str]) -> bool:
    """As a sheet's first row does: words only, and at least two of them, or the only one, known for columns."""
    known = [cell for cell in cells if field_named(cell)]
    return looks_like_names(cells) and len(known) >= min(2, len(cells))
