from datetime import datetime, timedelta
from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.slots import Terms, blocked_range
from appointments.walltime import DAY, instant, moment
from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet


class MeetingKindQuerySet(ClientOwnedQuerySet["MeetingKind"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("position", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MeetingKind(ClientOwned):
    """What can be booked in a campaign: how long, how far apart, how soon, how far ahead. Minutes and days."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="meeting_kinds", db_constraint=False)
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(
        _("where"),
        max_length=8,
        choices=[
            ("video", _("Video call")),
            ("phone", _("By phone")),
            ("theirs", _("At their place")),
            ("ours", _("Our office")),
        ],
        default="video",
    )
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=45)
    step = models.PositiveSmallIntegerField(_("a start every … minutes"), default=30)
    before = models.PositiveSmallIntegerField(_("free minutes before"), default=0)
    after = models.PositiveSmallIntegerField(_("free minutes after"), default=15)
    travel = models.PositiveSmallIntegerField(_("minutes of travel each way"), default=0)
    notice = models.PositiveSmallIntegerField(_("notice in minutes"), default=120)
    horizon = models.PositiveSmallIntegerField(_("days ahead at most"), default=21)
    position = models.PositiveSmallIntegerField(default=1)

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5) & models.Q(step__gte=5), name="meeting_has_a_length"
            ),
            models.UniqueConstraint(fields=["campaign", "name"], name="meeting_kind_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def terms(self) -> Terms:
        """What the slots are found by (seconds)."""
        return Terms(
            length=self.minutes * 60,
            step=self.step * 60,
            before=self.before * 60,
            after=self.after * 60,
            travel=self.travel * 60,
            notice=self.notice * 60,
            horizon=self.horizon * DAY,
        )

    def blocks(self, starts_at: datetime) -> tuple[datetime, datetime]:
        """What a meeting of this kind takes out of a calendar: itself, its buffers and the way (UTC, half-open)."""
        terms = self.terms
        taken = blocked_range(instant(starts_at), terms.length, terms.before, terms.after, terms.travel)
        return moment(taken.start), moment(taken.end)
