"""The words in which attempts are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject

from calls.models.disposition import Disposition
from leads.models import UNDO, Enrollment
from office.models import ClientOwnedQuerySet

if TYPE_CHECKING:
    from calls.models.attempt import CallAttempt
    from office.models import User

CHOICE = ("id", "client_id", "campaign_id", "code", "label", "key", "icon", "outcome", "reached", "reasons")


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

    def of_same_pass(self) -> Self:
        """As a subquery over attempts: those of the same pass, oldest first."""
        return self.filter(enrollment_id=models.OuterRef("enrollment_id")).order_by("started_at", "pk")

    def outbound(self) -> Self:
        return self.filter(direction="outbound")

    def with_lead(self) -> Self:
        return self.select_related("disposition", "lead__company", "lead__client", "enrollment__campaign")

    def with_choices(self) -> Self:
        """With the lead, and the dispositions of its campaign to choose from (`choices`)."""
        choices = Disposition.objects.of_outer_campaign().values(row=JSONObject(**{n: n for n in CHOICE}))
        return self.with_lead().annotate(choices=ArraySubquery(choices))

    def undoable(self, now: datetime) -> Self:
        """With an outcome of the last minute."""
        return self.filter(disposition__isnull=False, undone_at__isnull=True, logged_at__gt=now - UNDO)

    def latest_logged(self) -> Self:
        return self.order_by("-logged_at", "-pk")

    def locked(self, pk: int) -> "CallAttempt":
        """One attempt and its pass, locked to the end of the transaction, with what an outcome needs to know."""
        related = "enrollment__lead__company", "enrollment__lead__client", "enrollment__campaign__client"
        found = self.select_related(*related, "enrollment__window_class", "disposition")
        same_pass = type(self)(self.model).of_same_pass().outbound().values("started_at")
        return found.annotate(dials=ArraySubquery(same_pass)).select_for_update(of=("self", "enrollment")).get(pk=pk)

    def newest(self) -> Self:
        return self.order_by("-started_at", "-pk")
