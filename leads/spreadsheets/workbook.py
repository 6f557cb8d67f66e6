"""Write an xlsx file row by row, in flat memory, in which text is text: "=1+1" and "+30…" are never calculated."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

ROWS = 1_048_576  # of one sheet; what is more goes on to the next one
LETTERS = 32_767  # of one cell, as Excel counts them (UTF-16)
WIDTH = 20
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as A
_LINE_END = re.compile("\r\n?")


def write_xlsx(file: IO[bytes], heads: Sequence[str], rows: Iterable[Sequence[Any]], *, most: int = ROWS) -> int:
    """Write the rows under their heads; numbers stay numbers, all else is text. Returns how many rows there were."""
    book = Workbook(write_only=True)
    left, count = iter(rows), 0
    while (first := next(left, None)) is not None or not book.worksheets:
        sheet = _sheet(book, heads)
        for row in islice(chain([] if first is None else [first], left), most - 1):
            sheet.append([_cell(sheet, value) for value in row])
            count += 1
    book.save(file)
    return count


def _sheet(book: Any, heads: Sequence[str]) -> Any:
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for index in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = WIDTH
    sheet.append([_text(sheet, head, Font(bold=True)) for head in heads])
    return sheet


def _cell(sheet: Any, value: Any) -> Any:
    if value is None or value == "":
        return None
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else _text(sheet, str(value))


def _text(sheet: Any, text: str, font: Font | None = None) -> Any:
    """A cell whose type says that it is text, whatever stands in it."""
    cell = WriteOnlyCell(sheet, value=fitting(text))
    cell.data_type = "s"
    if font:
        cell.font = font
    return cell


def fitting(text: str) -> str:
    """The text as a cell can hold it: no controls, no more letters than Excel takes."""
    text = _ESCAPE.sub("_x005F_", _NO_XML.sub("\ufffd", _LINE_END.sub("\n", text)))
    if len(text) * 2 <= LETTERS or len(text.encode("utf-16-le")) // 2 <= LETTERS:
        return text
    return text.encode("utf-16-le")[: 2 * (LETTERS - 1)].decode("utf-16-le", "ignore") + "…"
