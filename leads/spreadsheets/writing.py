"""Write a csv file that no spreadsheet program takes for formulas."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"  # no blanks to Python, and yet nothing to see
MARK = "'"
"""Set before a cell that could be taken for a formula; spreadsheets show it as text, our reader takes it away again."""


def safe(cell: object) -> str:
    """The cell as text that is never calculated: "+306912345678" stays a number that reads as text."""
    text = str(cell)
    return MARK + text if _is_risky(text) else text


def plain(cell: str) -> str:
    """The cell as it was before ``safe``."""
    return cell[1:] if cell.startswith(MARK) and _is_risky(cell[1:]) else cell


def _is_risky(text: str) -> bool:
    """Blanks before a formula do not hide it."""
    return text.startswith(_RISKY) or text.lstrip().lstrip(_UNSEEN).lstrip().startswith(_RISKY)


def write_csv(file: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows with a byte-order mark, so that Excel reads Greek; open the file as utf-8 without newline."""
    file.write("\ufeff")
    csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
