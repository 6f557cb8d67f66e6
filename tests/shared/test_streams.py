"""Read row by row, every xlsx file of other people has the values that calamine gives."""

import pytest

from leads.spreadsheets import SpreadsheetError
from leads.spreadsheets.books import Book
from leads.spreadsheets.kinds import kind_of
from leads.spreadsheets.streams import Stream
from tests.shared.conftest import DATA

FILES = sorted(path for path in (DATA / "messy").rglob("*.xls[xm]"))


def trimmed(records):
    """Without blank columns before and behind, which each reader counts in its own way."""
    rows = [(number, list(cells)) for number, cells in records]
    first = min((next(i for i, cell in enumerate(cells) if cell) for _number, cells in rows), default=0)
    return [(number, "|".join(cells[first:]).rstrip("|")) for number, cells in rows]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_values_are_those_of_the_other_reader(path):
    try:
        held = Book(path, kind_of(path))
    except SpreadsheetError:
        return
    streamed = Stream(path)
    assert streamed.names == held.names
    for name in held.names:
        assert trimmed(streamed.records(name)) == trimmed(held.records(name))
