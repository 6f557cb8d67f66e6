"""The words in which passes are asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

from leads.models.campaign import Campaign
from leads.models.listing import Listing
from leads.models.waiting import ASIDE, WaitingPasses
from leads.states import Stage
from office.models import Compiled

if TYPE_CHECKING:
    from leads.models.enrollment import Enrollment
    from leads.models.lead import Lead
    from office.models import User

PROMISED = 20  # Priority.CALLBACK
LEASE = timedelta(seconds=90)  # how long a lead is offered without a sign of life (4-calling, Claim)

_LOCKED: Compiled["Enrollment"] = Compiled(lambda pk: apps.get_model("leads.Enrollment").objects.to_lock(pk), pk=int)
_HELD: Compiled["Enrollment"] = Compiled(
    lambda setter: apps.get_model("leads.Enrollment").objects.with_story().claimed_by(setter), setter=int
)


class EnrollmentQuerySet(WaitingPasses):
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

    def of_leads(self, leads: Sequence[int]) -> Self:
        """Of the leads with these ids."""
        return self.filter(lead_id__in=leads)

    def ended_as(self, stages: Sequence[str]) -> Self:
        """Over, in one of these stages."""
        return self.filter(ended_at__isnull=False, stage__in=stages).select_related("lead")

    def later_than(self, priority: int) -> Self:
        """In a group of the queue that comes after that one."""
        return self.filter(priority__gt=priority)

    def by_number(self) -> Self:
        """The passes of a lead, the last one first."""
        return self.select_related("campaign", "lead_list").order_by("-number")

    def follow(self, lead: "Lead") -> None:
        """The lead's details changed: its hours, and the number to dial next if that one is gone."""
        self.update(window_class=lead.window_class)
        gone = self.exclude(next_number__in=lead.phones.values("number"))
        gone.unclaimed().update(next_number=lead.number_to_call)

    def with_list(self) -> Self:
        return self.select_related("campaign", "lead_list")

    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def of_list(self, lead_list: models.Model) -> Self:
        return self.filter(lead_list_id=lead_list.pk)

    def free(self, at: datetime) -> Self:
        """Due at a moment, for anyone, with a number; promised to nobody and held by nobody."""
        waiting = self.callable().unclaimed().filter(reserved_for__isnull=True, call_after__lte=at)
        return waiting.exclude(next_number="").exclude(priority=PROMISED)

    def whose_number_is_free(self) -> Self:
        """No setter holds a lead with that number just now."""
        held = type(self)(self.model).filter(claimed_by__isnull=False).exclude(next_number="").values("next_number")
        return self.exclude(next_number__in=held)

    def sorted_by(self, column: str) -> Self:
        """For a sheet of paper: a column of the lead (missing ones last), or `list`: as the list has it."""
        if column == "list":
            return self.annotate(row=models.Subquery(Listing.objects.row_of_pass())).order_by("lead_list", "row", "pk")
        value = "sort_name" if column == "name" else column
        blank = models.Q(**{f"lead__{value}": ""})
        found = self.annotate(blank=models.ExpressionWrapper(blank, models.BooleanField()))
        return found.order_by("blank", f"lead__{value}", "lead__sort_name", "pk")

    def numbered(self, pks: Sequence[int]) -> Self:
        return self.filter(pk__in=pks)

    def next_is(self, numbers: Sequence[str]) -> Self:
        """One of these numbers is the one to dial next."""
        return self.filter(next_number__in=numbers)

    def besides(self, pks: Sequence[int]) -> Self:
        return self.exclude(pk__in=pks)

    def claimed_by(self, setter: "User | int") -> Self:
        return self.filter(claimed_by=setter)

    def held_by(self, setter: "User") -> "Enrollment | None":
        """The lead that this setter holds, with its story."""
        return _HELD.first(setter=setter.pk)

    def lapsed(self, now: datetime) -> Self:
        """Claims whose lease ran out before the number was dialled: a dialled lead has no lease, it owes an outcome."""
        return self.filter(claimed_by__isnull=False, claimed_until__lt=now)

    def on_desks(self, now: datetime) -> Self:
        """Claimed, and the lease still runs, or they are on a call."""
        return self.filter(claimed_by__isnull=False).exclude(claimed_until__lt=now)

    def reserved(self, pk: int) -> Self:
        """One pass that waits for one setter."""
        return self.filter(pk=pk, reserved_for__isnull=False, claimed_by__isnull=True)

    def waiting_in_vain(self, since: datetime) -> Self:
        """Kept for one setter, who has not called since they were due."""
        return self.open().filter(reserved_for__isnull=False, claimed_by__isnull=True, call_after__lt=since)

    def kept_for(self, setter: "User", before: datetime) -> Self:
        """Waiting for one setter, and due before a moment."""
        return self.open().unclaimed().filter(reserved_for=setter, call_after__lt=before)

    def opened_to_all(self) -> int:
        """Anyone may call them now; returns how many there were."""
        return self.update(reserved_for=None)

    def not_owed(self) -> Self:
        """Not on a call whose outcome is owed."""
        return self.exclude(claimed_by__isnull=False, claimed_until__isnull=True)

    def offered(self) -> Self:
        """Claimed, but not dialled yet."""
        return self.filter(claimed_until__isnull=False)

    def kept_beyond(self, at: datetime) -> Self:
        """Offered, with a lease that runs longer than that."""
        return self.filter(claimed_until__gt=at)

    def kept_until(self, at: datetime) -> int:
        """Their leases end then; returns how many there are."""
        return self.update(claimed_until=at)

    def held(self) -> Self:
        """Somebody's now, the longest held first."""
        found = self.filter(claimed_by__isnull=False).select_related("claimed_by", "lead__company", "lead__client")
        return found.select_related("campaign").order_by("claimed_at", "pk")

    def released(self) -> int:
        """Give them back to the queue; returns how many there were."""
        return self.update(claimed_by=None, claimed_until=None)

    def with_story(self) -> Self:
        """With all that a card of the lead shows."""
        return self.select_related("lead__company", "campaign", "window_class", "lead_list")

    def locked(self, pk: int) -> "Enrollment":
        """One pass, locked to the end of the transaction."""
        return _LOCKED.get(pk=pk)

    def to_lock(self, pk: int) -> Self:
        """See locked()."""
        return self.select_for_update(of=("self",)).with_story().filter(pk=pk)

    def renewed(self, now: datetime) -> int:
        """Keep the lease alive while the lead is offered; 0 when there is none to keep."""
        return self.offered().update(claimed_until=now + LEASE)

    def in_running_campaigns(self) -> Self:
        return self.filter(campaign__is_running=True)

    def outside_campaigns(self, campaigns: Sequence[int]) -> Self:
        """Not in the campaigns with these ids."""
        return self.exclude(campaign_id__in=campaigns) if campaigns else self

    def refusing_all(self, setters: Mapping[int, list[int]]) -> Self:
        """Waiting, but they said no to every one of the setters who work now (ids by client)."""
        none_left = models.Q(pk__in=[])
        for client, ids in setters.items():
            none_left |= models.Q(client_id=client, refused_by__contains=ids)
        return self.callable().unclaimed().filter(none_left)

    def begun_by(self, imports: list[Any]) -> Self:
        """The passes that imports of one list began on it; `imports`: LeadImport rows, the first of them first."""
        first = imports[0]
        rows = type(first).objects.filter(pk__in=[made.pk for made in imports])
        leads = rows.filter(ledger__outcome__in=["created", "updated"]).values("ledger__lead_id")
        return self.filter(lead_list_id=first.lead_list_id, began_at__gte=first.created_at, lead_id__in=leads)

    def begun_again_in(self, list_handoff: int) -> Self:
        """The passes that began when returned leads were handed to the setters together."""
        follows = models.F("lead__handoffs__enrollment__number") + 1
        return self.filter(lead__handoffs__back_in=list_handoff, number=follows)

    def untouched(self) -> Self:
        """In the queue, and nobody has dialled."""
        return self.open().filter(stage=Stage.NEW, attempts=0)

    def put_aside(self) -> int:
        """Out of every group that the queue asks; returns how many there were."""
        return self.update(priority=ASIDE)

    def locking(self) -> Self:
        """Locked to the end of the transaction; what another holds is left out."""
        return self.order_by("pk").select_for_update(of=("self",), skip_locked=True)
