from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class LeadListQuerySet(ClientOwnedQuerySet["LeadList"]):
    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def by_campaign(self) -> Self:
        return self.select_related("campaign").order_by("campaign__name", "name", "pk")

    def with_last_import(self) -> Self:
        """With the moment something was last loaded into it."""
        return self.annotate(last_import_at=models.Max("imports__created_at"))

    def newest(self) -> Self:
        return self.select_related("campaign").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LeadList(ClientOwned):
    """A batch of leads in a campaign, with where it came from and what it cost."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="lists", db_constraint=False, verbose_name=_("campaign")
    )
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=120, blank=True)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, default=Decimal(0))
    created_at = models.DateTimeField(default=clock.now)

    objects = LeadListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="leadlist_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, campaign: Campaign, name: str, by: "User", **details: Any) -> "LeadList":
        """The campaign's list of that name, made if it is not there."""
        made, _new = cls.objects.get_or_create(
            campaign=campaign, name=name, defaults={"client_id": campaign.client_id, **details}
        )
        return made
