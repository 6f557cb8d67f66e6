from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

FORTNIGHT = 14 * 24 * 60
MINUTES = [MinValueValidator(5), MaxValueValidator(FORTNIGHT)]


class LetterPlanQuerySet(ClientOwnedQuerySet["LetterPlan"]):
    def for_campaign(self, campaign: int) -> Self:
        """The campaign's own, else its client's."""
        mine = models.Q(campaign_id=campaign) | models.Q(campaign__isnull=True)
        return self.filter(mine).order_by(models.F("campaign_id").asc(nulls_last=True))

    def of_whole_client(self) -> Self:
        return self.filter(campaign__isnull=True)

    def own_of(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def of_campaigns(self) -> Self:
        return self.filter(campaign__isnull=False)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LetterPlan(ClientOwned):
    """When leads (and, `to_reps`, reps) are reminded of a meeting, and what leads may do on their own page. A
    campaign's own, or (without a campaign) its client's; the usual one where nobody has said anything. Minutes."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, null=True, blank=True, related_name="letter_plans", db_constraint=False
    )
    first_on = models.BooleanField(_("the first reminder"), default=True)
    first_minutes = models.PositiveSmallIntegerField(_("minutes before, first"), default=24 * 60, validators=MINUTES)
    second_on = models.BooleanField(_("the second reminder"), default=True)
    second_minutes = models.PositiveSmallIntegerField(_("minutes before, second"), default=60, validators=MINUTES)
    by_mail = models.BooleanField(_("by e-mail"), default=True)
    by_sms = models.BooleanField(_("by SMS"), default=True)
    to_reps = models.BooleanField(_("remind the reps too, by e-mail"), default=True, db_default=True)
    moves = models.PositiveSmallIntegerField(
        _("how often a lead may move it"), default=2, validators=[MaxValueValidator(20)]
    )
    move_notice = models.PositiveSmallIntegerField(
        _("until so many minutes before"), default=120, validators=[MaxValueValidator(FORTNIGHT)]
    )

    objects = LetterPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "campaign"], nulls_distinct=False, name="letter_plan_once"),
            models.CheckConstraint(
                condition=models.Q(first_minutes__gt=models.F("second_minutes")) & models.Q(second_minutes__gte=5),
                name="first_reminder_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.campaign or '*'}"

    @classmethod
    def of(cls, campaign: int, *, client: int) -> "LetterPlan":
        """What holds for a campaign's meetings; unsaved where it is the usual one."""
        found = cls.objects.of_client(client).for_campaign(campaign).first()
        return found or cls(client_id=client)

    @classmethod
    @transaction.atomic
    def set(cls, client: Client, campaign: Campaign | None = None, *, by: "User", **details: Any) -> "LetterPlan":
        """Say it anew; meetings that are booked already keep the reminders that were written for them."""
        if details["first_minutes"] <= details["second_minutes"]:
            raise Refused(_t("The first reminder must come before the second one."))
        keys = {"client": client, "campaign": campaign}
        plan, _made = cls.objects.select_for_update().get_or_create(**keys, defaults=details)
        for name, value in details.items():
            setattr(plan, name, value)
        plan.save()
        return plan

    def forget(self, *, by: "User") -> None:
        """The campaign does again as its client does."""
        self.delete()

    @property
    def first_before(self) -> str:
        return _before(self.first_minutes)

    @property
    def second_before(self) -> str:
        return _before(self.second_minutes)

    def reminders(self, starts_at: datetime) -> list[tuple[str, datetime]]:
        """(name, when it is due) of each that is on: `24h`, `90m`."""
        wanted = [(self.first_on, self.first_minutes), (self.second_on, self.second_minutes)]
        return [(_name(minutes), starts_at - timedelta(minutes=minutes)) for on, minutes in wanted if on]


def _name(minutes: int) -> str:
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def _before(minutes: int) -> str:
    """As a person says it: 24 h before, 90 min before."""
    if minutes % 60 == 0:
        return _t("%(n)s h before") % {"n": minutes // 60}
    return _t("%(n)s min before") % {"n": minutes}
