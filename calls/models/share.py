from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

MOST = 100


class ShareQuerySet(ClientOwnedQuerySet["Share"]):
    def of_setter(self, setter: "User") -> Self:
        return self.filter(setter=setter)

    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def weights(self) -> dict[int, int]:
        """Weight by campaign id."""
        return dict(self.values_list("campaign_id", "weight"))

    def by_setter(self) -> dict[int, int]:
        """Weight by setter id."""
        return dict(self.values_list("setter_id", "weight"))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("weight")),
    pghistory.DeleteEvent(),
    model_name="ShareEvent",
    fields=["id", "client", "setter", "campaign", "weight"],
)
class Share(ClientOwned):
    """How much of a setter's day goes to a campaign, beside the setter's others. No row: as the leads come.

    `weight`: 3 gives three leads where 1 gives one; 0 gives none. `given`: how many were given on the day `given_on`
    (the setter's own), counted by the claim itself.
    """

    setter = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="shares", db_constraint=False)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    given = models.PositiveIntegerField(default=0)
    given_on = models.DateField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["setter", "campaign"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.setter_id}: {self.weight}"

    @classmethod
    @transaction.atomic
    def give(cls, setter: "User", weights: Mapping[Campaign, int], *, by: "User") -> None:
        """Say how a setter's day is shared out among campaigns. Refused when nothing would be left."""
        if not any(weights.values()):
            raise Refused(_t("One campaign at least needs a weight above 0."))
        if any(not 0 <= weight <= MOST for weight in weights.values()):
            raise Refused(_t("A weight lies between 0 and %(most)d.") % {"most": MOST})
        for campaign, weight in weights.items():
            told = {"client_id": campaign.client_id, "weight": weight}
            cls.objects.update_or_create(setter=setter, campaign=campaign, defaults=told)
