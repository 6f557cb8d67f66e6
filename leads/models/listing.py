from decimal import Decimal
from typing import Any, Self

from django.db import models

from leads.models.leadlist import LeadList
from office import clock
from office.models import ClientOwnedQuerySet, ClientPart


class ListingQuerySet(ClientOwnedQuerySet["Listing"]):
    def of_supplier(self, supplier: int) -> Self:
        """On the lists of the supplier of that id."""
        return self.filter(lead_list__supplier_id=supplier)

    def count_by_list(self) -> dict[int, int]:
        """How many leads stand on each list, by its id. Of two that were merged, and stood on the same list, one."""
        counted = self.order_by().values_list("lead_list_id").annotate(n=models.Count("pk"))
        twice = dict(counted.filter(lead__merged_into__isnull=False))
        return {pk: count - twice.get(pk, 0) for pk, count in counted}

    def by_import(self) -> Self:
        """Those that an import gave."""
        return self.filter(lead_import__isnull=False).select_related("lead_import__by")

    def row_of_pass(self) -> "models.QuerySet[Listing, Any]":
        """As a subquery over passes: in which row of its list the lead stands."""
        mine = self.filter(lead=models.OuterRef("lead"), lead_list=models.OuterRef("lead_list"))
        return mine.values("row")[:1]

    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk).select_related("lead_list").order_by("-pk")


class Listing(ClientPart):
    """A lead's place on one list: which row of which import. What it cost there, its list tells (`cost`)."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="listings", db_constraint=False)
    lead_list = models.ForeignKey(
        LeadList, models.PROTECT, related_name="listings", db_constraint=False, db_index=False
    )
    lead_import = models.ForeignKey(
        "leads.LeadImport", models.SET_NULL, null=True, related_name="listings", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_list", "lead"], name="listing_once")]

    def __str__(self) -> str:
        return f"{self.lead_list_id}: {self.row}"

    @property
    def cost(self) -> Decimal:
        """What this lead cost on that list: its equal part of what the list cost in all."""
        return LeadList.objects.filter(pk=self.lead_list_id).costs_of_lead().get(self.lead_list_id, Decimal(0))
