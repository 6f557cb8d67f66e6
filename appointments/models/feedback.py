from decimal import Decimal
from typing import Any

import pghistory
from django.db import models, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from appointments.models.fairness import FairnessEntry
from leads.models import Activity, Customer, Enrollment, HandOff, Priority
from leads.states import Stage
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Refused, Role, User

Why = FairnessEntry.Why

# What may be said after what; nothing yet is "". A held meeting may be won, lost or found unqualified later.
NEXT: dict[str, tuple[str, ...]] = {
    "": ("held", "no_show", "rep_no_show", "won", "lost", "unqualified"),
    "held": ("won", "lost", "unqualified"),
    "no_show": (),
    "rep_no_show": (),
    "won": (),
    "lost": (),
    "unqualified": (),
}


class FeedbackQuerySet(ClientOwnedQuerySet["Feedback"]):
    def newest(self) -> "FeedbackQuerySet":
        return self.order_by("-pk")

    def of_appointment(self, appointment: Appointment) -> "FeedbackQuerySet":
        return self.filter(appointment=appointment)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Feedback(ClientOwned):
    """What the rep says came of a meeting; the setter sees it."""

    class Result(models.TextChoices):
        HELD = "held", _("Held")
        NO_SHOW = "no_show", _("No-show of the lead")
        REP_NO_SHOW = "rep_no_show", _("No-show of the rep")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        UNQUALIFIED = "unqualified", _("Not truly qualified")

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="feedback", db_constraint=False)
    result = models.CharField(_("what came of it"), max_length=12, choices=Result.choices)
    was_qualified = models.BooleanField(_("truly qualified"), null=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, default=Decimal(0))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = FeedbackQuerySet.as_manager()

    personal = ("next_step", "reason")

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.get_result_display()

    @classmethod
    def possible(cls, appointment: Appointment, *, by: User) -> list[tuple[str, str]]:
        """What the rep (or a manager of the client) may say of a meeting now: (value, label); not before it begins."""
        if not cls._hears(appointment, by) or appointment.starts_at > clock.now() or appointment.cancelled_at:
            return []
        before = cls.objects.of_client(appointment.client_id).of_appointment(appointment).first()
        return [(value, str(cls.Result(value).label)) for value in NEXT[before.result if before else ""]]

    @staticmethod
    def _hears(appointment: Appointment, by: User) -> bool:
        """Whether this person's word counts."""
        return by.pk == appointment.rep_id or appointment.client_id in by.clients_as([Role.MANAGER])

    @classmethod
    @transaction.atomic
    def give(cls, appointment: Appointment, result: str, *, by: User, **words: Any) -> "Feedback":
        """Say how a meeting went. `words`: was_qualified, next_step, value, reason.

        No-show of either: the lead goes back to the queue; the lead's own gives the rep the turn back. Won: to account
        management. Not truly qualified: to marketing, with words. Refused before the meeting has begun, when something
        final was said already, and when the meeting went to another rep.
        """
        _lock(appointment)
        if not cls._hears(appointment, by):
            raise Refused(_t("This meeting is with %(rep)s now.") % {"rep": appointment.rep})
        if appointment.starts_at > clock.now():
            raise Refused(_t("This meeting has not begun yet."))
        before = cls.objects.of_client(appointment.client_id).of_appointment(appointment).first()
        if result not in NEXT[before.result if before else ""]:
            raise Refused(_t("It has been said already how this meeting went."))
        said = before or cls(client_id=appointment.client_id, appointment=appointment)
        said.result, said.by, said.at = result, by, clock.now()
        said.note(**words)
        said.save()
        said._carry_out()
        return said

    def note(
        self, *, was_qualified: bool | None = None, next_step: str = "", value: Decimal | None = None, reason: str = ""
    ) -> None:
        """Take down the words; refused where the result needs some."""
        asks_why = {self.Result.LOST: _t("Say why it was lost."), self.Result.UNQUALIFIED: _t("Say what was not true.")}
        if self.result in asks_why and not reason.strip():
            raise Refused(asks_why[self.Result(self.result)])
        truly = {self.Result.WON: True, self.Result.UNQUALIFIED: False}.get(self.Result(self.result), was_qualified)
        self.was_qualified = truly if truly is not None else self.was_qualified
        self.next_step, self.reason = next_step.strip()[:200] or self.next_step, reason.strip()[:200]
        self.value = value or Decimal(0)

    def _carry_out(self) -> None:
        """Tell the meeting, the lead's pass, and the setter."""
        appointment, enrollment = self.appointment, self.appointment.enrollment
        nobody_met = self.result in (self.Result.NO_SHOW, self.Result.REP_NO_SHOW)
        state = appointment.State.NO_SHOW if nobody_met else appointment.State.HELD
        if appointment.state != state:
            appointment.become(state)
        match self.result:
            case self.Result.WON:
                Customer.win(enrollment, by=self.by, value=self.value, note=self.next_step)
            case _ if enrollment.ended_at:
                pass  # the pass came to an end meanwhile, say by "do not call": the meeting is told, the lead stays
            case self.Result.HELD:
                enrollment.become(Stage.HANDED_OVER)
            case self.Result.NO_SHOW | self.Result.REP_NO_SHOW:
                enrollment.become(Stage.WORKING)
                enrollment.queue_for(Priority.RETRY, clock.now())
            case self.Result.LOST:
                enrollment.become(Stage.LOST, reason=self.reason[:120])
                appointment.lead.record(Activity.Kind.LOST, by=self.by, reason=self.reason)
            case self.Result.UNQUALIFIED:
                self._give_back()
        if self.result == self.Result.NO_SHOW:
            FairnessEntry.settle(appointment, None, why=Why.BOOKED, back=Why.NO_SHOW, by=self.by)
        self._tell()

    def _give_back(self) -> None:
        HandOff.give_back(
            self.appointment.enrollment,
            stage=Stage.DISQUALIFIED,
            reason=HandOff.Reason.PERMANENT,
            label=self.reason[:120],
            by=self.by,
            from_team=HandOff.Team.SALES,
            due_at=clock.now(),
        )

    def _tell(self) -> None:
        """Into the timeline, and to the setter who booked; of a rep who did not come, to the managers too."""
        meeting = self.appointment
        meeting.lead.record(Activity.Kind.MEETING, by=self.by, appointment=meeting.pk, what=self.result)
        text = format_lazy("{lead}: {result}", lead=str(meeting.lead), result=self.Result(self.result).label)
        people = {meeting.setter}
        if self.result == self.Result.REP_NO_SHOW:
            people.update({*User.objects.holding(Role.MANAGER, client=meeting.client).working()} - {self.by})
        for person in people:
            Notice.tell(person, text, client=meeting.client, url=f"/meetings/{meeting.pk}/")


def _lock(appointment: Appointment) -> None:
    """Hold the meeting and its pass to the end of the transaction, as they stand now: one speaks at a time."""
    now = Appointment.objects.locked(appointment.pk)
    appointment.state, appointment.starts_at, appointment.rep = now.state, now.starts_at, now.rep
    appointment.enrollment = Enrollment.objects.locked(appointment.enrollment_id)
