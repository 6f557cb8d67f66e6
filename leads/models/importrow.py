from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.loading import sentences
from office.models import ClientOwnedQuerySet, ClientPart

SHOWN = 3


@dataclass(frozen=True)
class Reason:
    """Why rows were kept aside: the words, how many, and some of them."""

    words: str
    rows: int
    examples: list["ImportRow"]


class ImportRowQuerySet(ClientOwnedQuerySet["ImportRow"]):
    def of_import(self, lead_import: models.Model) -> Self:
        return self.filter(lead_import_id=lead_import.pk).order_by("row")

    def rejected(self) -> Self:
        return self.filter(outcome=ImportRow.Outcome.REJECTED)

    def suppressed(self) -> Self:
        return self.filter(outcome=ImportRow.Outcome.SUPPRESSED)

    def about_leads(self) -> list[tuple[int, int]]:
        """(row number, lead id) of the rows that are about a lead."""
        return list(self.filter(lead__isnull=False).values_list("row", "lead_id"))

    def kept_aside(self) -> Self:
        """Rows that are not about a lead: rejected and suppressed."""
        return self.filter(outcome__in=(ImportRow.Outcome.REJECTED, ImportRow.Outcome.SUPPRESSED))

    def row_numbers(self) -> set[int]:
        return set(self.values_list("row", flat=True))

    def by_reason(self) -> list["Reason"]:
        """The reasons, most frequent first, each with its first rows."""
        counted = self.order_by().values_list("reason").annotate(rows=models.Count("pk"))
        return [
            Reason(gettext(reason) if reason else "", rows, list(self.because_of(reason)[:SHOWN]))
            for reason, rows in counted.order_by("-rows", "reason")
        ]

    def numbered(self, rows: Iterable[int]) -> Self:
        return self.filter(row__in=list(rows))

    def suggesting(self) -> Self:
        """Kept aside, with a suggestion what might have been meant."""
        return self.kept_aside().exclude(suggestion="").exclude(column="")

    def doubted(self) -> Self:
        """Rows that are loaded, with a suggestion what an address might have been meant to be."""
        loaded = (ImportRow.Outcome.CREATED, ImportRow.Outcome.UPDATED)
        return self.filter(outcome__in=loaded).exclude(suggestion="").select_related("lead", "lead__company")

    def of_class(self, outcome: str) -> Self:
        return self.filter(outcome=outcome).select_related("lead", "lead__company")

    def in_grid(self, name: str) -> Self:
        """The rows of one grid of the dry run or the result: a class, but repeats within the file stand apart."""
        if name == "duplicate":
            return self.of_class(ImportRow.Outcome.SKIPPED).because_of(sentences.SAME_AS_ABOVE)
        if name == "doubtful":
            return self.doubted()
        found = self.of_class(name)
        return found.exclude(reason=sentences.SAME_AS_ABOVE) if name == ImportRow.Outcome.SKIPPED else found

    def behind(self, row: int) -> Self:
        return self.filter(row__gt=row)

    def row_before(self, row: int, *, by: int) -> int:
        """The number of the row that stands so many rows before; 0 where there are not so many."""
        behind = self.filter(row__lte=row).order_by("-row").values_list("row", flat=True)[by : by + 1]
        return next(iter(behind), 0)

    def last_row(self) -> int:
        return self.order_by().aggregate(last=models.Max("row"))["last"] or 0

    def left_behind(self) -> Self:
        """Rows whose leads an undo left, since somebody had touched them."""
        return self.filter(details__left=True).select_related("lead", "lead__company")

    def taken_back(self, rows: Sequence[int]) -> dict[str, int]:
        """Forget the lines of these rows; how many there were of each class."""
        mine = self.filter(row__in=rows)
        counted = dict(mine.order_by().values_list("outcome").annotate(n=models.Count("pk")))
        mine.delete()
        return counted

    def because_of(self, reason: str) -> Self:
        return self.filter(reason=reason)


class ImportRow(ClientPart):
    """The fate of one row of one import: the ledger. Written in the transaction that loads the row.

    `reason` is an English gettext msgid; `value` what stood in `column` of the file.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("New")
        UPDATED = "updated", _("Updated")
        SKIPPED = "skipped", _("Skipped")
        REJECTED = "rejected", _("Rejected")
        SUPPRESSED = "suppressed", _("Do not call")

    lead_import = models.ForeignKey(
        "leads.LeadImport", models.CASCADE, related_name="ledger", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    lead = models.ForeignKey(
        "leads.Lead", models.SET_NULL, null=True, blank=True, related_name="import_rows", db_constraint=False
    )
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=254, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    suggestion = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, db_default={})

    objects = ImportRowQuerySet.as_manager()

    personal = ("value", "suggestion", "details")
    stays_when_merged = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_import", "row"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"

    @property
    def cells(self) -> dict[str, str]:
        """The row as it stood in the file, by header; empty when it was loaded."""
        return dict(self.details.get("cells", {}))

    @property
    def candidates(self) -> list[int]:
        """Ids of the leads between which a person is to decide."""
        return list(self.details.get("leads", []))

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(field, before, after) of what an updated row changes; an own column by its name alone."""
        changed = self.details.get("changed", {}).items()
        return [(field.removeprefix("custom."), before, after) for field, (before, after) in changed]

    @property
    def is_doubted(self) -> bool:
        """It is loaded, but an address in it looks mistyped."""
        return bool(self.suggestion) and self.outcome in (self.Outcome.CREATED, self.Outcome.UPDATED)

    @property
    def explained(self) -> str:
        """The reason in the reader's language."""
        return gettext(self.reason) if self.reason else ""
