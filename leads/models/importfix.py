from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import ClientOwnedQuerySet, ClientPart

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from office.models import User


class ImportFixQuerySet(ClientOwnedQuerySet["ImportFix"]):
    def of_import(self, lead_import: models.Model) -> Self:
        return self.filter(lead_import_id=lead_import.pk)

    def by_row(self) -> "dict[int, ImportFix]":
        return {fix.row: fix for fix in self}

    def values_of(self, row: int) -> dict[str, str]:
        """{header: text} as this row was put right so far; empty when it was not."""
        return self.filter(row=row).values_list("values", flat=True).first() or {}

    def untried_rows(self) -> set[int]:
        """Numbers of the rows that were mended since they were loaded last."""
        return set(self.filter(is_tried=False).values_list("row", flat=True))

    def rows_tried(self, rows: Sequence[int]) -> None:
        self.filter(row__in=rows).update(is_tried=True)


class ImportFix(ClientPart):
    """What a person put right in one row of an import: other values for cells, or whom the row is about.

    `values`: {header: text}. The file stays as it came; the fix is laid over the row whenever it is read.
    """

    class Decision(models.TextChoices):
        NONE = "", _("As it reads")
        LEAD = "lead", _("That lead")
        NEW = "new", _("A new lead")
        SKIP = "skip", _("Leave out")

    lead_import = models.ForeignKey(
        "leads.LeadImport", models.CASCADE, related_name="fixes", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    decision = models.CharField(max_length=4, choices=Decision.choices, blank=True)
    lead = models.ForeignKey("leads.Lead", models.CASCADE, null=True, related_name="+", db_constraint=False)
    is_tried = models.BooleanField(default=False)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ImportFixQuerySet.as_manager()

    personal = ("values",)

    class Meta:
        verbose_name_plural = "import fixes"
        constraints = [models.UniqueConstraint(fields=["lead_import", "row"], name="import_fix_once")]

    def __str__(self) -> str:
        return f"{self.lead_import_id}: {self.row}"

    @classmethod
    def put(
        cls,
        lead_import: models.Model,
        row: int,
        *,
        by: "User",
        values: Mapping[str, str] | None = None,
        decision: str = "",
        lead: "Lead | None" = None,
    ) -> "ImportFix":
        """Put a row right; what was put right before in other cells stays."""
        client_id: int = lead_import.client_id  # type: ignore[attr-defined]
        made, _new = cls.objects.get_or_create(
            client_id=client_id, lead_import_id=lead_import.pk, row=row, defaults={"by": by}
        )
        made.values = {**made.values, **(values or {})}
        made.decision, made.lead, made.by, made.at, made.is_tried = decision, lead, by, clock.now(), False
        made.save()
        return made

    def over(self, cells: Sequence[str], headers: Sequence[str]) -> list[str]:
        """The row's cells with what was put right."""
        return [
            self.values.get(headers[place], cell) if place < len(headers) else cell for place, cell in enumerate(cells)
        ]

    @staticmethod
    def decisions(fixes: "Mapping[int, ImportFix]", among: Sequence[int]) -> "Iterator[tuple[int, int | None]]":
        """(row, lead id; None: a new lead) of the rows about whose person somebody decided."""
        decided = (ImportFix.Decision.LEAD, ImportFix.Decision.NEW)
        return ((row, fix.lead_id) for row in among if (fix := fixes.get(row)) and fix.decision in decided)
