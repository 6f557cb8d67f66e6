"""The words in which attempts are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Coalesce, JSONObject

from calls.facts import facts_of_call
from calls.models.cadenceplan import CadencePlan
from calls.models.disposition import Disposition
from leads.models import UNDO, Enrollment
from office.models import ClientOwnedQuerySet, Compiled

if TYPE_CHECKING:
    from calls.models.attempt import CallAttempt
    from office.models import User

OWED = models.Q(disposition__isnull=True, given_up_at__isnull=True)
CHOICE = (
    "id", "client_id", "campaign_id", "code", "label", "key", "icon", "outcome", "reached", "reasons", "needs", "waits",
)  # fmt: skip

_LOCKED: Compiled["CallAttempt"] = Compiled(lambda pk: apps.get_model("calls.CallAttempt").objects.to_lock(pk), pk=int)
_TO_LOG: Compiled["CallAttempt"] = Compiled(
    lambda setter, pk: apps.get_model("calls.CallAttempt").objects.numbered(pk).by_setter(setter).with_choices(),
    setter=int,
    pk=int,
)
_LATELY: Compiled["CallAttempt"] = Compiled(
    lambda setter, since: apps.get_model("calls.CallAttempt").objects.by_setter(setter).logged_since(since).to_undo(),
    setter=int,
    since=datetime,
)


class CallAttemptQuerySet(ClientOwnedQuerySet["CallAttempt"]):
    def by_setter(self, setter: "User | int") -> Self:
        return self.filter(setter=setter)

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)

    def to_log(self, pk: int, *, setter: "User") -> "CallAttempt":
        """One of this setter's calls, with the dispositions to choose from. Raises DoesNotExist."""
        return _TO_LOG.get(setter=setter.pk, pk=pk)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(started_at__gte=start, started_at__lt=end)

    def owed(self) -> Self:
        """Dialled, but without an outcome."""
        return self.filter(OWED)

    def give_up(self, now: datetime) -> int:
        """Their outcome is owed no more; returns how many owed one."""
        return self.owed().update(given_up_at=now, ended_at=Coalesce("ended_at", models.Value(now)), state="ended")

    def by_waiting(self) -> Self:
        """The one that owes its outcome longest comes first."""
        return self.select_related("setter", "lead__company", "lead__client", "enrollment__campaign").order_by("pk")

    def of_pass(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment).order_by("started_at", "pk")

    def of_same_pass(self) -> Self:
        """As a subquery over attempts: those of the same pass, oldest first."""
        return self.filter(enrollment_id=models.OuterRef("enrollment_id")).order_by("started_at", "pk")

    def moments(self) -> list[datetime]:
        """When they began."""
        return list(self.values_list("started_at", flat=True))

    def outbound(self) -> Self:
        return self.filter(direction="outbound")

    def with_lead(self) -> Self:
        return self.select_related("disposition", "lead__company", "enrollment__campaign")

    def with_choices(self) -> Self:
        """With the dispositions of its campaign to choose from (`choices`)."""
        choices = Disposition.objects.of_outer_campaign().values(row=JSONObject(**{n: n for n in CHOICE}))
        return self.annotate(choices=ArraySubquery(choices))

    def logged_since(self, moment: datetime) -> Self:
        """With an outcome that was given later than a moment, and stands."""
        return self.filter(disposition__isnull=False, undone_at__isnull=True, logged_at__gt=moment)

    def to_undo(self) -> Self:
        """The last one first, with its lead and the outcomes that can be said instead."""
        return self.with_lead().with_choices().latest_logged()[:1]

    def lately(self, setter: "User", now: datetime) -> "CallAttempt | None":
        """The call of this setter whose outcome can still be undone."""
        return _LATELY.first(setter=setter.pk, since=now - UNDO)

    def latest_logged(self) -> Self:
        return self.order_by("-logged_at", "-pk")

    def locked(self, pk: int) -> "CallAttempt":
        """One attempt and its pass, locked to the end of the transaction, with what an outcome needs to know."""
        row = _LOCKED.get(pk=pk)
        vars(row.enrollment)["facts"] = vars(row)["facts"]
        return row

    def to_lock(self, pk: int) -> Self:
        """See locked()."""
        found = self.select_related("enrollment__lead__company", "enrollment__campaign", "enrollment__window_class")
        same_pass = type(self)(self.model).of_same_pass().outbound().values("started_at")
        plan = CadencePlan.objects.of_outer_pass("enrollment__campaign_id")
        known = found.annotate(dials=ArraySubquery(same_pass), plan=plan, facts=facts_of_call())
        return known.filter(pk=pk).select_for_update(of=("self", "enrollment"))

    def last_by_lead(self, leads: list[int], *, before: datetime) -> "dict[int, CallAttempt]":
        """The last call of each of these leads (ids) that had an outcome by a moment."""
        known = self.filter(lead_id__in=leads, started_at__lt=before, disposition__isnull=False)
        last = known.order_by("lead_id", "-started_at", "-pk").distinct("lead_id")
        return {attempt.lead_id: attempt for attempt in last.select_related("disposition", "setter")}

    def keyed_in_by(self, user: "User") -> Self:
        """From paper, by this person."""
        return self.filter(sheet_row__reported_by=user)

    def newest(self) -> Self:
        return self.order_by("-started_at", "-pk")
