"""The lines of an official register's extract: plain text of any length, or a spreadsheet in the limited reading child.

A line is what is not wholly blank, below the column names if there are any. Pure: knows no Django.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from leads import phones, spreadsheets
from leads.spreadsheets.encodings import guess_encoding
from leads.spreadsheets.headers import Record, looks_like_names
from leads.spreadsheets.kinds import kind_of

SAMPLED = 200  # lines by which the place of the number is found
LONGEST = 10_000  # characters of a line; what is longer is several lines
_BETWEEN = re.compile(r"[;,\t|]")
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where in a line the number stands: one cell, or two that belong together (area code, number)."""

    index: int = 0
    joined: bool = False

    def number(self, cells: Sequence[str]) -> str:
        """The text that should be a number."""
        return " ".join(cells[self.index : self.index + 1 + self.joined])

    @classmethod
    def guess(cls, sample: Sequence[Record], country: str) -> "Place":
        """The place where most lines of the sample hold a valid number of the country."""
        width = max((len(cells) for _line, cells in sample), default=1)
        alone = [cls(index) for index in range(width)]
        return max([*alone, *(cls(index, joined=True) for index in range(width - 1))], key=_worth(sample, country))


@dataclass(frozen=True)
class Lines:
    """An extract's lines: (line number, text that should be a number)."""

    place: Place
    rows: Iterator[Record]

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((line, self.place.number(cells)) for line, cells in self.rows)


@contextmanager
def read(path: Path, country: str) -> Iterator[Lines]:
    """Stream the lines. Raises SpreadsheetError, on entering or while iterating."""
    if kind_of(path) == "text":
        yield _placed(_below_names(_text(path)), country)
        return
    with spreadsheets.read(path) as sheet:
        yield _placed(sheet.rows, country)


def count(path: Path) -> int:
    """About how many lines there are, for the progress bar. Raises SpreadsheetError."""
    if kind_of(path) != "text":
        return spreadsheets.look(path).row_count
    with path.open("rb") as file:
        return max(1, sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b"")))


def _placed(rows: Iterator[Record], country: str) -> Lines:
    sample = list(islice(rows, SAMPLED))
    return Lines(Place.guess(sample, country), chain(sample, rows))


def _worth(sample: Sequence[Record], country: str) -> Callable[[Place], tuple[int, int]]:
    def worth(place: Place) -> tuple[int, int]:
        read_all = [phones.read(place.number(cells), country) for _line, cells in sample]
        return sum(phone.validity == "valid" for phone in read_all), sum(phone.callable for phone in read_all)

    return worth


def _text(path: Path) -> Iterator[Record]:
    with path.open(encoding=guess_encoding(path), errors="replace") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            cells = [cell.strip().strip("\"'") for cell in _BETWEEN.split(line.replace("\0", ""))]
            if any(cells):
                yield number, cells


def _below_names(rows: Iterator[Record]) -> Iterator[Record]:
    first = next(rows, None)
    if first is None:
        return rows
    return rows if looks_like_names(first[1]) else chain([first], rows)
