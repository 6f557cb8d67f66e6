from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User

USUAL = 60  # seconds


class WrapUpQuerySet(ClientOwnedQuerySet["WrapUp"]):
    def told(self, campaigns: Iterable[Campaign]) -> list[tuple[Campaign, int]]:
        """Each campaign with its seconds."""
        every = list(campaigns)
        known = dict(self.filter(campaign__in=every).values_list("campaign_id", "seconds"))
        return [(campaign, known.get(campaign.pk, USUAL)) for campaign in every]

    def seconds_of(self, campaign: int) -> int:
        """How long a setter of that campaign (id) has after a call; 0: no clock is shown."""
        found = self.filter(campaign_id=campaign).values_list("seconds", flat=True).first()
        return USUAL if found is None else found


class WrapUp(ClientOwned):
    """How long the work after a call should take in a campaign: a clock shows it, and nothing happens at its end."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="wrap_up", db_constraint=False)
    seconds = models.PositiveSmallIntegerField(_("seconds after a call"), default=USUAL)

    objects = WrapUpQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seconds__lte=1800), name="wrap_up_half_an_hour")]

    def __str__(self) -> str:
        return f"{self.seconds} s"

    @classmethod
    def set(cls, campaign: Campaign, seconds: int, *, by: "User") -> "WrapUp":
        """From now on so many seconds."""
        told = {"client_id": campaign.client_id, "seconds": seconds}
        made, _new = cls.objects.update_or_create(campaign=campaign, defaults=told)
        return made
