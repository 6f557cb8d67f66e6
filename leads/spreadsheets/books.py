"""Read workbooks (xlsx, xlsm, xlsb, xls, ods) with calamine, which holds the sheet that it reads in memory.

calamine may panic (a BaseException) or abort the process on harmful files: only ever run it in the limited child.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from leads.spreadsheets import limits
from leads.spreadsheets.cells import row_as_text
from leads.spreadsheets.headers import Record
from leads.spreadsheets.limits import SpreadsheetError


class Book:
    """A workbook: its visible sheets and the rows of one of them. Values are the saved ones, nothing is calculated."""

    def __init__(self, path: Path, kind: str) -> None:
        self._book = _open(path, kind)
        self._held: tuple[str, CalamineSheet] | None = None
        self.names = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if len(self.names) > limits.SHEETS:
            raise SpreadsheetError(limits.TOO_MANY_SHEETS, limit=limits.SHEETS)

    def height(self, name: str) -> int:
        """Rows of a sheet from its first filled one to its last."""
        return self._sheet(name).height

    def first_filled(self) -> str:
        """The first visible sheet that holds a cell."""
        for name in self.names:
            if self._sheet(name).height:
                return name
        raise SpreadsheetError(limits.NO_ROWS)

    def records(self, name: str) -> Iterator[Record]:
        """Every row that is not wholly blank, with its number in the sheet."""
        sheet = self._sheet(name)
        for number, row in enumerate(sheet.iter_rows() if sheet.height else (), 1):
            cells = row_as_text(row)
            if any(cells):
                yield number, cells

    def _sheet(self, name: str) -> CalamineSheet:
        """One sheet is held at a time."""
        if self._held and self._held[0] == name:
            return self._held[1]
        if name not in self.names:
            raise SpreadsheetError(limits.NO_SUCH_SHEET, sheet=name)
        self._held = None
        try:
            sheet = self._book.get_sheet_by_name(name)
        except CalamineError as error:
            raise SpreadsheetError(limits.DAMAGED) from error
        _check_size(sheet)
        self._held = name, sheet
        return sheet


def _check_size(sheet: CalamineSheet) -> None:
    if sheet.total_height > limits.ROWS:
        raise SpreadsheetError(limits.TOO_MANY_ROWS, limit=limits.ROWS)
    if sheet.total_width > limits.COLUMNS:
        raise SpreadsheetError(limits.TOO_MANY_COLUMNS, limit=limits.COLUMNS)
    if sheet.height * sheet.width > limits.CELLS:
        raise SpreadsheetError(limits.TOO_MANY_CELLS, limit=limits.CELLS)


def _open(path: Path, kind: str) -> CalamineWorkbook:
    """calamine believes the name's ending, so it is given a name that tells the truth."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder, f"book.{kind}")
        named.symlink_to(path.resolve())
        try:
            return CalamineWorkbook.from_path(str(named))
        except PasswordError as error:
            raise SpreadsheetError(limits.PASSWORD) from error
        except CalamineError as error:
            raise SpreadsheetError(limits.DAMAGED) from error
