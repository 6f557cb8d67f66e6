from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.gate import may_call
from calls.models.callback import Callback
from calls.models.consequence import Told, cause, restore, standing, take_back
from calls.models.disposition import Disposition, Outcome, Reached
from calls.models.draft import Draft
from calls.models.script import Script
from leads.models import UNDO, Activity, Enrollment, Lead, Priority
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class CallAttemptQuerySet(ClientOwnedQuerySet["CallAttempt"]):
    def by_setter(self, setter: "User") -> Self:
        return self.filter(setter=setter)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(started_at__gte=start, started_at__lt=end)

    def owed(self) -> Self:
        """Dialled, but without an outcome."""
        return self.filter(disposition__isnull=True)

    def of_pass(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment).order_by("started_at", "pk")

    def outbound(self) -> Self:
        return self.filter(direction=CallAttempt.Direction.OUTBOUND)

    def with_lead(self) -> Self:
        return self.select_related("disposition", "lead__company", "lead__client", "enrollment__campaign")

    def undoable(self, now: datetime) -> Self:
        """With an outcome of the last minute."""
        return self.filter(disposition__isnull=False, undone_at__isnull=True, logged_at__gt=now - UNDO)

    def latest_logged(self) -> Self:
        return self.order_by("-logged_at", "-pk")

    def locked(self, pk: int) -> "CallAttempt":
        return self.select_for_update(of=("self",)).get(pk=pk)

    def newest(self) -> Self:
        return self.order_by("-started_at", "-pk")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CallAttempt(ClientOwned):
    """One dial. The row is written before the dial; what the provider says only moves it forward."""

    class State(models.TextChoices):
        DIALLING = "dialling", _("Dialling")
        RINGING = "ringing", _("Ringing")
        ON_CALL = "on_call", _("On call")
        ENDED = "ended", _("Ended")

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", _("outbound")
        INBOUND = "inbound", _("inbound")

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="call_attempts", db_constraint=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="call_attempts", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    script = models.ForeignKey(Script, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    number = models.CharField(_("number"), max_length=20)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.OUTBOUND)
    pass_attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DIALLING)
    started_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    logged_at = models.DateTimeField(null=True, blank=True)
    verdict = models.JSONField(_("may we call: the rules that decided"), default=dict)
    disposition = models.ForeignKey(
        Disposition, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    reached = models.CharField(_("reached"), max_length=14, choices=Reached.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    before = models.JSONField(_("what undo restores"), default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = CallAttemptQuerySet.as_manager()

    personal = ("number", "notes", "reason")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["setter"], condition=models.Q(disposition__isnull=True), name="one_outcome_owed"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(disposition__isnull=True), name="one_call_a_number"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "started_at"], name="attempt_started"),
            models.Index(fields=["setter", "started_at"], name="attempt_of_setter"),
            models.Index(fields=["lead", "-started_at"], name="attempt_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%F %H:%M}"

    @classmethod
    def dial(
        cls, enrollment: Enrollment, *, by: "User", number: str = "", script: Script | None = None
    ) -> "CallAttempt":
        """Write the row of a dial that is about to happen; dialling twice what is open is one dial.

        Refused when the lead is not this setter's, when the gate says no (with the opening time), or when the number
        is on a call with a colleague.
        """
        try:
            with transaction.atomic():
                return cls._dial(Enrollment.objects.locked(enrollment.pk), by, number, script)
        except IntegrityError as error:
            raise Refused(_t("This number is on a call with a colleague just now.")) from error

    @classmethod
    def _dial(cls, enrollment: Enrollment, by: "User", number: str, script: Script | None) -> "CallAttempt":
        if enrollment.claimed_by_id != by.pk:
            raise Refused(_t("This lead is no longer yours: a colleague has it, or it went back to the queue."))
        open_one = cls.objects.by_setter(by).owed().of_pass(enrollment).first()
        if open_one:
            return open_one
        number, now = number or enrollment.next_number, clock.now()
        answer = may_call(enrollment, now, number=number)
        if not answer.allowed:
            raise Refused(answer.sentence)
        enrollment.dialled(number)
        return cls.objects.create(
            client_id=enrollment.client_id,
            enrollment=enrollment,
            lead_id=enrollment.lead_id,
            setter=by,
            script=script,
            number=number,
            pass_attempt=enrollment.attempts,
            started_at=now,
            verdict=answer.kept,
        )

    def ring(self, at: datetime | None = None) -> None:
        """The provider says: it rings."""
        self._forward(self.State.RINGING, at)

    def answer(self, at: datetime | None = None) -> None:
        """The provider says: answered. It may say so late, after the end."""
        self._forward(self.State.ON_CALL, at)

    def end(self, at: datetime | None = None) -> None:
        """The provider, or the setter, says: it is over."""
        self._forward(self.State.ENDED, at)

    @transaction.atomic
    def _forward(self, state: str, at: datetime | None) -> None:
        """Move on, never back; the same event twice is one event."""
        now, row = at or clock.now(), CallAttempt.objects.locked(self.pk)
        if state == self.State.ON_CALL:
            row.answered_at = row.answered_at or now
        elif state == self.State.ENDED:
            row.ended_at = row.ended_at or now
        row.state = max(row.state, state, key=self.State.values.index)
        row.save(update_fields=["state", "answered_at", "ended_at"])
        self.state, self.answered_at, self.ended_at = row.state, row.answered_at, row.ended_at

    @transaction.atomic
    def log(self, disposition: Disposition, *, by: "User", **told: Any) -> None:
        """Say how the call came out: one transaction with all that this causes (consequence.py). `told`: see Told.

        Refused when the outcome is not owed any more, or when it lacks what it needs (a time, a date, a reason).
        """
        row = CallAttempt.objects.locked(self.pk)
        if row.disposition_id is not None or row.setter_id != by.pk:
            raise Refused(_t("This call has its outcome already."))
        if disposition.campaign_id != self.enrollment.campaign_id:
            raise Refused(_t("This outcome belongs to another campaign."))
        enrollment = Enrollment.objects.locked(self.enrollment_id)
        said = Told(by=by, **told)
        before = standing(enrollment)
        kept = self._keep_promise(enrollment)
        caused = cause(enrollment, disposition, said, list(self._dials(enrollment)))
        Draft.objects.of_setter(by).on(enrollment).delete()
        self._close(disposition, said, {**before, **caused, "kept": kept})
        enrollment.lead.record(
            Activity.Kind.CALLED,
            by=by,
            attempt=self.pk,
            disposition=disposition.label,
            outcome=disposition.outcome,
            reason=said.reason,
            notes=said.notes,
        )

    def _dials(self, enrollment: Enrollment) -> "models.QuerySet[CallAttempt, datetime]":
        return CallAttempt.objects.of_pass(enrollment).outbound().values_list("started_at", flat=True)

    def _keep_promise(self, enrollment: Enrollment) -> list[int]:
        """A callback that was due by now is kept by this call."""
        if enrollment.priority != Priority.CALLBACK:
            return []
        promises = list(Callback.objects.of_pass(enrollment).open())
        for promise in promises:
            promise.keep(clock.now())
        return [promise.pk for promise in promises]

    def _close(self, disposition: Disposition, said: Told, before: dict[str, Any]) -> None:
        now = clock.now()
        self.disposition, self.outcome, self.reached = disposition, disposition.outcome, disposition.reached
        self.reason, self.notes, self.before = said.reason[:120], said.notes, before
        self.logged_at, self.ended_at, self.undone_at = now, self.ended_at or now, None
        self.state = self.State.ENDED
        self.save()

    @property
    def may_undo(self) -> bool:
        return self.logged_at is not None and self.undone_at is None and clock.now() < self.logged_at + UNDO

    @transaction.atomic
    def undo(self, *, by: "User") -> None:
        """Within a minute: take the outcome back with everything it caused. The dial stays in the figures.

        The lead is opened again to the setter and owes its outcome; the one offered since goes back to the queue. Who
        is on the next call already gets the lead back right after it.
        """
        row = CallAttempt.objects.locked(self.pk)
        if row.setter_id != by.pk or not row.may_undo or row.disposition is None:
            raise Refused(_t("The minute is over: this outcome stands."))
        enrollment = Enrollment.objects.locked(row.enrollment_id)
        take_back(row.before, by=by)
        restore(enrollment, row.before)
        enrollment.lead.record(Activity.Kind.UNDONE, by=by, attempt=row.pk, disposition=row.disposition.label)
        Enrollment.objects.claimed_by(by).offered().released()
        row._reopen(enrollment, by)
        self.refresh_from_db()

    def _reopen(self, enrollment: Enrollment, by: "User") -> None:
        self.outcome, self.reached, self.undone_at = "", "", clock.now()
        if CallAttempt.objects.by_setter(by).owed().exists():
            enrollment.queue_for(Priority.CALLBACK, clock.now(), reserved_for=by)
        else:
            Draft.keep(enrollment, self.notes, by=by)
            enrollment.hold(by, owed=True)
            self.disposition, self.logged_at, self.before = None, None, {}
        self.save()
