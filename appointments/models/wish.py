from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments import wishwords
from appointments.models.freedtime import FreedTime, once
from appointments.models.kind import MeetingKind
from appointments.models.picker import Picker
from appointments.models.pool import PoolMember
from appointments.models.wishes import OPEN, WishQuerySet
from appointments.walltime import instant, wall
from appointments.wanted import Stretch, Wanted
from leads.models import Activity, Enrollment, Lead, Priority
from leads.states import CALLABLE
from office import clock
from office.models import ClientOwned, Refused

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment
    from office.models import User

LONGEST = timedelta(days=366)  # how far ahead a wish may reach
AT_REST = (Priority.FREED, Priority.ASIDE)  # groups in which only a wish keeps a lead
STANDING = ("state", "slot_rep_id", "passed", "appointment_id")
MOMENTS = ("offered_at", "slot_at", "ended_at")
Stood = dict[str, Any]


class Wish(FreedTime, ClientOwned):
    """A lead on the waitlist: which times it would take (`windows`, see wanted.Stretch; on its own clock; `until`
    counts), with whom (`rep`; anybody of the pool without one), and since when it waits."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("A time came free")
        MET = "met", _("Booked")
        LAPSED = "lapsed", _("Past its date")
        ENDED = "ended", _("No longer wanted")
        LEFT = "left", _("The lead left the queue")
        REPLACED = "replaced", _("Said anew")
        UNDONE = "undone", _("Undone")

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="wishes", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="wishes", db_constraint=False)
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="wishes", db_constraint=False)
    rep = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    windows = models.JSONField(_("wanted times"))
    until = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(_("waits since"))
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=200, blank=True)
    appointment = models.ForeignKey(
        "appointments.Appointment", models.CASCADE, null=True, blank=True, related_name="wishes", db_constraint=False
    )

    objects = WishQuerySet.as_manager()

    personal = ("note", "why")
    goes_on = models.Q(state__in=OPEN)  # goes over to the pass that goes on when two leads are merged

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=models.Q(state__in=OPEN), name="one_wish_a_pass"),
            models.CheckConstraint(
                condition=~models.Q(state="offered") | models.Q(slot__isnull=False, slot_rep__isnull=False),
                name="offered_is_a_time",
            ),
            once(),
        ]
        indexes = [models.Index(fields=["client", "since"], condition=models.Q(state__in=OPEN), name="wish_open")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.kind_id}"

    @property
    def wanted(self) -> Wanted:
        return Wanted.read(self.windows, self.until)

    @property
    def told(self) -> str:
        """The wanted times in words."""
        return wishwords.told(self.wanted.stretches)

    def takes(self, start: int, end: int) -> bool:
        """Say whether a meeting between these instants is wanted."""
        return self.wanted.takes(self.lead.zone, start, end)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @classmethod
    @transaction.atomic
    def put(
        cls,
        enrollment: Enrollment,
        *,
        by: "User",
        kind: MeetingKind,
        windows: Sequence[Stretch],
        until: date,
        rep: "User | None" = None,
        note: str = "",
    ) -> "Wish":
        """Put a lead on the waitlist. Who waits already says it anew, and keeps its place. Refused for times in which
        no meeting of that kind has room, for a date that is over, for a rep who takes no meetings. The pass is the
        caller's."""
        cls._must_make_sense(enrollment.lead, kind, windows, until, rep)
        now, before = clock.now(), cls.objects.of_pass(enrollment).open().first()
        if before:
            before.close(cls.State.REPLACED, by=by)
        told: Stood = {"kind": kind, "rep": rep, "windows": [each.kept for each in windows], "until": until}
        made = cls(client_id=enrollment.client_id, enrollment=enrollment, lead=enrollment.lead, setter=by, **told)
        made.note, made.made_at, made.since = " ".join(note.split())[:200], now, before.since if before else now
        made.passed = sorted({*made._free_now(by), *(before.turned_down if before else ())})
        made.save()
        made.tell("waitlisted", by=by)
        return made

    @staticmethod
    def _must_make_sense(
        lead: Lead, kind: MeetingKind, windows: Sequence[Stretch], until: date, rep: "User | None"
    ) -> None:
        today = clock.today(lead.zone)
        if not windows or not all(each.days for each in windows):
            raise Refused(_t("Say on which days."))
        if any(each.shuts - each.opens < kind.minutes for each in windows):
            raise Refused(_t("A meeting of %(n)d minutes has no room in these hours.") % {"n": kind.minutes})
        if not today <= until <= today + LONGEST:
            raise Refused(_t("Say until when the lead waits: from today on, a year at most."))
        if rep and rep.pk not in {member.person_id for member in PoolMember.objects.of_campaign(kind.campaign_id)}:
            raise Refused(_t("%(name)s takes no meetings of this campaign.") % {"name": rep})

    def _free_now(self, by: "User") -> list[int]:
        """What is free at this moment, and wanted: the setter has offered it, and the lead found that none suits."""
        free = Picker(self.lead, self.kind, by=by, rep=self.rep_id).offers
        return [offer.start for offer in free if self.takes(offer.start, offer.end)]

    def close(self, state: str, *, by: "User | None", why: str = "") -> None:
        """It waits no more. The pass is the caller's."""
        self.state, self.ended_at, self.ended_by, self.why = state, clock.now(), by, " ".join(why.split())[:200]
        self.save()

    @transaction.atomic
    def end(self, *, by: "User | None", why: str = "", state: str = State.ENDED) -> None:
        """No longer wanted, or past its date: a lead that only waited for it goes back into the queue, to be called."""
        enrollment = Enrollment.objects.locked(self.enrollment_id)
        found = Wish.objects.locked(self.pk)
        if not found.is_open:
            raise Refused(_t("This lead is not on the waitlist any more."))
        found.close(state, by=by, why=why)
        found.tell("wish_lapsed" if state == self.State.LAPSED else "wish_ended", by=by, reason=found.why)
        waits = enrollment.ended_at is None and enrollment.claimed_by_id is None and enrollment.stage in CALLABLE
        if waits and enrollment.priority in AT_REST:
            enrollment.queue_for(Priority.RETRY, max(clock.now(), enrollment.call_after))

    @classmethod
    def meet(cls, meeting: "Appointment") -> None:
        """The lead has its meeting, at that time or another."""
        mine = cls.objects.of_client(meeting.client_id).of_pass(meeting.enrollment).open()
        mine.update(state=cls.State.MET, ended_at=clock.now(), appointment=meeting)

    @classmethod
    def unmeet(cls, meeting: "Appointment") -> None:
        """The booking was undone: it waits, or is offered, as before."""
        for wish in cls.objects.of_client(meeting.client_id).met_by(meeting).select_for_update():
            wish.open_again(ended_at=None, appointment_id=None)

    @property
    def standing(self) -> Stood:
        """What a setter's outcome may change, for its undo."""
        taken = {"slot": [self.slot.lower.isoformat(), self.slot.upper.isoformat()] if self.slot else None}
        moments = {name: (at := getattr(self, name)) and at.isoformat() for name in MOMENTS}
        return {"id": self.pk, **{name: getattr(self, name) for name in STANDING}, **moments, **taken}

    @classmethod
    def rewind(cls, stood: Stood) -> None:
        """As it stood."""
        wish = cls.objects.locked(stood["id"])
        moments = {name: stood[name] and datetime.fromisoformat(stood[name]) for name in MOMENTS}
        slot = stood["slot"] and tuple(datetime.fromisoformat(each) for each in stood["slot"])
        wish.open_again(**{name: stood[name] for name in STANDING}, **moments, slot=slot, ended_by=None)

    def tell(self, what: str, *, by: "User | None", reason: str = "") -> None:
        """A line of the timeline."""
        self.lead.record(Activity.Kind.MEETING, by=by, wish=self.pk, what=what, reason=reason)

    def is_past(self, now: datetime) -> bool:
        """Its last day is over, where the lead is."""
        return wall(self.lead.zone, instant(now))[0] > self.until
