"""Read an xlsx workbook whose sheets are too large to be held, row by row: slower than calamine, and flat in memory but
for its shared strings. The values are the same.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from leads.spreadsheets import limits
from leads.spreadsheets.cells import as_text, clean
from leads.spreadsheets.headers import Record
from leads.spreadsheets.limits import SpreadsheetError
from leads.spreadsheets.sheetxml import Cell, Rows, elements, strings

_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_BLOCK = 1024 * 1024
_HIDDEN = ("hidden", "veryHidden")


def is_large(path: Path) -> bool:
    """A sheet of this xlsx file unpacks to more than may be held."""
    with zipfile.ZipFile(path) as archive:
        return any(
            entry.file_size > limits.HELD_BYTES
            for entry in archive.infolist()
            if entry.filename.replace("\\", "/").lower().startswith("xl/worksheets/")
        )


class Stream:
    """A workbook read row by row: its visible sheets and the rows of one of them."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._names = {name.replace("\\", "/").lower(): name for name in self._archive.namelist()}
        told = list(self._elements("xl/workbook.xml"))
        self._epoch = MAC_EPOCH if any(_is_1904(*element) for element in told) else WINDOWS_EPOCH
        related = {attrs.get("Id", ""): attrs for _name, attrs in self._elements("xl/_rels/workbook.xml.rels")}
        self._sheets = {
            attrs["name"]: posixpath.normpath(posixpath.join("/xl", related[attrs["id"]]["Target"]))[1:]
            for name, attrs in told
            if name == "sheet" and attrs.get("state") not in _HIDDEN
            if related.get(attrs.get("id", ""), {}).get("Type", "").endswith("/worksheet")
        }
        self.names = list(self._sheets)
        if len(self.names) > limits.SHEETS:
            raise SpreadsheetError(limits.TOO_MANY_SHEETS, limit=limits.SHEETS)

    def height(self, name: str) -> int:
        """Rows that the sheet's part holds, counted without reading them."""
        count, rest = 0, b""
        with self._open(self._part(name)) as file:
            while block := file.read(_BLOCK):
                text = rest + block
                cut = text.rfind(b"<")
                count += len(_ROW.findall(text[:cut]))
                rest = text[cut:]
        return count + len(_ROW.findall(rest))

    def first_filled(self) -> str:
        """The first visible sheet that holds a cell."""
        for name in self.names:
            if next(self.records(name), None):
                return name
        raise SpreadsheetError(limits.NO_ROWS)

    def records(self, name: str) -> Iterator[Record]:
        """Every row that is not wholly blank, with its number in the sheet."""
        with self._open(self._part(name)) as file:
            for number, found in Rows().read(file):
                if number > limits.ROWS:
                    raise SpreadsheetError(limits.TOO_MANY_ROWS, limit=limits.ROWS)
                cells = self._cells(found)
                if any(cells):
                    yield number, cells

    def _cells(self, found: dict[int, Cell]) -> list[str]:
        texts = {column: text for column, cell in found.items() if (text := self._text(*cell))}
        width = max(texts, default=-1) + 1
        if width > limits.COLUMNS:
            raise SpreadsheetError(limits.TOO_MANY_COLUMNS, limit=limits.COLUMNS)
        return [texts.get(column, "") for column in range(width)]

    def _text(self, kind: str, style: str, value: str) -> str:
        if kind == "s":
            return self._string(value)
        if kind in ("str", "inlineStr"):
            return clean(value)
        if kind == "e":
            return ""
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        return _day(value) if kind == "d" else self._number(value, style)

    def _string(self, value: str) -> str:
        try:
            return clean(self._strings[int(value)])
        except (ValueError, IndexError):
            return ""

    def _number(self, value: str, style: str) -> str:
        try:
            number = float(value)
            if style in self._dates:
                return as_text(from_excel(number, self._epoch, timedelta=style in self._durations))
        except (ValueError, OverflowError):
            return value.strip()
        return as_text(number)

    @cached_property
    def _strings(self) -> list[str]:
        if "xl/sharedstrings.xml" not in self._names:
            return []
        with self._open("xl/sharedStrings.xml") as file:
            return strings(file)

    @cached_property
    def _formats(self) -> list[str]:
        """The number format of each style."""
        own: dict[int, str] = {}
        found: list[str] = []
        within = False
        for name, attrs in self._elements("xl/styles.xml"):
            if name == "numFmt":
                own[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
            elif name in ("cellXfs", "cellStyles", "dxfs"):
                within = name == "cellXfs"
            elif name == "xf" and within:
                number = int(attrs.get("numFmtId", 0))
                found.append(own.get(number, BUILTIN_FORMATS.get(number, "General")))
        return found

    @cached_property
    def _dates(self) -> frozenset[str]:
        return frozenset(str(place) for place, code in enumerate(self._formats) if is_date_format(code))

    @cached_property
    def _durations(self) -> frozenset[str]:
        return frozenset(str(place) for place, code in enumerate(self._formats) if is_timedelta_format(code))

    def _part(self, name: str) -> str:
        if name not in self._sheets:
            raise SpreadsheetError(limits.NO_SUCH_SHEET, sheet=name)
        return self._sheets[name]

    def _elements(self, part: str) -> Iterator[tuple[str, dict[str, str]]]:
        if part.lower() in self._names:
            with self._open(part) as file:
                yield from elements(file)

    def _open(self, part: str) -> Any:
        try:
            return self._archive.open(self._names[part.lower()])
        except KeyError as error:
            raise SpreadsheetError(limits.DAMAGED) from error


def _is_1904(name: str, attrs: dict[str, str]) -> bool:
    return name == "workbookPr" and attrs.get("date1904") in ("1", "true")


def _day(value: str) -> str:
    """A date that is kept as text: ISO."""
    try:
        return as_text(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    except ValueError:
        return clean(value)
