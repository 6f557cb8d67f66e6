from dataclasses import dataclass
from typing import Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from office.models import ClientOwned, ClientOwnedQuerySet

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

    def kept_aside(self) -> Self:
        """Rows that are not about a lead: rejected and suppressed."""
        return self.filter(outcome__in=(ImportRow.Outcome.REJECTED, ImportRow.Outcome.SUPPRESSED))

    def by_reason(self) -> list["Reason"]:
        """The reasons, most frequent first, each with its first rows."""
        counted = self.order_by().values_list("reason").annotate(rows=models.Count("pk"))
        return [
            Reason(gettext(reason) if reason else "", rows, list(self.because_of(reason)[:SHOWN]))
            for reason, rows in counted.order_by("-rows", "reason")
        ]

    def because_of(self, reason: str) -> Self:
        return self.filter(reason=reason)


class ImportRow(ClientOwned):
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

    objects = ImportRowQuerySet.as_manager()

    personal = ("value", "suggestion")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_import", "row"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"

    @property
    def explained(self) -> str:
        """The reason in the reader's language."""
        return gettext(self.reason) if self.reason else ""
