"""Putting rows right: in the grid, by accepting what is suggested, or by a mended file that comes back."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t

from leads import spreadsheets
from leads.emails import tidy
from leads.fields import OURS
from leads.loading import sentences
from leads.loading.rows import Repair, Row
from leads.models.importfix import ImportFix
from leads.models.importrow import ImportRow
from leads.models.lead import Lead
from leads.spreadsheets import Sheet, SpreadsheetError
from leads.spreadsheets.writing import MARK, plain
from office.models import Refused

if TYPE_CHECKING:
    from leads.models.leadimport import LeadImport
    from office.models import User


def row_id(lead_import: "LeadImport", row: int) -> str:
    """How a row is called in the result file: "17-204" is row 204 of import 17."""
    return f"{lead_import.pk}-{row}"


def row_of(text: str) -> tuple[int, int] | None:
    """(import id, row number) of a row id; None for anything else."""
    pk, _dash, row = text.strip().partition("-")
    return (int(pk), int(row)) if pk.isdigit() and row.isdigit() and len(pk) < 19 and len(row) < 10 else None


class Mending:
    """What one person puts right in one import. `done()` then checks or loads the rows again."""

    def __init__(self, lead_import: "LeadImport", *, by: "User") -> None:
        self.lead_import, self.by = lead_import, by

    def cells(self, row: int, values: Mapping[str, str]) -> None:
        """Other values for cells of a row that was kept aside, or another address where it looks mistyped. Refused
        while these cells are not good; a fault of another cell stays to be put right next."""
        doubted = ImportRow.objects.of_import(self.lead_import).doubted().numbered([row]).first()
        self._retype(doubted, values) if doubted else self._fix(self._line(row), values)

    def accept(self, rows: Iterable[int] | None = None, *, doubted: bool = False) -> int:
        """Take the suggestions for these rows, or for all rows that have one; how many were taken. Of rows kept aside,
        or of those that are loaded with an address that looks mistyped (`doubted`)."""
        every = ImportRow.objects.of_import(self.lead_import)
        if doubted:
            self._must_be_checked()
        found = every.doubted() if doubted else every.suggesting()
        taken = found.numbered(rows) if rows is not None else found
        for line in taken:
            ImportFix.put(self.lead_import, line.row, by=self.by, values={line.column: line.suggestion})
        return len(taken)

    def leave_out(self, row: int) -> None:
        """This row is not to be loaded."""
        ImportFix.put(self.lead_import, self._line(row).row, by=self.by, decision=ImportFix.Decision.SKIP)

    def decide(self, row: int, lead: Lead | None) -> None:
        """The row whose number and address belong to two leads is about this one of them, or (None) about a new one."""
        line = self._line(row)
        if lead and lead.pk not in line.candidates:
            raise Refused(_t("Choose one of the leads that the row could be about."))
        decision = ImportFix.Decision.LEAD if lead else ImportFix.Decision.NEW
        ImportFix.put(self.lead_import, row, by=self.by, decision=decision, lead=lead)

    @transaction.atomic
    def file(self, path: Path) -> int:
        """The result file, mended: every row that it names takes the cells that stand there now. How many there were.

        Only rows of this import that were kept aside; refused in words when the file names others or none.
        """
        try:
            with spreadsheets.read(path) as sheet:
                said = list(self._said(sheet))
        except SpreadsheetError as error:
            raise Refused(error.told(_t)) from error
        aside = {line.row: line for line in ImportRow.objects.of_import(self.lead_import).kept_aside()}
        for row, values in said:
            if row in aside:
                ImportFix.put(self.lead_import, row, by=self.by, values=values)
        return sum(row in aside for row, _values in said)

    def done(self) -> None:
        """Check the rows again, or load those that were mended after the load."""
        mending = self.lead_import
        if mending.step in (mending.Step.UNDOING, mending.Step.UNDONE):
            raise Refused(_t("This load was taken back. Hand the file in anew."))
        if mending.step in (mending.Step.LOADED, mending.Step.STOPPED):
            mending.load_mended(by=self.by)
        elif mending.step == mending.Step.CHECKED:
            mending.check_again(by=self.by)

    def _said(self, sheet: Sheet) -> Iterable[tuple[int, dict[str, str]]]:
        named = [index for index, header in enumerate(sheet.headers) if header.partition(" (")[0] == OURS[-1]]
        place = named[-1] if named else None  # ours stands last, also where the file had a column of that name
        if place is None:
            raise Refused(_t("This is not the file of the rows that were kept aside: it has no column “row_id”."))
        ours = set(self.lead_import.headers)
        for _number, cells in sheet.rows:
            known = row_of(cells[place])
            if known is None or known[0] != self.lead_import.pk:
                raise Refused(_t("The row “%(id)s” is not of this import.") % {"id": cells[place]})
            said = zip(sheet.headers, cells, strict=False)
            yield known[1], {header: _bare(cell) for header, cell in said if header in ours}

    def _line(self, row: int) -> ImportRow:
        line = ImportRow.objects.of_import(self.lead_import).kept_aside().numbered([row]).first()
        if line is None:
            raise Refused(_t("Row %(row)s is not among those that were kept aside.") % {"row": row})
        return line

    def _fix(self, line: ImportRow, values: Mapping[str, str]) -> None:
        wrong = self._judged(line, values).refusal
        if wrong.reason and (not wrong.column or wrong.column in values):
            raise Refused(_t(wrong.reason))
        ImportFix.put(self.lead_import, line.row, by=self.by, values=values)

    def _retype(self, line: ImportRow, values: Mapping[str, str]) -> None:
        self._must_be_checked()
        if set(values) != {line.column} or not tidy(values[line.column]):
            raise Refused(_t(sentences.BAD_EMAIL))
        ImportFix.put(self.lead_import, line.row, by=self.by, values=values)

    def _must_be_checked(self) -> None:
        if self.lead_import.step != self.lead_import.Step.CHECKED:
            raise Refused(_t("These leads are loaded: put an address right on the lead’s own page."))

    def _judged(self, line: ImportRow, values: Mapping[str, str]) -> Row:
        """The row as it would be read with these values, and with those that were put right before."""
        made = self.lead_import
        cells = {**line.cells, **ImportFix.objects.of_import(made).values_of(line.row), **values}
        repair = Repair(made.headers, made.mapping, made.country, made.date_order, made.constants)
        return repair.row(line.row, [cells.get(header, "") for header in made.headers])


def _bare(cell: str) -> str:
    return plain(cell) if cell[:1] == MARK else cell
