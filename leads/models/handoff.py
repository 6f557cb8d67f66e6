from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import ANY_TIME, Enrollment, Priority
from leads.models.inbox import HandOffQuerySet, Team
from leads.models.lead import Lead
from leads.states import Stage
from office import clock
from office.models import Job, Refused

if TYPE_CHECKING:
    from office.models import User

UNDO = timedelta(seconds=60)  # what a setter's outcome causes is due when it can no longer be undone
MORNING = time(8, 0)
RETURNABLE = (Stage.NURTURE, Stage.DISQUALIFIED, Stage.EXHAUSTED)  # a pass that ended so may be followed by another


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("accepted_at", "rejected_at", "return_on")),
    pghistory.DeleteEvent(),
)
class HandOff(Job):
    """A lead passing from one team to the next, with a snapshot, a reason and an acceptance.

    To marketing: written DUE by the outcome that causes it, carried by the sweep once it can no longer be undone;
    with a `return_on` it is due a second time on that day and brings the lead back as a new pass.
    """

    Team = Team

    class Reason(models.TextChoices):
        PERMANENT = "permanent", _("For good")
        TEMPORARY = "temporary", _("Not now")
        DATA = "data", _("Wrong data")
        COMPLIANCE = "compliance", _("May not be called")

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handoffs", db_constraint=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="handoffs", null=True, db_constraint=False)
    from_team = models.CharField(max_length=10, choices=Team.choices)
    to_team = models.CharField(max_length=10, choices=Team.choices)
    to_user = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    label = models.CharField(_("in their words"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    stage = models.CharField(max_length=16, choices=Stage.choices, blank=True)
    return_on = models.DateField(_("comes back on"), null=True, blank=True)
    snapshot = models.JSONField(default=dict)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    carried_at = models.DateTimeField(null=True, blank=True)
    reentered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("what is missing"), blank=True)

    objects = HandOffQuerySet.as_manager()

    personal = ("note", "snapshot", "answer")

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state__in=["due", "running"]), name="handoff_due"),
            models.Index(fields=["client", "to_team", "-id"], name="handoff_inbox"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="temporary") | models.Q(return_on__isnull=False), name="not_now_has_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.get_to_team_display()}"

    @classmethod
    @transaction.atomic
    def give_back(
        cls,
        enrollment: Enrollment,
        *,
        stage: str,
        reason: str,
        by: "User | None",
        label: str = "",
        note: str = "",
        return_on: date | None = None,
        from_team: str = Team.SETTERS,
        due_at: datetime | None = None,
    ) -> "HandOff":
        """Send a lead back to marketing; the sweep carries it. 'Not now' needs a date."""
        cls._must_be_datable(enrollment, reason, return_on)
        enrollment.become(stage, reason=label or reason)
        return cls.objects.create(
            client_id=enrollment.client_id,
            lead_id=enrollment.lead_id,
            enrollment=enrollment,
            from_team=from_team,
            to_team=Team.MARKETING,
            reason=reason,
            label=label,
            note=note,
            stage=stage,
            return_on=return_on,
            by=by,
            due_at=due_at or clock.now() + UNDO,
        )

    @classmethod
    def _must_be_datable(cls, enrollment: Enrollment, reason: str, return_on: date | None) -> None:
        if reason == cls.Reason.TEMPORARY and return_on is None:
            raise Refused(_t("Say when this lead may come back: in 1, 3 or 6 months, or on a date."))
        if return_on and return_on <= clock.today(enrollment.campaign.zone):
            raise Refused(_t("The date to come back must be in the future."))

    @classmethod
    def pass_on(
        cls,
        enrollment: Enrollment,
        *,
        from_team: str,
        to_team: str,
        to_user: "User | None",
        by: "User | None",
        snapshot: dict[str, Any],
        note: str = "",
    ) -> "HandOff":
        """Hand a lead to sales or to account management at once, with its story so far."""
        return cls.objects.create(
            client_id=enrollment.client_id,
            lead_id=enrollment.lead_id,
            enrollment=enrollment,
            from_team=from_team,
            to_team=to_team,
            to_user=to_user,
            by=by,
            snapshot=snapshot,
            note=note,
            state=cls.State.DONE,
            carried_at=clock.now(),
            created_at=clock.now(),
        )

    def perform(self) -> None:
        """Carry the lead to marketing; on its date, bring it back."""
        if self.carried_at is None:
            with self.fenced():
                self._carry()
        elif self.return_on and self.reentered_at is None:
            with self.fenced():
                self._bring_back()

    def _carry(self) -> None:
        self.lead.record(
            Activity.Kind.RETURNED,
            by=self.by,
            reason=self.reason,
            label=self.label,
            note=self.note,
            return_on=str(self.return_on or ""),
        )
        self._write(carried_at=clock.now())
        if self.return_on:
            self.again_at(self._morning_of(self.return_on))
        else:
            self.finish()

    def _morning_of(self, day: date) -> datetime:
        zone = self.enrollment.campaign.zone if self.enrollment else self.lead.client.zone
        return datetime.combine(day, MORNING, ZoneInfo(zone))

    def _bring_back(self) -> None:
        if self.may_reenter:
            self._reenter(by=None)
        self._write(reentered_at=clock.now())
        self.finish()

    @property
    def may_reenter(self) -> bool:
        """Nothing has happened to the lead since this pass ended: no later pass, no “do not call”."""
        last = Enrollment.objects.of_lead(self.lead).current().select_for_update().first()
        return bool(last and last.pk == self.enrollment_id and last.ended_at and last.stage in RETURNABLE)

    def _reenter(self, *, by: "User | None") -> None:
        """As a new pass of the same campaign and list, among the first to be called."""
        ended = Enrollment.objects.of_lead(self.lead).by_number()[0]
        queue = {"priority": Priority.HOT, "call_after": ANY_TIME}
        self.lead.enroll(ended.campaign, by=by, lead_list=ended.lead_list, **queue)
        self.lead.record(Activity.Kind.REENTERED, by=by)

    @transaction.atomic
    def bring_back(self, *, by: "User") -> None:
        """Do not wait for the day: the lead is callable again now."""
        self._settle(reentered_at=clock.now(), accepted_at=clock.now(), to_user=by, state=self.State.DONE)
        if not self.may_reenter:
            raise Refused(_t("%(lead)s is being worked already, or may not be called.") % {"lead": self.lead})
        self._reenter(by=by)

    @transaction.atomic
    def postpone(self, day: date, *, by: "User") -> None:
        """The lead comes back on another day."""
        if day <= clock.today(self.enrollment.campaign.zone if self.enrollment else self.lead.client.zone):
            raise Refused(_t("The date to come back must be in the future."))
        self._settle(return_on=day, due_at=self._morning_of(day), state=self.State.DUE, attempts=0, error="")
        self.lead.record(Activity.Kind.RETURNED, by=by, what="postponed", return_on=str(day))

    @transaction.atomic
    def close(self, *, by: "User") -> None:
        """Marketing has taken note: the lead does not come back by itself."""
        self._settle(accepted_at=clock.now(), to_user=by, state=self.State.DONE)
        self.lead.record(Activity.Kind.RETURNED, by=by, what="closed")

    def _settle(self, **changes: Any) -> None:
        """Change what waits at marketing, unless it moved on in this very moment."""
        still = HandOff.objects.at_marketing().waiting().filter(pk=self.pk).exclude(state=self.State.RUNNING)
        if not still.update(**changes):
            raise Refused(_t("%(lead)s is back or closed already.") % {"lead": self.lead})
        self.refresh_from_db()

    def call_off(self) -> None:
        """The outcome that caused this was undone before it was carried."""
        if not HandOff.objects.filter(pk=self.pk, carried_at__isnull=True, state=self.State.DUE).update(
            state=self.State.VOID
        ):
            raise Refused(_t("This lead has gone back to marketing already."))

    def withdraw(self) -> None:
        """What was handed over at once is taken back: the act that caused it was undone."""
        self.state = self.State.VOID
        self.save(update_fields=["state"])

    def accept(self, *, by: "User") -> None:
        self.accepted_at, self.rejected_at, self.to_user = clock.now(), None, by
        self.save(update_fields=["accepted_at", "rejected_at", "to_user"])

    def reject(self, *, by: "User", answer: str) -> None:
        """Say what is missing."""
        if not answer.strip():
            raise Refused(_t("Say what is missing."))
        self.rejected_at, self.answer = clock.now(), answer.strip()
        self.save(update_fields=["rejected_at", "answer"])
