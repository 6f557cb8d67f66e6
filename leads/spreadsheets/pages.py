"""Read the tables of a web page, which many systems call .xls: a table of some rows is a sheet. Nothing is fetched."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from leads.spreadsheets import limits
from leads.spreadsheets.cells import clean
from leads.spreadsheets.encodings import guess_encoding, known
from leads.spreadsheets.headers import Record
from leads.spreadsheets.limits import SpreadsheetError

_BLOCK = 256 * 1024
_HEAD = 4096
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")
_UNSEEN = ("script", "style", "noscript", "template", "select")
_LINES = ("br", "p", "div", "li")
_SPAN = 65_534


class Page:
    """A web page: its tables and the rows of one of them."""

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self.encoding = known(encoding) if encoding else _encoding_of(path)
        self._heights: dict[int, int] = {}
        self._names: dict[int, str] = {}
        self._look()

    @property
    def names(self) -> list[str]:
        """The tables that hold rows of more than one cell."""
        return [self._names[place] for place in sorted(self._heights)]

    def height(self, name: str) -> int:
        """The filled rows of a table."""
        return self._heights[self._place(name)]

    def first_filled(self) -> str:
        """The table with most rows."""
        return self._names[max(self._heights, key=lambda place: (self._heights[place], -place))]

    def records(self, name: str) -> Iterator[Record]:
        """Every row of a table that is not wholly blank, with its number in it."""
        wanted = self._place(name)
        for place, number, cells in self._rows(Tables()):
            if place == wanted:
                if number > limits.ROWS:
                    raise SpreadsheetError(limits.TOO_MANY_ROWS, limit=limits.ROWS)
                yield number, cells

    def _look(self) -> None:
        tables, wide = Tables(), set()
        for place, _number, cells in self._rows(tables):
            self._heights[place] = self._heights.get(place, 0) + 1
            if sum(map(bool, cells)) > 1:
                wide.add(place)
        self._heights = {place: height for place, height in self._heights.items() if place in wide and height > 1}
        if not self._heights or tables.asks_password:
            raise SpreadsheetError(limits.WEB_PAGE)
        for place in sorted(self._heights):
            caption = " ".join(tables.captions.get(place, "").split())[:60]
            free = caption and caption not in self._names.values()
            self._names[place] = caption if free else f"Table {len(self._names) + 1}"

    def _place(self, name: str) -> int:
        found = [place for place, each in self._names.items() if each == name]
        if not found:
            raise SpreadsheetError(limits.NO_SUCH_SHEET, sheet=name)
        return found[0]

    def _rows(self, tables: "Tables") -> Iterator[tuple[int, int, list[str]]]:
        with self.path.open(encoding=self.encoding, errors="replace") as file:
            while block := file.read(_BLOCK):
                tables.feed(block)
                yield from tables.taken()
        tables.close()
        tables.end()
        yield from tables.taken()


class Table:
    """One table while it is read: its row and cell, and what cells of rows above reach into."""

    def __init__(self, place: int) -> None:
        self.place, self.number = place, 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.wide, self.tall, self.value = 1, 1, ""
        self.below: dict[int, int] = {}

    def begin_row(self) -> None:
        self.end_row()
        self.row, self.number = [], self.number + 1

    def begin_cell(self, attrs: dict[str, str]) -> None:
        self.end_cell()
        if self.row is None:
            self.begin_row()
        self.cell, self.value = [], attrs.get("x:num", "")
        self.wide, self.tall = (_number(attrs.get(name, "")) for name in ("colspan", "rowspan"))

    def end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text = clean("\n".join(" ".join(line.split()) for line in "".join(self.cell).split("\r")))
        text = self.value if self.value and _ROUNDED.fullmatch(text) else text
        self._reached()
        for turn in range(self.wide):
            if self.tall > 1:
                self.below[len(self.row)] = self.tall
            self.row.append("" if turn else text)
        if len(self.row) > limits.COLUMNS:
            raise SpreadsheetError(limits.TOO_MANY_COLUMNS, limit=limits.COLUMNS)
        self.cell = None

    def _reached(self) -> None:
        """Blanks where a cell of a row above reaches down."""
        assert self.row is not None
        while self.below.get(len(self.row), 0) > 0:
            self.row.append("")

    def end_row(self) -> list[str]:
        self.end_cell()
        if self.row is None:
            return []
        done, self.row = self.row, None
        self.below = {column: left - 1 for column, left in self.below.items() if left > 1}
        return done


class Tables(HTMLParser):
    """Collects (table, number of the row, cells) of every filled row; tables within a cell are tables of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.captions: dict[int, str] = {}
        self.asks_password = False
        self._open: list[Table] = []
        self._count = self._unseen = 0
        self._in_caption = False
        self._found: list[tuple[int, int, list[str]]] = []

    def taken(self) -> list[tuple[int, int, list[str]]]:
        """The rows found since the last time."""
        found, self._found = self._found, []
        return found

    def end(self) -> None:
        """Rows that were never closed."""
        while self._open:
            self._end_row(self._open.pop())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._open.append(Table(self._count))
            self._count += 1
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag == "input" and said.get("type", "").lower() == "password":
            self.asks_password = True
        elif self._open:
            self._begin(tag, self._open[-1], said)

    def _begin(self, tag: str, table: Table, said: dict[str, str]) -> None:
        if tag == "tr":
            self._end_row(table)
            table.begin_row()
        elif tag in ("td", "th"):
            table.begin_cell(said)
        elif tag in _LINES and table.cell:
            table.cell.append("\r")
        self._in_caption = tag == "caption"

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._open and tag in ("td", "th"):
            self._open[-1].end_cell()
        elif self._open and tag in ("tr", "thead", "tbody", "tfoot"):
            self._end_row(self._open[-1])
        elif self._open and tag == "table":
            self._end_row(self._open.pop())
        self._in_caption = self._in_caption and tag != "caption"

    def handle_data(self, data: str) -> None:
        if self._unseen or not self._open:
            return
        table = self._open[-1]
        if self._in_caption:
            self.captions[table.place] = self.captions.get(table.place, "") + data
        elif table.cell is not None:
            table.cell.append(data)

    def _end_row(self, table: Table) -> None:
        number = table.number
        if any(cells := table.end_row()):
            self._found.append((table.place, number, cells))


def _number(text: str) -> int:
    return min(max(int(text), 1), _SPAN) if text.strip().isdecimal() else 1


def _encoding_of(path: Path) -> str:
    """By its bytes where they prove it, else as the page declares it, else by its letters."""
    guessed = guess_encoding(path)
    with path.open("rb") as file:
        declared = _DECLARED.search(file.read(_HEAD))
    if guessed.startswith("utf-") or not declared:
        return guessed
    try:
        return known(declared[1].decode())
    except SpreadsheetError:
        return guessed
