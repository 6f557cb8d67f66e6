"""Read csv and tsv text: line ends, quotes and delimiters as they come in the wild."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from leads.spreadsheets import limits, strays
from leads.spreadsheets.dialects import guess_dialect, joined
from leads.spreadsheets.encodings import guess_encoding, known
from leads.spreadsheets.headers import Record
from leads.spreadsheets.limits import SpreadsheetError

_SAMPLE_CHARACTERS = 128 * 1024
_BLOCK = 1024 * 1024
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\r"))
_PLAIN = {**dict.fromkeys(_CONTROLS), ord("\v"): " ", ord("\f"): " "}
_FORGIVEN = 0.01  # share of control characters that a text may have


class TextFile:
    """A text table: how it is encoded and divided, and its rows."""

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        csv.field_size_limit(limits.CELL_CHARACTERS)
        self.path = path
        self.encoding = known(encoding) if encoding else guess_encoding(path)
        with self._open() as file:
            sample = file.read(_SAMPLE_CHARACTERS)
        _refuse_binary(sample)
        self.dialect = guess_dialect(sample.translate(_PLAIN), delimiter)

    def records(self) -> Iterator[Record]:
        """Every row that is not wholly blank, with its number (blank rows are counted)."""
        number = 0
        with self._open() as file:
            rows = enumerate(strays.rows(self._lines(file), self.dialect), 1)
            if self.dialect.told:
                next(rows)
            try:
                for number, cells in rows:
                    if number > limits.ROWS:
                        raise SpreadsheetError(limits.TOO_MANY_ROWS, limit=limits.ROWS)
                    if any(cells) and any(cells := self._tidy(cells)):
                        yield number, cells
            except csv.Error as error:
                raise _explained(error, number + 1) from error

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def _lines(self, file: TextIO) -> Iterator[str]:
        if not _has_controls(self.path):
            return joined(file)
        return joined(line.translate(_PLAIN) for line in file)

    def _tidy(self, cells: list[str]) -> list[str]:
        """Outer blanks gone; a whole row that was quoted as one field is divided after all."""
        if len(cells) == 1 and self.dialect.delimiter in cells[0]:
            cells = next(self.dialect.reader(cells[0].splitlines(keepends=True)))
        if len(cells) > limits.COLUMNS:
            cells = _without_trailing_blanks(cells)
        return list(map(str.strip, cells))


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


def _has_controls(path: Path) -> bool:
    """The file holds bytes that no text has (UTF-16 always does), so that its lines must be cleaned."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if len(block.translate(None, _CONTROLS)) != len(block):
                return True
    return False


def _refuse_binary(sample: str) -> None:
    """Control characters tell a program's file from a text; a few are forgiven."""
    odd = len(sample) - len(sample.translate(dict.fromkeys({*_CONTROLS} - set(b"\f\v\x1a"))))
    if odd > _FORGIVEN * len(sample) + 1:
        raise SpreadsheetError(limits.NOT_TEXT)
