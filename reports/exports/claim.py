"""The rows of a file that a supplier is to pay back, as they stood in the file, and why."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice

from django.utils import translation
from django.utils.translation import gettext as _t

from leads.models import ImportRow, LeadImport
from office import isolation
from reports.exports.table import SIZE, Cell, Rows
from reports.models.quality import Ledger


@dataclass(frozen=True)
class Claim:
    """The supplier's own columns, and behind them the number of the row and why it is claimed back.

    File and ledger are read side by side, both in the order of their rows: memory stays flat.
    """

    lead_import: LeadImport
    kinds: tuple[str, ...]
    language: str = field(default_factory=lambda: translation.get_language() or "en")

    @property
    def heads(self) -> list[str]:
        return [*self.lead_import.headers, _t("Row in the file"), _t("Why it is claimed")]

    def chunks(self) -> Iterator[Rows]:
        """The rows, some at a time."""
        rows = self._rows()
        try:
            while chunk := list(islice(rows, SIZE)):
                yield chunk
        finally:
            rows.close()

    def _rows(self) -> Generator[list[Cell], None, None]:
        width, lines = len(self.lead_import.headers), self._lines()
        wanted = next(lines, None)
        with ExitStack() as laid_out:
            with isolation.seeing([self.lead_import.client_id]):
                sheet = laid_out.enter_context(self.lead_import.sheet())
            for number, cells in sheet.rows:
                if wanted is None:
                    return
                if number == wanted[0]:
                    yield [*cells[:width], number, wanted[1], *cells[width:]]
                    wanted = next(lines, None)

    def _lines(self) -> Iterator[tuple[int, str]]:
        """(row, why), in order; each look-up opens the client's rows for itself."""
        last = 0
        while True:
            with isolation.seeing([self.lead_import.client_id]), translation.override(self.language):
                mine = Ledger(ImportRow).of_client(self.lead_import.client_id).of_import(self.lead_import)
                found = [(line.row, _why(line)) for line in mine.counted_as(*self.kinds).behind(last)[:SIZE]]
            if not found:
                return
            yield from found
            last = found[-1][0]


def _why(line: ImportRow) -> str:
    if line.outcome == ImportRow.Outcome.CREATED:
        return _t("Wrong number, as a call found out.")
    return f"{line.column}: {line.explained}" if line.column else line.explained
