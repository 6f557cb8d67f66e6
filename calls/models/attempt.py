from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.disposition import Disposition, Outcome, Reached
from calls.models.script import Script
from leads.models import Enrollment, Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

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
