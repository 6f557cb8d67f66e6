from datetime import time
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


def monday_to_friday() -> list[int]:
    return [0, 1, 2, 3, 4]


class PaceQuerySet(ClientOwnedQuerySet["Pace"]):
    def of_campaigns(self, campaigns: list[int]) -> Self:
        return self.filter(campaign_id__in=campaigns)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Pace(ClientOwned):
    """How soon a hot lead of a campaign is to be called, and in which hours that time runs.

    `weekdays`: 0 for Monday; hours are on the campaign's clock; `on_holidays`: the time also runs on public holidays of
    the campaign's country.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    target = models.PositiveSmallIntegerField(_("minutes to the first call of a hot lead"), null=True, blank=True)
    opens = models.TimeField(_("from"), default=time(9))
    closes = models.TimeField(_("until"), default=time(18))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=monday_to_friday, verbose_name=_("days"))
    on_holidays = models.BooleanField(_("also on public holidays"), default=False)

    objects = PaceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "paces"
        constraints = [
            models.UniqueConstraint(fields=["campaign"], name="pace_once"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="pace_opens_first"),
        ]

    def __str__(self) -> str:
        return f"{self.target or '–'} min"

    @classmethod
    def of(cls, campaign: Campaign) -> "Pace":
        """The campaign's own; an ordinary working week without a target where it has set none."""
        found = cls.objects.of_client(campaign.client_id).of_campaigns([campaign.pk]).first()
        return found or cls(client_id=campaign.client_id, campaign=campaign)

    def set(self, *, by: "User", **changes: Any) -> None:
        """Change it; every figure is reckoned by it from now on."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.save()
