from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class QualifyingQuerySet(ClientOwnedQuerySet["Qualifying"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        return self.filter(campaign_id=campaign if isinstance(campaign, int) else campaign.pk)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Qualifying(ClientOwned):
    """What a campaign's client asks of a verdict: how many points, and whether a setter may book against it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+", db_constraint=False)
    points_needed = models.PositiveSmallIntegerField(_("points needed before booking"), default=0)
    may_overrule = models.BooleanField(_("a setter may book against the verdict, with a reason"), default=True)

    objects = QualifyingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "qualifying"
        constraints = [models.UniqueConstraint(fields=["campaign"], name="qualifying_once")]

    def __str__(self) -> str:
        return str(self.points_needed)

    @classmethod
    def of(cls, campaign: Campaign) -> "Qualifying":
        """The campaign's own; where it has set nothing: no points needed, and the setter may overrule."""
        found = cls.objects.of_client(campaign.client_id).of_campaign(campaign).first()
        return found or cls(client_id=campaign.client_id, campaign=campaign)

    def set(self, *, by: "User", **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.save()

    @property
    def asked_of(self) -> dict[str, Any]:
        """What a Verdict needs to know of it."""
        return {"needed": self.points_needed, "may_overrule": self.may_overrule}
