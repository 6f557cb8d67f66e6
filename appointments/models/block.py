from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid4

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import Func, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.kind import MeetingKind
from appointments.walltime import Span, instant, moment
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

HOLD = timedelta(minutes=5)  # how long a slot stays on hold without a heartbeat (5-booking, Writing 2)


class _Instant(Func):
    """A moment as whole seconds since the epoch, a fraction dropped, as `walltime.instant` does."""

    template = "floor(extract(epoch from %(expressions)s))::bigint"
    output_field = models.BigIntegerField()


class CalendarBlockQuerySet(models.QuerySet["CalendarBlock"]):
    def live(self, now: datetime) -> Self:
        return self.filter(
            models.Q(state=CalendarBlock.State.BOOKED) | models.Q(state=CalendarBlock.State.ON_HOLD, hold_until__gt=now)
        )

    def of(self, people: list[int], *, start: datetime, end: datetime) -> Self:
        return self.filter(person_id__in=people, blocked__overlap=(start, end))

    def calendars(self) -> "dict[int, tuple[list[int], list[int], list[int]]]":
        """{person: (starts of what is taken, its ends, starts of the meetings themselves)}, in seconds. One query, and
        one row a person."""
        starts, ends = models.F("blocked__startswith"), models.F("blocked__endswith")
        of = (
            self.order_by()
            .values("person_id")
            .annotate(
                starts=ArrayAgg(_Instant(starts)),
                ends=ArrayAgg(_Instant(ends)),
                meetings=ArrayAgg(_Instant(Coalesce("starts_at", starts))),
            )
        )
        return {row["person_id"]: (row["starts"], row["ends"], row["meetings"]) for row in of}

    def held_by(self, setter: "User | None") -> Self:
        return self.filter(state=CalendarBlock.State.ON_HOLD, held_by=setter)

    def stale(self, now: datetime) -> Self:
        return self.filter(state=CalendarBlock.State.ON_HOLD, hold_until__lte=now)

    def in_the_way_of(self, setter: "User | None", now: datetime) -> Self:
        """Holds that need not be respected: run out, or the setter's own, who is about to take another time. (Nobody's:
        of a lead on its own page, held and booked in one transaction.)"""
        stale = models.Q(hold_until__lte=now) | models.Q(held_by=setter)
        return self.filter(stale, state=CalendarBlock.State.ON_HOLD)

    def not_held_by(self, setter: "User | None") -> Self:
        return self.exclude(state=CalendarBlock.State.ON_HOLD, held_by=setter)

    def kept(self, token: UUID, *, by: "User | None", now: datetime) -> Self:
        """The live hold of that token, if it is this setter's."""
        return self.held_by(by).filter(token=token, hold_until__gt=now)

    def for_lead(self, pk: int) -> Self:
        return self.filter(lead=pk)

    def tokened(self, token: UUID) -> Self:
        return self.filter(token=token)

    def of_appointment(self, pk: int) -> Self:
        return self.filter(appointment=pk)

    def booked(self) -> Self:
        return self.filter(state=CalendarBlock.State.BOOKED)

    def other_than(self, pk: int) -> Self:
        return self.exclude(pk=pk)

    def numbered(self, pks: Iterable[int]) -> Self:
        return self.filter(pk__in=list(pks))

    def besides(self, pks: Iterable[int]) -> Self:
        return self.exclude(pk__in=list(pks))

    def book_again(self) -> int:
        """What had released them was undone. The database refuses when somebody else has the time by now."""
        return self.update(state=CalendarBlock.State.BOOKED, hold_until=None)

    def release(self) -> int:
        """Give the time back. Rows that somebody else is writing just now are left to them."""
        with transaction.atomic():
            mine = list(self.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
            return self.model.objects.filter(pk__in=mine).update(state=CalendarBlock.State.RELEASED, hold_until=None)


class CalendarBlock(models.Model):
    """A stretch of a person's calendar that is taken: meeting, buffers and travel.

    An agency table: it must see all clients' blocks, and tells others only *busy*. Appointment, kind and lead stand
    here as bare numbers, without a client's data; `starts_at` and `ends_at` are the meeting's own, without its buffers.
    The database refuses two live blocks of one person that overlap.
    """

    class State(models.TextChoices):
        ON_HOLD = "on_hold", _("On hold")
        BOOKED = "booked", _("Booked")
        RELEASED = "released", _("Released")

    person = models.ForeignKey("office.User", models.CASCADE, related_name="calendar_blocks")
    blocked = DateTimeRangeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ON_HOLD)
    hold_until = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey("office.User", models.CASCADE, null=True, related_name="+")
    token = models.UUIDField(null=True, blank=True)
    kind = models.BigIntegerField(null=True, blank=True)
    lead = models.BigIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    appointment = models.BigIntegerField(null=True, blank=True)

    objects = CalendarBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    (
                        Func(
                            models.F("person_id"),
                            models.F("person_id"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("blocked", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__in=["on_hold", "booked"]),
            )
        ]
        indexes = [models.Index(fields=["appointment"], name="block_appointment")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.blocked}"

    @property
    def span(self) -> Span:
        """What is taken, in seconds."""
        lower, upper = self.blocked.lower, self.blocked.upper
        assert lower and upper
        return Span(instant(lower), instant(upper))

    @property
    def meeting(self) -> tuple[datetime, datetime]:
        """The meeting's own start and end; of a block without one, all that is taken."""
        taken = self.span
        return self.starts_at or moment(taken.start), self.ends_at or moment(taken.end)

    @classmethod
    def hold(
        cls, people: Iterable["User"], kind: MeetingKind, starts_at: datetime, *, by: "User | None", lead: int
    ) -> "CalendarBlock":
        """Put a time on hold for a lead with the first of these people who is still free; other holds are let go.

        Each try is one INSERT … ON CONFLICT DO NOTHING: who comes second gets no row, never an error or a deadlock.
        """
        start, end = kind.blocks(starts_at)
        candidates = list(people)
        cls.objects.of([p.pk for p in candidates], start=start, end=end).in_the_way_of(by, clock.now()).release()
        for person in candidates:
            held = cls._take(person, kind, starts_at, by, lead)
            if held:
                cls.objects.held_by(by).other_than(held.pk).release()
                return held
        raise Refused(_t("That time was taken a moment ago. Choose another one."))

    @classmethod
    def _take(
        cls, person: "User", kind: MeetingKind, starts_at: datetime, by: "User | None", lead: int
    ) -> "CalendarBlock | None":
        token = uuid4()
        block = cls(
            person=person,
            blocked=kind.blocks(starts_at),
            hold_until=clock.now() + HOLD,
            held_by=by,
            token=token,
            kind=kind.pk,
            lead=lead,
            starts_at=starts_at,
            ends_at=starts_at + kind.length,
        )
        CalendarBlock.objects.bulk_create([block], ignore_conflicts=True)
        return cls.objects.tokened(token).select_related("person").first()

    @classmethod
    def renew(cls, token: UUID, *, by: "User") -> "CalendarBlock":
        """The setter is still talking: the hold lasts another five minutes from now."""
        now = clock.now()
        if not cls.objects.kept(token, by=by, now=now).update(hold_until=now + HOLD):
            raise Refused(_t("The hold has run out. Choose a time again."))
        return cls.objects.select_related("person").get(token=token)

    @classmethod
    def confirm(cls, token: UUID, *, by: "User | None", lead: int) -> "CalendarBlock":
        """Turn a live hold into a booked time; inside the booking's transaction. One of two wins, the other is told."""
        kept = cls.objects.kept(token, by=by, now=clock.now()).for_lead(lead)
        if not kept.update(state=cls.State.BOOKED, hold_until=None):
            raise Refused(_t("Too late: the hold on this time has run out. Choose a time again."))
        return cls.objects.select_related("person").get(token=token)
