from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.gate import may_call
from calls.models.callback import Callback
from calls.models.consequence import Told, cause, restore, standing, take_back
from calls.models.dials import CallAttemptQuerySet
from calls.models.disposition import Disposition, Outcome, Reached
from calls.models.draft import Draft
from calls.models.progress import Progress
from calls.models.script import Script
from leads.models import UNDO, Activity, Enrollment, Lead, LeadPhone, Priority
from office import clock
from office.models import ClientOwned, Refused

if TYPE_CHECKING:
    from office.models import User


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CallAttempt(Progress, ClientOwned):
    """One dial. The row is written before the dial; what the provider says only moves it forward."""

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
        cls._must_be_theirs(enrollment, number)
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

    @staticmethod
    def _must_be_theirs(enrollment: Enrollment, number: str) -> None:
        """The gate asks about the lead's place and its own numbers: no other number passes under its name."""
        known = LeadPhone.objects.of_lead(enrollment.lead).number_is(number)
        if number and number != enrollment.next_number and not known.exists():
            raise Refused(_t("This lead has no number that may be dialled."))

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
        self.answered_at, self.ended_at = row.answered_at, row.ended_at  # the provider may have spoken meanwhile
        enrollment = row.enrollment
        said = Told(by=by, **told)
        before = standing(enrollment)
        kept = self._keep_promise(enrollment)
        caused = cause(enrollment, disposition, said, vars(row)["dials"])
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

    @property
    def undo_seconds(self) -> int:
        """How many seconds are left to take it back."""
        return int((self.logged_at + UNDO - clock.now()).total_seconds()) if self.logged_at else 0

    @property
    def again_at(self) -> datetime | None:
        """When the lead is called again, by this outcome."""
        return datetime.fromisoformat(self.before["again_at"]) if "again_at" in self.before else None

    @transaction.atomic
    def undo(self, *, by: "User") -> None:
        """Within a minute: take the outcome back with everything it caused. The dial stays in the figures.

        The lead is opened again to the setter and owes its outcome; the one offered since goes back to the queue. Who
        is on the next call already gets the lead back right after it.
        """
        row = CallAttempt.objects.locked(self.pk)
        if row.setter_id != by.pk or not row.may_undo or row.disposition is None:
            raise Refused(_t("The minute is over: this outcome stands."))
        enrollment = row.enrollment
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
