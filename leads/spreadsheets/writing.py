"""Write a csv file that no spreadsheet program takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

# What begins a formula, also as full-width, small, raised or lowered signs, and the real minus.
_SIGNS = "=+\\-@|%＝＋－＠｜％﹢﹣﹦﹪﹫⁺⁼₊₌−﬩"
# Not seen at the beginning of a cell: blanks, controls, joiners, direction marks, fillers, variation selectors, tags.
_UNSEEN = (
    "\\x00-\\x20\\x7f-\\xa0\\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5"
    "\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
MARK = "'"
"""Set before what could be taken for a formula; spreadsheets show it as text, our reader takes it away again."""

# Where a formula could begin: at the start of a cell; and behind what splits cells where the reader's list separator is
# not ours (`;` in Greek, tab) or a quoted line break is not understood.
_START = f"\\A(?='*[\\t\\r\\n])|\\A(?=['{_UNSEEN}]*[{_SIGNS}])"
_BEHIND = f"(?<=[;\\t\\r\\n])(?=(?:(?![\\t\\r\\n])['{_UNSEEN}])*[{_SIGNS}])"
_PLACES = re.compile(f"{_START}|{_BEHIND}")
_COMMA_PLACES = re.compile(f"{_START}|{_BEHIND.replace(';', ';,', 1)}")
"""Of a file divided by semicolons: where commas divide cells, a comma within one would begin another."""
_MARKS = re.compile(_PLACES.pattern.replace("(?=", f"{MARK}(?="))
_ANY = re.compile(f"[\\t\\r\\n{_SIGNS}]")


def safe(cell: object, places: re.Pattern[str] = _PLACES) -> str:
    """The cell as text that is never calculated: "+306912345678" stays a number that reads as text."""
    text = str(cell)
    return places.sub(MARK, text) if _ANY.search(text) else text


def plain(cell: str) -> str:
    """The cell as it was before ``safe``."""
    return _MARKS.sub("", cell) if MARK in cell else cell


def csv_text(rows: Iterable[Sequence[object]], divider: str = ",") -> str:
    """Rows as csv, every cell made ``safe``, wherever the file is opened."""
    text = io.StringIO(newline="")
    places = _PLACES if divider == "," else _COMMA_PLACES
    csv.writer(text, delimiter=divider).writerows([safe(cell, places) for cell in row] for row in rows)
    return text.getvalue()


BOM = "\ufeff"
"""First of all, so that Excel reads Greek."""


def write_csv(file: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows with a byte-order mark; open the file as utf-8 without newline."""
    file.write(BOM)
    csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
