from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.invites import can_be_invited
from appointments.models import letters
from appointments.models.assignment import Assignment
from appointments.models.block import CalendarBlock
from appointments.models.calendarcopy import CalendarCopy
from appointments.models.kind import MeetingKind
from appointments.models.meetings import MOVES, AppointmentQuerySet, Place
from appointments.models.overrule import Overrule
from appointments.models.wish import Wish
from leads.models import UNDO, Activity, Enrollment, HandOff, Lead, Priority, qualify, story
from leads.states import CALLABLE, Stage
from office import clock
from office.models import ClientOwned, Message, Refused

if TYPE_CHECKING:
    from office.models import User


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appointment(ClientOwned):
    """A meeting of a lead with a rep. Instants in UTC, and the wall time and zone that were agreed on."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CONFIRMED = "confirmed", _("Confirmed")
        HELD = "held", _("Held")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled")
        RESCHEDULED = "rescheduled", _("Rescheduled")

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="appointments", db_constraint=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="appointments", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    rep = models.ForeignKey("office.User", models.PROTECT, related_name="meetings")
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="appointments", db_constraint=False)
    place = models.CharField(_("where"), max_length=8, choices=Place.choices)
    where = models.CharField(_("address or link"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail for the invitation"), blank=True)
    note = models.TextField(_("note to the rep"), blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    wall_start = models.CharField(_("agreed local time"), max_length=16)
    zone = models.CharField(_("agreed zone"), max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BOOKED)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=80, unique=True)
    booked_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    personal = ("where", "email", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["rep", "starts_at"], name="appointment_of_rep"),
            models.Index(fields=["client", "booked_at"], name="appointment_booked"),
            models.Index(fields=["client", "starts_at"], name="appointment_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.lead} {self.starts_at:%F %H:%M}"

    @classmethod
    @transaction.atomic
    def book(
        cls,
        enrollment: Enrollment,
        *,
        by: "User",
        hold: UUID,
        place: str = "",
        where: str = "",
        email: str = "",
        note: str = "",
        overrule: str = "",
    ) -> "Appointment":
        """Make a meeting of a live hold: book its time, hand the lead to the rep, put the invitations in the post.

        The same hold twice is one meeting. Refused when the hold is no longer live, when a needed answer is missing or
        knocks the lead out (unless `overrule` says why it is booked all the same, where the campaign allows that).
        """
        made = cls.objects.keyed(f"hold:{hold}").of_lead(enrollment.lead).standing().first()
        if made:
            return made
        cls._refuse_unqualified(enrollment, by=by, overrule=overrule)
        to = email or enrollment.lead.email
        if to and not can_be_invited(to):
            raise Refused(_t("“%(email)s” cannot be sent an invitation. Correct the address.") % {"email": to})
        block = CalendarBlock.confirm(hold, by=by, lead=enrollment.lead_id)
        meeting = cls._of(enrollment, block, by=by, place=place, where=where, email=to, note=note)
        meeting._settle(block, by=by)
        return meeting

    @staticmethod
    def _refuse_unqualified(enrollment: Enrollment, *, by: "User", overrule: str) -> None:
        verdict = qualify(enrollment, by=by, overrule=overrule)
        if why := verdict.against(overrule):
            raise Refused(why)

    @classmethod
    def _of(cls, enrollment: Enrollment, block: CalendarBlock, *, by: "User", **details: str) -> "Appointment":
        """A new row from a booked block."""
        lead = enrollment.lead
        kind = MeetingKind.objects.of_client(enrollment.client_id).get(pk=block.kind or 0)
        starts_at, ends_at = block.meeting
        return cls.objects.create(
            client_id=enrollment.client_id,
            enrollment=enrollment,
            lead=lead,
            setter=by,
            rep=block.person,
            kind=kind,
            starts_at=starts_at,
            ends_at=ends_at,
            wall_start=f"{starts_at.astimezone(ZoneInfo(lead.zone)):%Y-%m-%dT%H:%M}",
            zone=lead.zone,
            uid=f"{uuid4()}@setterdesk",
            key=f"hold:{block.token}",
            booked_at=clock.now(),
            **details | {"place": kind.place_of(details["place"])},
        )

    def _settle(self, block: CalendarBlock, *, by: "User") -> None:
        """All that a booking causes, in its transaction."""
        block.belong_to(self.pk)
        self.enrollment.become(Stage.APPOINTMENT_SET)
        teams = {"from_team": HandOff.Team.SETTERS, "to_team": HandOff.Team.SALES}
        told = story(self.enrollment)
        HandOff.pass_on(self.enrollment, **teams, to_user=self.rep, by=by, snapshot=told, note=self.note)
        Assignment.give(self, block.route or [], by=by)
        self.lead.record(
            Activity.Kind.BOOKED, by=by, appointment=self.pk, rep=str(self.rep), wall=self.wall_start, zone=self.zone
        )
        letters.confirm(self, due_at=clock.now() + UNDO)
        CalendarCopy.follow(self, due_at=clock.now() + UNDO)
        Wish.meet(self)

    @property
    def matter(self) -> str:
        """What its messages are about."""
        return f"appointment:{self.pk}"

    @property
    def has_map(self) -> bool:
        """It takes place at an address, not behind a link or a number."""
        return self.place in (Place.THEIRS, Place.OURS) and "://" not in self.where

    @property
    def can_be_called_off(self) -> bool:
        """Before it begins."""
        return self.State.CANCELLED in MOVES[self.state] and self.starts_at > clock.now()

    @property
    def can_be_booked_anew(self) -> bool:
        """Nobody met, or it is off, and the lead has no other meeting and has not left."""
        return self.state in (self.State.NO_SHOW, self.State.CANCELLED) and self.enrollment.stage in CALLABLE

    @property
    def companions(self) -> "list[User]":
        """Who is there besides the rep."""
        blocks = CalendarBlock.objects.of_appointment(self.pk).booked().beside().select_related("person")
        return [block.person for block in blocks.order_by("person__name", "pk")]

    @property
    def overrule(self) -> Overrule | None:
        """By whose word, and why, it stands at a time that the rules do not offer."""
        return Overrule.objects.of_blocks(CalendarBlock.objects.of_appointment(self.pk).booked()).first()

    @property
    def handoff(self) -> HandOff | None:
        """What came along to the rep."""
        return HandOff.objects.of_lead(self.lead).standing().to_team(HandOff.Team.SALES).newest().first()

    def catch_up(self) -> None:
        """Lock the row, and go on from how it stands now: somebody else may have moved the meeting meanwhile."""
        self.refresh_from_db(from_queryset=Appointment.objects.select_for_update())

    def become(self, state: str) -> None:
        """Move to a state as `MOVES` allows. The only writer of `state`."""
        self.state = Appointment.objects.select_for_update().values_list("state", flat=True).get(pk=self.pk)
        if state not in MOVES[self.state]:
            raise Refused(
                _t("A meeting cannot go from “%(old)s” to “%(new)s”.")
                % {"old": self.get_state_display(), "new": self.State(state).label}
            )
        self.state = state
        self.cancelled_at = clock.now() if state == self.State.CANCELLED else None
        self.save()

    @transaction.atomic
    def cancel(self, *, by: "User | None", reason: str = "", due_at: datetime | None = None) -> None:
        """Call the meeting off: free the time, tell those who had been invited (from `due_at` on), give the lead back
        to the queue. By nobody of ours: by the lead."""
        self._call_off(by=by, reason=reason, due_at=due_at)
        enrollment = Enrollment.objects.locked(self.enrollment_id)
        if enrollment.ended_at is None:
            enrollment.become(Stage.WORKING)
            enrollment.queue_for(Priority.RETRY, clock.now())

    @transaction.atomic
    def unbook(self, *, by: "User") -> None:
        """Undo a booking made a moment ago. What was not sent is never sent; the stage is the caller's to restore."""
        self._call_off(by=by, reason="")
        Wish.unmeet(self)
        if self.handoff:
            self.handoff.withdraw()

    @transaction.atomic
    def confirm(self, *, by: "User | None") -> None:
        """The lead says that it will be there."""
        self.catch_up()
        self.become(self.State.CONFIRMED)
        self.lead.record(Activity.Kind.MEETING, by=by, appointment=self.pk, what="confirmed")

    def _call_off(self, *, by: "User | None", reason: str, due_at: datetime | None = None) -> None:
        self.catch_up()
        self.sequence, self.version = self.sequence + 1, self.version + 1
        self.become(self.State.CANCELLED)
        letters.call_off(self, due_at=due_at or clock.now())
        CalendarBlock.objects.of_appointment(self.pk).release()
        meant = by == self.rep and Message.objects.about(self.matter).gone().exists()
        Assignment.call_off(self, by=by, turn_comes_back=not meant)
        CalendarCopy.follow(self, due_at=due_at or clock.now())
        self.lead.record(Activity.Kind.MEETING, by=by, appointment=self.pk, what="cancelled", reason=reason)
