"""Read csv and tsv text: line ends, quotes and delimiters as they come in the wild."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from leads.spreadsheets import limits
from leads.spreadsheets.encodings import guess_encoding
from leads.spreadsheets.headers import Record
from leads.spreadsheets.limits import SpreadsheetError

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_CHARACTERS = 128 * 1024
_SAMPLE_ROWS = 200


class TextFile:
    """A text table: how it is encoded and divided, and its rows."""

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        csv.field_size_limit(limits.CELL_CHARACTERS)
        self.path = path
        self.encoding = _known(encoding) if encoding else guess_encoding(path)
        with self._open() as file:
            sample = file.read(_SAMPLE_CHARACTERS)
        _refuse_binary(sample)
        self.escape = "\\" if '\\"' in sample and '""' not in sample else None
        self.delimiter = delimiter or guess_delimiter(sample)

    def records(self) -> Iterator[Record]:
        """Every row that is not wholly blank, with its number (blank rows are counted)."""
        number = 0
        with self._open() as file:
            reader = csv.reader(_lines(file), delimiter=self.delimiter, escapechar=self.escape)
            try:
                for number, cells in enumerate(reader, 1):
                    if number > limits.ROWS:
                        raise SpreadsheetError(limits.TOO_MANY_ROWS, limit=limits.ROWS)
                    if any(cells) and any(cells := self._tidy(cells)):
                        yield number, cells
            except csv.Error as error:
                raise _explained(error, number + 1) from error

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def _tidy(self, cells: list[str]) -> list[str]:
        """Outer blanks gone; a whole row that was quoted as one field is divided after all."""
        if len(cells) == 1 and self.delimiter in cells[0]:
            lines = cells[0].splitlines(keepends=True)
            cells = next(csv.reader(lines, delimiter=self.delimiter, escapechar=self.escape))
        if len(cells) > limits.COLUMNS:
            cells = _without_trailing_blanks(cells)
        return [cell.strip() for cell in cells]


def _explained(error: csv.Error, row: int) -> SpreadsheetError:
    if "field limit" in str(error):
        return SpreadsheetError(limits.TOO_LONG_CELL, row=row, limit=limits.CELL_CHARACTERS)
    return SpreadsheetError(limits.UNREADABLE_ROW, row=row)


def _without_trailing_blanks(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > limits.COLUMNS:
        raise SpreadsheetError(limits.TOO_MANY_COLUMNS, limit=limits.COLUMNS)
    return cells


def guess_delimiter(sample: str) -> str:
    """The divider that gives most rows the same number of columns; the one with more columns among equals."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    lines = _lines(sample.splitlines(keepends=True))
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_ROWS) if any(row))
    except csv.Error:
        return 0.0, 0
    wide = [(rows, width) for width, rows in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    rows, width = max(wide)
    return round(rows / widths.total(), 1), width


def _lines(file: Iterable[str]) -> Iterator[str]:
    """The file's lines without NULs, and without the empty line that CR CR LF would make."""
    before = ""
    for line in file:
        if line == "\r\n" and before.endswith("\r"):
            before = line
            continue
        yield line.replace("\0", "") if "\0" in line else line
        before = line


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise SpreadsheetError(limits.UNKNOWN_ENCODING, encoding=encoding) from error


def _refuse_binary(sample: str) -> None:
    """Control characters tell a program's file from a text; a few are forgiven."""
    odd = sum(letter < " " and letter not in "\t\r\n\f\v\x1a" for letter in sample)
    if odd > 0.1 * len(sample) + 8:
        raise SpreadsheetError(limits.NOT_TEXT)
