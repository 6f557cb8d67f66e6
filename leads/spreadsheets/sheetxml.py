"""The parts of an xlsx file, read piece by piece by expat: names without their spaces, no entities, nothing held."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any
from xml.parsers import expat

from leads.spreadsheets import limits
from leads.spreadsheets.limits import SpreadsheetError

Cell = tuple[str, str, str]
"""Kind (``n``, ``s``, ``str``, ``b``, ``e``, ``d``), style and text, as they stand in the file."""
_BLOCK = 256 * 1024
_LETTERS = re.compile(r"[A-Za-z]+")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(*_declared: Any) -> None:
    raise SpreadsheetError(limits.DAMAGED)


def _fed(parser: Any, file: IO[bytes], found: list[Any]) -> Iterator[Any]:
    """What the handlers found, block by block."""
    try:
        while block := file.read(_BLOCK):
            parser.Parse(block)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SpreadsheetError(limits.DAMAGED) from error
    yield from found


def elements(file: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """(name, attributes) of every element."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attrs: found.append(
        (_local(name), {_local(key): value for key, value in attrs.items()})
    )
    return _fed(parser, file, found)


def strings(file: IO[bytes]) -> list[str]:
    """The shared strings; what tells how they are pronounced is left out."""
    found: list[str] = []
    parts: list[str] = []
    depth = {"rPh": 0}
    parser = _parser()

    def start(name: str, _attrs: dict[str, str]) -> None:
        local = _local(name)
        if local == "si":
            parts.clear()
        elif local == "rPh":
            depth["rPh"] += 1
        parser.CharacterDataHandler = parts.append if local == "t" and not depth["rPh"] else None

    def end(name: str) -> None:
        local = _local(name)
        parser.CharacterDataHandler = None
        if local == "rPh":
            depth["rPh"] -= 1
        elif local == "si":
            found.append("".join(parts))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    every: list[str] = []
    for text in _fed(parser, file, found):
        every.append(text)
    return every


class Rows:
    """The rows of one sheet: (number, {index of column: Cell})."""

    def __init__(self) -> None:
        self.found: list[tuple[int, dict[int, Cell]]] = []
        self._cells: dict[int, Cell] = {}
        self._parts: list[str] = []
        self._row = self._column = self._spoken = 0
        self._kind = self._style = ""
        self._parser = _parser()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def read(self, file: IO[bytes]) -> Iterator[tuple[int, dict[int, Cell]]]:
        return _fed(self._parser, file, self.found)

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        local = _local(name) if ":" in name else name
        if local == "c":
            place = attrs.get("r")
            self._column = column_of(place) if place else self._column + 1
            self._kind, self._style = attrs.get("t", "n"), attrs.get("s", "")
            self._parts.clear()
        elif local == "v" or (local == "t" and not self._spoken):
            self._parser.CharacterDataHandler = self._parts.append
        elif local == "row":
            number = attrs.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column, self._cells = -1, {}
        elif local == "rPh":
            self._spoken += 1

    def _end(self, name: str) -> None:
        local = _local(name) if ":" in name else name
        self._parser.CharacterDataHandler = None
        if local == "c":
            if self._parts:
                self._cells[self._column] = self._kind, self._style, "".join(self._parts)
        elif local == "row":
            if self._cells:
                self.found.append((self._row, self._cells))
        elif local == "rPh":
            self._spoken -= 1


@lru_cache(maxsize=65_536)
def _index(letters: str) -> int:
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_of(place: str) -> int:
    """0 of "A1", 27 of "AB12"."""
    found = _LETTERS.match(place)
    return _index(found[0]) if found else 0
