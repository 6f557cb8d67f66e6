from decimal import Decimal
from typing import Self

from django.db import models

from leads.models.leadlist import LeadList
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet


class ListingQuerySet(ClientOwnedQuerySet["Listing"]):
    def of_supplier(self, supplier: str) -> Self:
        return self.filter(lead_list__supplier=supplier)

    def count_by_list(self) -> dict[int, int]:
        """How many leads stand on each list, by its id."""
        counted = self.order_by().values_list("lead_list_id").annotate(n=models.Count("pk"))
        return dict(counted)

    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk).select_related("lead_list").order_by("-pk")


class Listing(ClientOwned):
    """A lead's place on one list: which row of which import, and what it cost."""

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="listings", db_constraint=False)
    lead_list = models.ForeignKey(LeadList, models.PROTECT, related_name="listings", db_constraint=False)
    lead_import = models.ForeignKey(
        "leads.LeadImport", models.SET_NULL, null=True, related_name="listings", db_constraint=False
    )
    row = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(max_digits=12, decimal_places=4, default=Decimal(0))
    created_at = models.DateTimeField(default=clock.now)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead_list", "lead"], name="listing_once")]

    def __str__(self) -> str:
        return f"{self.lead_list_id}: {self.row}"
