from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet


class PoolMemberQuerySet(ClientOwnedQuerySet["PoolMember"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return (
            self.filter(campaign_id=pk, person__is_active=True).select_related("person").order_by("person__name", "pk")
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PoolMember(ClientOwned):
    """A rep who takes meetings of a campaign."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pool", db_constraint=False)
    person = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    objects = PoolMemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="pool_member_once")]

    def __str__(self) -> str:
        return str(self.person)
