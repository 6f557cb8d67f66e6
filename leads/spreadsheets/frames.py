"""What the reading child says to its parent: frames of a kind, a length and UTF-8 text. Pure.

``J`` is a word in JSON. ``R`` is a block of rows: rows divided by one sign, the number and the cells of a row by
another, neither of which is in a cell. Dividing text is as cheap as reading gets, and nothing that a harmed child
could say does more than fill cells.
"""

import json
import re
import struct
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from leads.spreadsheets.headers import Record

_HEAD = struct.Struct(">cI")
HEAD_BYTES = _HEAD.size
WORD, ROWS = b"J", b"R"
_ROW, _CELL = "\x1e", "\x1f"
_SIGNS = re.compile("[\x1e\x1f]")
LONGEST = 256 * 1024 * 1024


def write_word(out: BinaryIO, word: dict[str, Any]) -> None:
    """Say one thing."""
    _write(out, WORD, json.dumps(word, ensure_ascii=False, separators=(",", ":")))


def write_rows(out: BinaryIO, rows: Sequence[Record]) -> None:
    """Say a block of rows."""
    text = _ROW.join([f"{number}{_CELL}{_CELL.join(cells)}" for number, cells in rows])
    if text.count(_CELL) != sum(len(cells) for _number, cells in rows) or text.count(_ROW) != len(rows) - 1:
        clean = [(number, [_SIGNS.sub("", cell) for cell in cells]) for number, cells in rows]
        text = _ROW.join([f"{number}{_CELL}{_CELL.join(cells)}" for number, cells in clean])
    _write(out, ROWS, text)


def _write(out: BinaryIO, kind: bytes, text: str) -> None:
    said = text.encode("utf-8", "replace")
    out.write(_HEAD.pack(kind, len(said)))
    out.write(said)
    out.flush()


def head_of(said: bytes) -> tuple[bytes, int]:
    """(kind, length) of the frame that follows."""
    kind, length = _HEAD.unpack(said)
    return kind, length


def rows_of(said: bytes) -> Iterator[Record]:
    """The rows of a block."""
    for row in said.decode("utf-8", "replace").split(_ROW):
        number, *cells = row.split(_CELL)
        yield int(number), cells
