from datetime import datetime, timedelta
from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.slots import Terms, blocked_range
from appointments.walltime import DAY, instant, moment
from leads.models import Campaign, Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused, User
from office.order import moved

THEIRS = "theirs"


class MeetingKindQuerySet(ClientOwnedQuerySet["MeetingKind"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        """Those to choose from, in order."""
        return self.ever_of(campaign).filter(retired_at__isnull=True)

    def ever_of(self, campaign: Campaign | int) -> Self:
        """The retired ones too."""
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("position", "pk")

    def retired(self) -> Self:
        return self.filter(retired_at__isnull=False)

    def called(self, name: str) -> Self:
        return self.filter(name__iexact=name)

    def besides(self, pk: int | None) -> Self:
        return self.exclude(pk=pk)

    def with_campaign(self) -> Self:
        return self.select_related("campaign__client")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MeetingKind(ClientOwned):
    """What can be booked in a campaign: how long, how far apart, how soon, how far ahead. Minutes and days.

    `cap`: meetings, of whatever kind, that a rep may have on a local day with one of this kind. `companions`: who must
    be there besides the rep, by id. Retired, it is offered no more; the meetings booked so keep it.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="meeting_kinds", db_constraint=False)
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(
        _("where"),
        max_length=8,
        choices=[
            ("video", _("Video call")),
            ("phone", _("By phone")),
            (THEIRS, _("At their place")),
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
    cap = models.PositiveSmallIntegerField(_("meetings of a rep on one day at most"), null=True, blank=True)
    companions = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingKindQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5) & models.Q(step__gte=5), name="meeting_has_a_length"
            ),
            models.CheckConstraint(condition=models.Q(cap__gte=1), name="meeting_cap_leaves_one"),
            models.UniqueConstraint(fields=["campaign", "name"], name="meeting_kind_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def add(cls, campaign: Campaign, *, by: User, **told: Any) -> "MeetingKind":
        """A new kind, offered after those that there are."""
        last = cls.objects.ever_of(campaign).last()
        kind = cls(client_id=campaign.client_id, campaign=campaign, position=last.position + 1 if last else 1)
        kind.change(by=by, **told)
        return kind

    def change(self, *, by: User, **told: Any) -> None:
        """For what is booked from now on; meetings that stand keep their times. Refused when another has the name."""
        for name, value in told.items():
            setattr(self, name, value)
        known = _t("Another kind of meeting of this campaign has that name already, perhaps a retired one.")
        if MeetingKind.objects.ever_of(self.campaign_id).called(self.name).besides(self.pk).exists():
            raise Refused(known)
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as error:
            raise Refused(known) from error

    @transaction.atomic
    def move(self, step: int, *, by: User) -> None:
        """One place up (-1) or down (1) in the order in which setters are offered them."""
        row = list(MeetingKind.objects.of_campaign(self.campaign_id).select_for_update())
        if self not in row:
            raise Refused(_t("This kind of meeting is retired: it has no place in the order."))
        order = moved(row, self, step)
        for position, each in enumerate(order, start=1):
            each.position = position
        MeetingKind.objects.bulk_update(order, ["position"])

    def retire(self, *, by: User) -> None:
        """Offer it no more."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    def bring_back(self, *, by: User) -> None:
        """Offer it again."""
        self.retired_at = None
        self.save(update_fields=["retired_at"])

    @property
    def places(self) -> list[tuple[str, Any]]:
        """Where a meeting of this kind can take place: (value, words)."""
        field: Any = self._meta.get_field("place")
        return [(place, words) for place, words in field.choices if place != THEIRS or self.place == THEIRS]

    def where_for(self, lead: Lead) -> str:
        """The lead's address, for a meeting that usually is there; empty where none is known."""
        if self.place != THEIRS:
            return ""
        return ", ".join(filter(None, (lead.address, f"{lead.postal_code} {lead.city}".strip())))

    def place_of(self, said: str) -> str:
        """Where a meeting of this kind takes place: as said, else as usual. Refused at the lead's place when the way
        there was not kept free."""
        if said == THEIRS != self.place:
            raise Refused(
                _t("“%(kind)s” keeps no time free for the way to the lead. Choose another kind of meeting.")
                % {"kind": self}
            )
        return said or self.place

    def come_along(self) -> list[User]:
        """Who must be there besides the rep, as far as they still work here."""
        return list(User.objects.working().with_ids(self.companions).by_name()) if self.companions else []

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def terms(self) -> Terms:
        """What the slots are found by (seconds). Only to the lead's place there is a way to go."""
        return Terms(
            length=self.minutes * 60,
            step=self.step * 60,
            before=self.before * 60,
            after=self.after * 60,
            travel=self.travel * 60 if self.place == THEIRS else 0,
            notice=self.notice * 60,
            horizon=self.horizon * DAY,
            cap=self.cap,
        )

    def blocks(self, starts_at: datetime) -> tuple[datetime, datetime]:
        """What a meeting of this kind takes out of a calendar: itself, its buffers and the way (UTC, half-open)."""
        terms = self.terms
        taken = blocked_range(instant(starts_at), terms.length, terms.before, terms.after, terms.travel)
        return moment(taken.start), moment(taken.end)
