from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import Func, Value
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateTimeTZRange

from appointments.models import caps
from appointments.models.blocks import CalendarBlockQuerySet
from appointments.models.kind import MeetingKind
from appointments.routing import Trace
from appointments.walltime import Span, instant, moment
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

HOLD = timedelta(minutes=5)  # how long a slot stays on hold without a heartbeat (5-booking, Writing 2)


class CalendarBlock(models.Model):
    """A stretch of a person's calendar that is taken: meeting, buffers and travel.

    An agency table: it must see all clients' blocks, and tells others only *busy*. Appointment, kind and lead stand
    here as bare numbers, without a client's data; `starts_at` and `ends_at` are the meeting's own, without its buffers.
    Blocks of several people in one meeting share their token: `party` is how many they are on the rep's own, and 0 on
    the others'. `cap`: how many meetings of that day the rep may have with this one (none: no limit).
    `route`: why a hold came to this person (routing.Routed.trace).
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
    party = models.PositiveSmallIntegerField(default=1, db_default=1)
    cap = models.PositiveSmallIntegerField(null=True, blank=True)
    route = models.JSONField(null=True, blank=True)

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
        cls,
        people: Iterable["User"],
        kind: MeetingKind,
        starts_at: datetime,
        *,
        by: "User | None",
        lead: int,
        beyond_cap: bool = False,
    ) -> "CalendarBlock":
        """Put a time on hold for a lead with the first of these people who is still free, and with all who must be
        there besides; other holds are let go."""
        when = {"blocked": kind.blocks(starts_at), "starts_at": starts_at, "ends_at": starts_at + kind.length}
        what = {"held_by": by, "lead": lead, "kind": kind.pk, "cap": None if beyond_cap else kind.cap}
        until = clock.now() + HOLD
        held = cls.take(people, kind.companions, state=cls.State.ON_HOLD, hold_until=until, **when, **what)
        if held is None:
            raise Refused(_t("That time was taken a moment ago. Choose another one."))
        if by:
            cls.objects.keep_only(held.token, by=by.pk)
        return held

    @classmethod
    def take(
        cls, people: Iterable["User"], besides: Sequence[int] = (), *, state: str, **told: Any
    ) -> "CalendarBlock | None":
        """A time, on hold or booked at once, of the first of these people who is still free and has room for it that
        day (`cap`; None: no limit), and of all who must be there besides; None when nobody is. `told`: the columns.

        Each try is one INSERT … ON CONFLICT DO NOTHING: who comes second gets no row, never an error or a deadlock.
        """
        candidates, blocked = list(people), DateTimeTZRange(*told.pop("blocked"))
        setter = told.get("held_by") if state == cls.State.ON_HOLD else None
        there = [*(person.pk for person in candidates), *besides]
        cls.objects.make_way(there, blocked, now=clock.now(), by=setter.pk if setter else None)
        taken = (cls._try(person, besides, state=state, blocked=blocked, **told) for person in candidates)
        return next((block for block in taken if block), None)

    @classmethod
    def _try(cls, person: "User", besides: Sequence[int], **told: Any) -> "CalendarBlock | None":
        """All the blocks of one meeting, or none: of one person without a limit in one statement."""
        there, token = sorted({person.pk, *besides}), uuid4()
        parties = {pk: len(there) if pk == person.pk else 0 for pk in there}
        rows = [cls(person_id=pk, token=token, party=party, **told) for pk, party in parties.items()]
        own = next(row for row in rows if row.person_id == person.pk)
        own.person = person
        if len(there) == 1 and told["cap"] is None:
            return own if cls.objects.put(rows) else None
        with transaction.atomic():
            live = cls.objects.live(clock.now()).not_held_by(told.get("held_by"))
            if told["cap"] is not None and caps.others(live, person, told["starts_at"]) >= told["cap"]:
                return None
            if cls.objects.put(rows) == len(there):
                return own
            transaction.set_rollback(True)
            return None

    def routed(self, trace: Trace) -> None:
        """Keep why it came to this person, for the meeting that it may become."""
        self.route = trace
        self.save(update_fields=["route"])

    @classmethod
    def renew(cls, token: UUID, *, by: "User") -> "CalendarBlock":
        """The setter is still talking: the hold lasts another five minutes from now."""
        now = clock.now()
        if not cls.objects.kept(token, by=by, now=now).update(hold_until=now + HOLD):
            raise Refused(_t("The hold has run out. Choose a time again."))
        return cls.objects.leading().select_related("person").get(token=token)

    @classmethod
    def confirm(cls, token: UUID, *, by: "User | None", lead: int) -> "CalendarBlock":
        """Turn a live hold into a booked time; inside the booking's transaction. One of two wins, the other is told."""
        setter, now = by.pk if by else None, clock.now()
        taken = cls.objects.book(token, by=setter, lead=lead, now=now) or cls._within_cap(token, by, lead)
        block = next((each for each in taken if each.party), None)
        if not block or len(taken) < block.party:
            raise Refused(_t("Too late: the hold on this time has run out. Choose a time again."))
        return block

    @classmethod
    def _within_cap(cls, token: UUID, by: "User | None", lead: int) -> "list[CalendarBlock]":
        """Book a hold whose rep may have so many meetings a day only."""
        kept = cls.objects.kept(token, by=by, now=clock.now()).for_lead(lead)
        block = kept.leading().select_related("person").first()
        if not block:
            return []
        if not block.is_within_cap:
            told = _t("Too late: %(rep)s has enough meetings that day. Choose another time.")
            raise Refused(told % {"rep": block.person})
        return cls.objects.book(token, by=block.held_by_id, lead=lead, now=clock.now(), limited=True)

    @property
    def is_within_cap(self) -> bool:
        """Whether the meetings that the rep has already leave room for this one; inside a transaction."""
        return self.cap is None or caps.others(CalendarBlock.objects.booked(), self.person, self.meeting[0]) < self.cap

    def belong_to(self, appointment: int) -> None:
        """It and those beside it are a meeting's from now on."""
        self.appointment = appointment
        CalendarBlock.objects.tokened(self.token).update(appointment=appointment)
