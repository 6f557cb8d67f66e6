"""The grids of a dry run or of a load: one for each class of rows, repeats within the file apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models.importprogress import AFTER_LOAD
from leads.models.importrow import ImportRow
from leads.models.lead import Lead

if TYPE_CHECKING:
    from leads.models.leadimport import LeadImport

GRIDS = {
    "rejected": _("Errors"),
    "suppressed": _("Do not call"),
    "doubtful": _("Perhaps mistyped"),
    "created": _("New"),
    "updated": _("Updated"),
    "skipped": _("Known, nothing new"),
    "duplicate": _("Twice in the file"),
}
PAGE = 50


@dataclass(frozen=True)
class Tab:
    """One grid as it is chosen: its name, words and how many rows it has."""

    name: str
    label: str | Promise
    count: int


@dataclass(frozen=True)
class Shown:
    """A row as the grid shows it: its cells in the order of the file, and the leads between which to decide."""

    line: ImportRow
    cells: list[tuple[str, str]]
    candidates: list[Lead]


@dataclass(frozen=True)
class Grid:
    """Some rows of one class. `more`: the row behind which the next ones stand, 0 at the end."""

    name: str
    tabs: Sequence[Tab]
    rows: Sequence["Shown"]
    more: int
    suggested: int

    @classmethod
    def of(cls, lead_import: "LeadImport", *, name: str = "", after: int = 0) -> "Grid":
        """The grid of that name, or the first that has rows: what is to be mended first."""
        ledger = ImportRow.objects.of_import(lead_import)
        doubted = ledger.doubted().count()
        tabs = _tabs(lead_import, ledger.in_grid("duplicate").count(), doubted)
        name = name if name in GRIDS else next((tab.name for tab in tabs if tab.count), "created")
        rows = list(ledger.in_grid(name).behind(after)[: PAGE + 1])
        more = rows[PAGE - 1].row if len(rows) > PAGE else 0
        suggested = ledger.suggesting().count() if name == "rejected" else 0
        if name == "doubtful" and lead_import.step == lead_import.Step.CHECKED:
            suggested = doubted
        return cls(name, tabs, _shown(lead_import, rows[:PAGE]), more, suggested)

    def first_behind(self, row: int) -> int:
        """The first of these rows that stands behind one; 0 behind none, or when none does."""
        return 0 if not row else next((shown.line.row for shown in self.rows if shown.line.row > row), 0)

    @property
    def count(self) -> int:
        return next(tab.count for tab in self.tabs if tab.name == self.name)


def _tabs(lead_import: "LeadImport", repeats: int, doubted: int) -> list[Tab]:
    counts = dict(lead_import.counts)
    if lead_import.step not in AFTER_LOAD:
        repeats = int(lead_import.forecast.get("duplicate", 0))
    counts |= {"duplicate": repeats, "skipped": counts["skipped"] - repeats, "doubtful": doubted}
    return [Tab(name, label, counts[name]) for name, label in GRIDS.items()]


def _shown(lead_import: "LeadImport", lines: Sequence[ImportRow]) -> list[Shown]:
    wanted = [pk for line in lines for pk in line.candidates]
    leads = {lead.pk: lead for lead in Lead.objects.numbered_by_id(wanted)} if wanted else {}
    return [
        Shown(
            line,
            [(header, line.cells[header]) for header in lead_import.headers if line.cells.get(header)],
            [leads[pk] for pk in line.candidates if pk in leads],
        )
        for line in lines
    ]
