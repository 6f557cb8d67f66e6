from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.gate import may_call
from calls.models import undoable
from calls.models.cadenceplan import CadencePlan
from calls.models.callback import Callback
from calls.models.confirmation import is_about_meeting
from calls.models.consequence import cause
from calls.models.dials import OWED, CallAttemptQuerySet
from calls.models.disposition import Disposition
from calls.models.draft import Draft
from calls.models.holding import hold_back
from calls.models.outcome import Outcome, Reached
from calls.models.progress import Progress
from calls.models.report import Report, take_report_back
from calls.models.script import Script
from calls.models.sheetrow import CallSheetRow
from calls.models.standing import standing
from calls.models.told import Told
from calls.models.undoable import Undoable
from calls.models.variant import VariantRead
from leads.models import Activity, Enrollment, Lead, LeadPhone, Priority
from office import clock
from office.models import ClientOwned, Refused

if TYPE_CHECKING:
    from office.models import User


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CallAttempt(Progress, Undoable, ClientOwned):
    """One dial. The row is written before the dial; what the provider says only moves it forward."""

    class Direction(models.TextChoices):
        OUTBOUND = "outbound", _("outbound")
        INBOUND = "inbound", _("inbound")

    class Source(models.TextChoices):
        DESK = "desk", _("desk")
        PAPER = "paper", _("paper")

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="call_attempts", db_constraint=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="call_attempts", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    script = models.ForeignKey(Script, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    number = models.CharField(_("number"), max_length=20)
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.OUTBOUND)
    source = models.CharField(
        _("made from"), max_length=6, choices=Source.choices, default=Source.DESK, db_default=Source.DESK
    )
    pass_attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    verdict = models.JSONField(_("may we call: the rules that decided"), default=dict)
    disposition = models.ForeignKey(
        Disposition, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    reached = models.CharField(_("reached"), max_length=14, choices=Reached.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    objects = CallAttemptQuerySet.as_manager()

    personal = ("number", "notes", "reason")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["setter"], condition=OWED, name="one_outcome_owed"),
            models.UniqueConstraint(fields=["number"], condition=OWED, name="one_call_a_number"),
        ]
        indexes = [
            models.Index(fields=["client", "started_at"], name="attempt_started"),
            models.Index(fields=["setter", "started_at"], name="attempt_of_setter"),
            models.Index(fields=["lead", "-started_at"], name="attempt_of_lead"),
            models.Index(fields=["number", "client"], name="attempt_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%F %H:%M}"

    @classmethod
    def dial(cls, enrollment: Enrollment, *, by: "User", number: str = "") -> "CallAttempt":
        """Write the row of a dial that is about to happen, and of what is read; twice what is open is one dial.

        Refused when the lead is not this setter's, when the gate says no (with the opening time), or when the number
        is on a call with a colleague.
        """
        try:
            with transaction.atomic():
                return cls._dial(Enrollment.objects.locked(enrollment.pk), by, number)
        except IntegrityError as error:
            raise Refused(_t("This number is on a call with a colleague just now.")) from error

    @classmethod
    def _dial(cls, enrollment: Enrollment, by: "User", number: str) -> "CallAttempt":
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
        if is_about_meeting(enrollment):
            enrollment.priority = Priority.CONFIRM
        enrollment.dialled(number)
        return VariantRead.keep(
            cls.objects.create(
                client_id=enrollment.client_id,
                enrollment=enrollment,
                lead_id=enrollment.lead_id,
                setter=by,
                script=Script.objects.of_campaign(enrollment.campaign_id).approved().first(),
                number=number,
                pass_attempt=enrollment.attempts,
                started_at=now,
                verdict=answer.kept,
            )
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
        began = clock.now()  # before what it causes: nothing of that is due while it can be undone
        row = CallAttempt.objects.locked(self.pk)
        if row.disposition_id is not None or row.setter_id != by.pk:
            raise Refused(_t("This call has its outcome already."))
        if row.given_up_at is not None:
            raise Refused(_t("A manager let this lead go: the outcome is owed no more."))
        self.answered_at, self.ended_at = row.answered_at, row.ended_at  # the provider may have spoken meanwhile
        self.enrollment, self.lead = row.enrollment, row.enrollment.lead
        self._say(disposition, Told(by=by, dialled=row.number, **told), vars(row), began=began)

    def _say(self, disposition: Disposition, said: Told, known: dict[str, Any], *, began: datetime) -> None:
        """`known`: what the locked row came with, the moments of the pass' dials and the campaign's plan."""
        enrollment = self.enrollment
        if disposition.campaign_id != enrollment.campaign_id:
            raise Refused(_t("This outcome belongs to another campaign."))
        if not disposition.fits(enrollment):
            raise Refused(_t("A call to this lead cannot come out as “%(outcome)s”.") % {"outcome": disposition})
        before = standing(enrollment)
        kept = self._keep_promise(enrollment)
        dials = known["dials"] or [self.started_at]  # where the lead called us there is no dial of ours
        caused = cause(enrollment, disposition, said, dials, CadencePlan.read(known["plan"]))
        caused |= hold_back(enrollment, self, disposition)
        Draft.objects.of_setter(said.by).on(enrollment).delete()
        self._close(disposition, said, {**before, **caused, "kept": kept}, at=began)
        self._record(disposition, said)

    @classmethod
    @transaction.atomic
    def report(
        cls, row: CallSheetRow, disposition: Disposition, *, by: "User", at: datetime | None = None, **told: Any
    ) -> "CallAttempt":
        """Key in how the call of a call sheet's row came out: the attempt as it was, with all that its outcome causes.

        `at`: when it took place (aware); else the last lawful minute of the sheet's day so far. `told`: see Told, and
        `answers` ({question: value}). What happened to the lead since is not overruled: then the call is only recorded,
        though never a “do not call” lost; the row's `meanwhile` says so. A call outside the lawful hours is recorded as
        it was; the managers are told. Refused: a row keyed in already, another campaign's outcome, a time before the
        sheet or to come, and what the outcome lacks.
        """
        row = CallSheetRow.objects.locked(row.pk)
        dials = cls.objects.of_pass(row.enrollment).outbound().moments()
        report = Report.of(row, disposition, at=at, dials=dials, **told)
        meanwhile = report.meanwhile
        caused = report.happen(meanwhile)
        attempt = cls(source=cls.Source.PAPER, **report.fields)
        attempt._close(report.disposition, report.said, caused)
        attempt._record(report.disposition, report.said, code=row.code)
        row.key_in(attempt, by=by, meanwhile=meanwhile)
        return attempt

    def _record(self, disposition: Disposition, said: Told, **more: str) -> None:
        self.lead.record(
            Activity.Kind.CALLED,
            by=said.by,
            attempt=self.pk,
            disposition=disposition.label,
            outcome=disposition.outcome,
            reason=said.reason,
            notes=said.notes,
            **more,
        )

    def _keep_promise(self, enrollment: Enrollment) -> list[int]:
        """A callback that was due by now is kept by this call."""
        if enrollment.priority not in (Priority.CALLBACK, Priority.VAGUE):
            return []
        promises = list(Callback.objects.of_pass(enrollment).open())
        for promise in promises:
            promise.keep(clock.now())
        return [promise.pk for promise in promises]

    def _close(
        self, disposition: Disposition, said: Told, before: dict[str, Any], *, at: datetime | None = None
    ) -> None:
        now = at or clock.now()
        self.disposition, self.outcome, self.reached = disposition, disposition.outcome, disposition.reached
        self.reason, self.notes, self.before = said.reason[:120], said.notes, before
        self.logged_at, self.ended_at, self.undone_at = now, self.ended_at or now, None
        self.state = self.State.ENDED
        self.save()

    @transaction.atomic
    def undo(self, *, by: "User") -> None:
        """Within a minute: take the outcome back with everything it caused. The dial stays in the figures.

        The lead is opened again to the setter and owes its outcome; the one offered since goes back to the queue. Who
        is on the next call already gets the lead back right after it, or says the outcome anew at once (`amend`). What
        was keyed in from paper is taken back, by who keyed it in, as if it had never been.
        """
        if self.source == self.Source.PAPER:
            return take_report_back(self.pk, by=by)
        undoable.undo(self, by=by)
        self.refresh_from_db()
        return None

    @transaction.atomic
    def amend(self, disposition: Disposition, *, by: "User", **told: Any) -> None:
        """Within a minute, and without leaving the next call: another outcome instead, with what that one causes."""
        if self.source == self.Source.PAPER:
            raise Refused(_t("Take this outcome back, and key it in again."))
        undoable.amend(self, disposition, by=by, **told)
        self.refresh_from_db()

    def amend_to(self, disposition: Disposition, *, by: "User", **told: Any) -> None:
        """The outcome of a row that owes none any more; its notes stay unless others are said."""
        said = {"notes": self.notes, **told}
        self._say(disposition, Told(by=by, dialled=self.number, **said), vars(self), began=clock.now())
