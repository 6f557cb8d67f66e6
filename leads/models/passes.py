"""The words in which passes are asked for."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from leads.models.campaign import Campaign
from leads.states import CALLABLE, Stage
from office.models import ClientOwnedQuerySet

if TYPE_CHECKING:
    from leads.models.enrollment import Enrollment
    from leads.models.lead import Lead
    from office.models import User

LEASE = timedelta(seconds=90)  # how long a lead is offered without a sign of life (4-calling, Claim)


class EnrollmentQuerySet(ClientOwnedQuerySet["Enrollment"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def current(self) -> Self:
        """The last pass of each lead, open or ended."""
        return self.filter(is_latest=True)

    def callable_by_campaign(self) -> dict[int, int]:
        """How many leads each campaign's queue holds, by campaign id."""
        return dict(self.callable().order_by().values_list("campaign_id").annotate(n=models.Count("pk")))

    def stages_by_list(self) -> dict[int, dict[str, int]]:
        """How many leads' latest passes stand in each stage, by list id."""
        counted: dict[int, dict[str, int]] = {}
        rows = self.current().exclude(lead_list=None).order_by().values_list("lead_list_id", "stage")
        for lead_list, stage, count in rows.annotate(n=models.Count("pk")):
            counted.setdefault(lead_list, {})[stage] = count
        return counted

    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk)

    def by_number(self) -> Self:
        """The passes of a lead, the last one first."""
        return self.select_related("campaign", "lead_list").order_by("-number")

    def follow(self, lead: "Lead") -> None:
        """The lead's details changed: its hours, and the number to dial next if that one is gone."""
        self.update(window_class=lead.window_class)
        gone = self.exclude(next_number__in=lead.phones.values("number"))
        gone.unclaimed().update(next_number=lead.number_to_call)

    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def callable(self) -> Self:
        return self.open().filter(stage__in=CALLABLE)

    def unclaimed(self) -> Self:
        return self.filter(claimed_by__isnull=True)

    def silent_with(self, value: str) -> Self:
        """Waiting without a number to dial, of leads with this number or address."""
        theirs = {"lead__email__iexact": value} if "@" in value else {"lead__phones__number": value}
        return self.open().unclaimed().filter(next_number="", **theirs).select_related("lead")

    def claimed_by(self, setter: "User") -> Self:
        return self.filter(claimed_by=setter)

    def lapsed(self, now: datetime) -> Self:
        """Claims whose lease ran out before the number was dialled: a dialled lead has no lease, it owes an outcome."""
        return self.filter(claimed_by__isnull=False, claimed_until__lt=now)

    def reserved(self, pk: int) -> Self:
        """One pass that waits for one setter."""
        return self.filter(pk=pk, reserved_for__isnull=False, claimed_by__isnull=True)

    def waiting_in_vain(self, since: datetime) -> Self:
        """Kept for one setter, who has not called since they were due."""
        return self.open().filter(reserved_for__isnull=False, claimed_by__isnull=True, call_after__lt=since)

    def opened_to_all(self) -> int:
        """Anyone may call them now; returns how many there were."""
        return self.update(reserved_for=None)

    def not_owed(self) -> Self:
        """Not on a call whose outcome is owed."""
        return self.exclude(claimed_by__isnull=False, claimed_until__isnull=True)

    def offered(self) -> Self:
        """Claimed, but not dialled yet."""
        return self.filter(claimed_until__isnull=False)

    def released(self) -> int:
        """Give them back to the queue; returns how many there were."""
        return self.update(claimed_by=None, claimed_until=None)

    def with_story(self) -> Self:
        """With all that a card of the lead shows."""
        return self.select_related("lead__company", "lead__client", "campaign", "window_class", "lead_list")

    def locked(self, pk: int) -> "Enrollment":
        """One pass, locked to the end of the transaction."""
        return self.select_for_update(of=("self",)).with_story().get(pk=pk)

    def renewed(self, now: datetime) -> int:
        """Keep the lease alive while the lead is offered; 0 when there is none to keep."""
        return self.offered().update(claimed_until=now + LEASE)

    def in_running_campaigns(self) -> Self:
        return self.filter(campaign__is_running=True)

    def tally(self, now: datetime, open_classes: list[int]) -> dict[str, Any]:
        """Why nothing comes: how many wait for their hours, for their next try, have no number or are claimed."""
        free = models.Q(claimed_by__isnull=True) & ~models.Q(next_number="")
        due, shut = models.Q(call_after__lte=now), ~models.Q(window_class__in=open_classes)
        return self.callable().aggregate(
            outside_hours=models.Count("pk", filter=free & due & shut),
            waiting=models.Count("pk", filter=free & ~due),
            next_try=models.Min("call_after", filter=free & ~due),
            without_number=models.Count("pk", filter=models.Q(next_number="", claimed_by__isnull=True)),
            claimed=models.Count("pk", filter=models.Q(claimed_by__isnull=False)),
        )

    def exhausted(self) -> Self:
        """At their limit of attempts."""
        return self.current().filter(stage=Stage.EXHAUSTED)
