from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.enrollment import Enrollment
from leads.models.inbox import HandOffQuerySet, Team
from leads.models.lead import Lead
from leads.models.leadlist import LeadList
from leads.models.returning import Fate, Returning
from leads.models.returnreason import Kind, ReturnReason
from leads.states import CALLABLE, Stage
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

UNDO = timedelta(seconds=60)  # what a setter's outcome causes is due when it can no longer be undone


@pghistory.track(
    pghistory.UpdateEvent(condition=pghistory.AnyChange("accepted_at", "rejected_at", "return_on")),
    pghistory.DeleteEvent(),
)
class HandOff(Returning):
    """A lead passing from one team to the next, with a snapshot, a reason and an acceptance.

    To marketing: written DUE by the outcome that causes it, carried by the sweep once it can no longer be undone;
    with a `return_on` it is due a second time on that day and brings the lead back as a new pass.
    """

    Team = Team
    Reason = Kind
    Fate = Fate

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="handoffs", db_constraint=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="handoffs", null=True, db_constraint=False)
    from_team = models.CharField(max_length=10, choices=Team.choices)
    to_team = models.CharField(max_length=10, choices=Team.choices)
    to_user = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    label = models.CharField(_("in their words"), max_length=120, blank=True)
    why = models.ForeignKey(
        ReturnReason, models.PROTECT, null=True, blank=True, related_name="handoffs", db_constraint=False
    )
    note = models.TextField(_("note"), blank=True)
    before_contact = models.BooleanField(_("before anybody called"), default=False, db_default=False)
    stage = models.CharField(max_length=16, choices=Stage.choices, blank=True)
    return_on = models.DateField(_("comes back on"), null=True, blank=True)
    into = models.ForeignKey(
        LeadList, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    back_in = models.ForeignKey(
        "leads.ListHandOff", models.SET_NULL, null=True, blank=True, related_name="brought_back", db_constraint=False
    )
    snapshot = models.JSONField(default=dict)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    carried_at = models.DateTimeField(null=True, blank=True)
    reentered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("what is missing"), blank=True)
    closing = models.CharField(_("why it was closed"), max_length=200, blank=True, default="", db_default="")

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
        code: str = "",
        note: str = "",
        return_on: date | None = None,
        from_team: str = Team.SETTERS,
        due_at: datetime | None = None,
    ) -> "HandOff":
        """Send a lead back to marketing; the sweep carries it. Words, else a code, find the client's own reason."""
        cls._must_be_datable(enrollment, reason, return_on)
        why = ReturnReason.matching(enrollment.client_id, reason, label=label, code=code)
        label = why.heard(label, note) if why else label
        enrollment.become(stage, reason=label or reason)
        return cls.objects.create(
            **cls._of(enrollment, stage=stage, from_team=from_team, by=by),
            reason=reason,
            label=label,
            why=why,
            note=note,
            return_on=return_on,
            due_at=due_at or clock.now() + UNDO,
        )

    @staticmethod
    def _of(enrollment: Enrollment, **told: Any) -> dict[str, Any]:
        """What a return keeps of the pass that it ends."""
        of = {"client_id": enrollment.client_id, "lead_id": enrollment.lead_id, "enrollment": enrollment}
        return {**of, "to_team": Team.MARKETING, "before_contact": not enrollment.attempts, **told}

    @classmethod
    @transaction.atomic
    def send_back(
        cls,
        enrollment: Enrollment,
        *,
        by: "User",
        why: ReturnReason,
        from_team: str,
        note: str = "",
        return_on: date | None = None,
    ) -> "HandOff":
        """Out of the queue, by one who is not on a call with the lead. By the setters' side before any call, it is a
        rejection. Refused when the lead stands in no queue, or is on a call just now."""
        found = Enrollment.objects.locked(enrollment.pk)
        if found.ended_at or found.stage not in CALLABLE:
            raise Refused(_t("This lead stands in no queue: it is back already, or has a meeting."))
        if found.is_owed:
            raise Refused(_t("A colleague is on a call with this lead just now."))
        stage = Stage.NURTURE if why.kind == Kind.TEMPORARY else Stage.DISQUALIFIED
        return cls.give_back(
            found,
            stage=stage,
            reason=why.kind,
            by=by,
            label=why.label,
            note=note.strip(),
            return_on=return_on,
            from_team=from_team,
            due_at=clock.now(),
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

    @property
    def is_waiting(self) -> bool:
        """Neither back in a queue nor closed, and the lead was not worked again since."""
        settled = self.reentered_at or self.accepted_at
        return not settled and (self.enrollment is None or self.enrollment.is_latest)

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

    def go_to(self, user: "User") -> None:
        """Somebody else of the team has it now, and has not accepted yet."""
        self.to_user, self.accepted_at = user, None
        self.save(update_fields=["to_user", "accepted_at"])

    def reject(self, *, by: "User", answer: str) -> None:
        """Say what is missing."""
        if not answer.strip():
            raise Refused(_t("Say what is missing."))
        self.rejected_at, self.answer = clock.now(), answer.strip()
        self.save(update_fields=["rejected_at", "answer"])
