from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.fairness import FairnessEntry
from appointments.models.poolterms import PoolTerms
from appointments.routing import Trace
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment
    from office.models import User

Why = FairnessEntry.Why
COUNTS_AS = {("owner", "is"): Why.OWNER, ("chosen", "by hand"): Why.MANUAL}  # by the first step of the trace


class AssignmentQuerySet(ClientOwnedQuerySet["Assignment"]):
    def live(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def of_meeting(self, meeting: "Appointment") -> Self:
        return self.filter(appointment=meeting)

    def to(self, rep: int) -> Self:
        return self.filter(rep_id=rep)

    def unanswered(self) -> Self:
        """Given, and neither accepted nor declined; what nobody else could take is not asked again."""
        return self.live().filter(accept_by__isnull=False, accepted_at__isnull=True, stranded_at__isnull=True)

    def lapsed(self, now: datetime) -> Self:
        """Not answered in time, of meetings that are still ahead."""
        ahead = {"appointment__state__in": ["booked", "confirmed"], "appointment__starts_at__gt": now}
        return self.unanswered().filter(accept_by__lte=now, **ahead)

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)

    def stranded(self) -> Self:
        return self.live().filter(stranded_at__isnull=False)

    def open_in(self, campaign: int, now: datetime) -> Self:
        """Of a campaign's meetings ahead: those that nobody could take, and those not answered yet."""
        ahead = models.Q(appointment__kind__campaign_id=campaign, appointment__starts_at__gt=now)
        waiting = self.stranded() | self.unanswered()
        return waiting.filter(ahead).select_related("rep", "appointment__lead").order_by("appointment__starts_at", "pk")

    def refused_by(self) -> Self:
        """By reps who declined, or did not answer in time."""
        return self.filter(ending__in=[Assignment.Ending.DECLINED, Assignment.Ending.LAPSED])

    def meant(self) -> Self:
        """Without those whose cause was undone."""
        return self.exclude(ending=Assignment.Ending.UNDONE)

    def newest(self) -> Self:
        return self.order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Assignment(ClientOwned):
    """A meeting in the hands of a rep: why it came to this one, until when it is to be accepted, and what the rep said.

    A meeting has one live assignment, which the database keeps; earlier ones stay. `stranded_at`: the rep cannot take
    it, and nobody else was free. `trace`: see routing.Routed.trace.
    """

    class Ending(models.TextChoices):
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Not answered in time")
        PASSED = "passed", _("Given to a colleague")
        MOVED = "moved", _("Moved to another time")
        OFF = "off", _("Called off")
        UNDONE = "undone", _("Undone")

    appointment = models.ForeignKey(
        "appointments.Appointment", models.CASCADE, related_name="assignments", db_constraint=False
    )
    rep = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    trace = models.JSONField(default=list)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    accept_by = models.DateTimeField(_("to be accepted by"), null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    stranded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    personal = ("reason",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=models.Q(ended_at__isnull=True), name="one_rep_a_meeting"
            )
        ]
        indexes = [
            models.Index(
                fields=["accept_by"],
                condition=models.Q(ended_at__isnull=True, accepted_at__isnull=True, stranded_at__isnull=True),
                name="assignment_unanswered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} → {self.rep_id}"

    @property
    def is_awaited(self) -> bool:
        """The rep's answer is."""
        return self.accept_by is not None and self.accepted_at is None and self.ended_at is None

    @classmethod
    def of(cls, meeting: "Appointment") -> "Assignment | None":
        """The live one. None for meetings from before there were any, and for those that are off."""
        return cls.objects.of_client(meeting.client_id).of_meeting(meeting).live().first()

    @classmethod
    def give(
        cls, meeting: "Appointment", trace: Trace, *, by: "User | None", ending: str = Ending.MOVED, reason: str = ""
    ) -> "Assignment":
        """The meeting is its rep's now: the hands it was in before are free of it (`ending`), the ledger counts it. In
        the transaction of what caused it, the meeting locked (or made in it). Who takes it alone accepts it."""
        cls.end(meeting, ending, reason=reason)
        now, terms = clock.now(), PoolTerms.of(meeting.kind.campaign)
        accept_by = terms.accept_by(meeting.starts_at, now)
        accepted_at = now if by and by.pk == meeting.rep_id else None
        made = cls._new(meeting, trace=trace, by=by, made_at=now, accept_by=accept_by, accepted_at=accepted_at)
        back = Why.DECLINED if ending in (cls.Ending.DECLINED, cls.Ending.LAPSED) else Why.MOVED
        FairnessEntry.settle(meeting, meeting.rep_id, why=_counts_as(trace), back=back, by=by)
        return made

    @classmethod
    def end(cls, meeting: "Appointment", ending: str, *, reason: str = "") -> None:
        """Nobody has it any more."""
        live = cls.objects.of_client(meeting.client_id).of_meeting(meeting).live()
        live.update(ended_at=clock.now(), ending=ending, reason=reason.strip()[:200])

    @classmethod
    def call_off(cls, meeting: "Appointment", *, by: "User | None", turn_comes_back: bool) -> None:
        """The meeting is off."""
        cls.end(meeting, cls.Ending.OFF)
        if turn_comes_back:
            FairnessEntry.settle(meeting, None, why=Why.BOOKED, back=Why.UNDONE, by=by)

    @classmethod
    def restore(cls, meeting: "Appointment") -> None:
        """What had changed the meeting was undone: it is in the hands in which it was, with what they had said."""
        cls.end(meeting, cls.Ending.UNDONE)
        mine = cls.objects.of_client(meeting.client_id).of_meeting(meeting)
        if last := mine.to(meeting.rep_id).meant().newest().first():
            last.ended_at, last.ending, last.reason = None, "", ""
            last.save(update_fields=["ended_at", "ending", "reason"])
            FairnessEntry.settle(meeting, meeting.rep_id, why=Why.BOOKED, back=Why.UNDONE, by=None)

    @classmethod
    def _new(cls, meeting: "Appointment", **told: Any) -> "Assignment":
        return cls.objects.create(client_id=meeting.client_id, appointment=meeting, rep_id=meeting.rep_id, **told)


def _counts_as(trace: Trace) -> str:
    """What the ledger calls a turn that was given for these reasons."""
    first = trace[0] if trace else {}
    return COUNTS_AS.get((str(first.get("step")), str(first.get("said"))), Why.BOOKED)
