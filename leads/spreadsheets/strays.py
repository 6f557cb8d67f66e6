"""A quotation mark that nobody closed must not swallow the rows below it. Pure."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from leads.spreadsheets.dialects import Dialect

_LOOKED_AT = 60
_MANY = 5  # lines of one well-closed row that must all look like rows before they are taken for rows


class Lines:
    """The lines of a text for a reader of rows: which ones it took for this row, and some of them back again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._back = iter(lines), deque[str]()
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All lines of this row but the first are read again."""
        self._back.extendleft(reversed(self.taken[1:]))
        self.ended = False


def rows(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows of these lines; where a stray quotation mark joined several, each of them by itself."""
    if dialect.escaped:
        yield from dialect.reader(lines)
        return
    source, width = Lines(lines), 0
    reader, taken = dialect.reader(source), source.taken
    while True:
        taken.clear()
        fault: csv.Error | None = None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells, fault = [], error
        if len(taken) == 1 and not source.ended and not fault:
            width = len(cells)
        elif fault or _is_suspect(source, dialect):
            if first := _rescued(taken, dialect, width):
                cells = first
                source.give_back()
            elif fault:
                raise fault
        yield cells


def _is_suspect(source: Lines, dialect: Dialect) -> bool:
    """The text ended within the quotes; or something stands behind the closing mark; or very many lines were joined."""
    return source.ended or not _is_well_formed(source.taken, dialect) or len(source.taken) > _MANY


def _is_well_formed(lines: list[str], dialect: Dialect) -> bool:
    try:
        return len(list(_strictly(lines, dialect))) == 1
    except csv.Error:
        return False


def _strictly(lines: list[str], dialect: Dialect) -> Iterator[list[str]]:
    return csv.reader(
        lines, delimiter=dialect.delimiter, quotechar=dialect.quote, skipinitialspace=dialect.spaced, strict=True
    )


def _rescued(lines: list[str], dialect: Dialect, width: int) -> list[str] | None:
    """The first line as a row of its own, when the lines below it look like rows too."""
    below = list(islice(lines, 1, _LOOKED_AT))
    alike = sum(_width(line, dialect) == width or bool(_without_stray(line, dialect, width)) for line in below)
    sure = len(below) if len(lines) > _MANY and _is_well_formed(lines, dialect) else (len(below) + 1) // 2
    return _without_stray(lines[0], dialect, width) if width > 1 and alike >= sure else None


def _width(line: str, dialect: Dialect) -> int:
    return len(next(dialect.reader([line]), []))


def _without_stray(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The cells of a line without the opening mark that is never closed."""
    opening = re.compile(rf"(?:^|(?<={re.escape(dialect.delimiter)}))\s*{re.escape(dialect.quote)}")
    for found in reversed(list(opening.finditer(line))):
        mended = line[: found.end() - 1] + line[found.end() :]
        if _is_well_formed([mended], dialect) and _width(mended, dialect) == width:
            return next(dialect.reader([mended]))
    return None
