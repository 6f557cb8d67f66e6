"""Write a csv file that no spreadsheet program takes for formulas."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

_RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%")
MARK = "'"
"""Set before a cell that could be taken for a formula; spreadsheets show it as text, our reader takes it away again."""


def safe(cell: object) -> str:
    """The cell as text that is never calculated: "+306912345678" stays a number that reads as text."""
    text = str(cell)
    return MARK + text if text.startswith(_RISKY) else text


def plain(cell: str) -> str:
    """The cell as it was before ``safe``."""
    return cell[1:] if cell.startswith(MARK) and cell[1:].startswith(_RISKY) else cell


def write_csv(file: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows with a byte-order mark, so that Excel reads Greek; open the file as utf-8 without newline."""
    file.write("\ufeff")
    csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
