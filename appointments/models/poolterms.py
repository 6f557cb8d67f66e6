from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class PoolTermsQuerySet(ClientOwnedQuerySet["PoolTerms"]):
    def of_campaign(self, pk: int) -> "PoolTermsQuerySet":
        return self.filter(campaign_id=pk)

    def by_campaign(self) -> "dict[int, PoolTerms]":
        return {terms.campaign_id: terms for terms in self}


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PoolTerms(ClientOwned):
    """On what terms a campaign's reps take meetings: how soon they accept one (none: they need not), which column of a
    lead's sheet names the skill it needs, and how long after a meeting their word may be missing (hours)."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="pool_terms", db_constraint=False)
    accept_within = models.PositiveSmallIntegerField(_("minutes to accept a meeting"), null=True, blank=True)
    skill_column = models.CharField(_("column that names the skill a lead needs"), max_length=80, blank=True)
    remind_after = models.PositiveSmallIntegerField(_("hours until a rep is reminded to say how it went"), default=2)
    tell_after = models.PositiveSmallIntegerField(_("hours until the manager is told"), default=48)

    objects = PoolTermsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pool terms"
        constraints = [
            models.CheckConstraint(condition=models.Q(accept_within__gte=5), name="accept_within_five_minutes"),
            models.CheckConstraint(
                condition=models.Q(tell_after__gte=models.F("remind_after")), name="rep_is_reminded_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accept_within or '–'} min"

    @classmethod
    def of(cls, campaign: Campaign) -> "PoolTerms":
        """The campaign's own; the usual ones where it has set none."""
        found = cls.objects.of_client(campaign.client_id).of_campaign(campaign.pk).first()
        return found or cls(client_id=campaign.client_id, campaign=campaign)

    def set(self, *, by: "User", **changes: Any) -> None:
        """Change them, for what is booked from now on."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.save()

    def accept_by(self, starts_at: datetime, now: datetime) -> datetime | None:
        """Until when a meeting given now must be accepted: never later than half of the time that is left before it,
        so that somebody else can still take it. None: it need not be."""
        if self.accept_within is None:
            return None
        return now + min(timedelta(minutes=self.accept_within), (starts_at - now) / 2)
