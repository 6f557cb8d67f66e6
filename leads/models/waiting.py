"""The passes that wait in the queue, and why they do."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from leads.models.consent import Consent
from leads.states import CALLABLE, Stage
from office.models import ClientOwnedQuerySet

if TYPE_CHECKING:
    from leads.models.enrollment import Enrollment

ASIDE = 90  # Priority.ASIDE: no group of the queue
CONFIRMING = models.Q(stage=Stage.APPOINTMENT_SET, priority=25)  # Priority.CONFIRM: a meeting that is to be confirmed
UNPROMISED = (30, 40, 50, 70)  # the groups whose leads nobody promised a call
Pairs = Collection[tuple[int, int]]  # (campaign id, window class id)
PIECE = 2_000  # of which one stroke puts off


class WaitingPasses(ClientOwnedQuerySet["Enrollment"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def current(self) -> Self:
        """The last pass of each lead, open or ended."""
        return self.filter(is_latest=True)

    def callable(self) -> Self:
        return self.open().filter(stage__in=CALLABLE)

    def in_queue(self) -> Self:
        """Those that may be worked, and those whose meeting is to be confirmed."""
        return self.open().filter(models.Q(stage__in=CALLABLE) | CONFIRMING)

    def unclaimed(self) -> Self:
        return self.filter(claimed_by__isnull=True)

    def with_number(self) -> Self:
        """With a number to dial next."""
        return self.exclude(next_number="")

    def places(self) -> set[tuple[int, int]]:
        """Where they wait: (campaign id, window class id)."""
        return set(self.in_queue().order_by().values_list("campaign_id", "window_class_id").distinct())

    def tally(self, now: datetime, setter: int, *, shut: Pairs, unregistered: Pairs, asking: Pairs) -> dict[str, Any]:
        """Why nothing comes: how many wait for their hours, a register, a consent, their next try, another setter; no
        number; held. The places: outside their hours; without a register that may be relied on; where a ground must be
        on record. Each lead is counted under the first that holds it back."""
        free = models.Q(claimed_by__isnull=True) & ~models.Q(next_number="")
        lacking = among(asking) & groundless(now) if asking else NOWHERE
        well, due = free & ~lacking, models.Q(call_after__lte=now)
        closed, old = among(shut), among(unregistered)
        refused, silent = models.Q(refused_by__contains=[setter]), models.Q(next_number="", claimed_by__isnull=True)
        return (
            self.in_queue()
            .exclude(priority=ASIDE)
            .aggregate(
                without_consent=models.Count("pk", filter=free & lacking),
                outside_hours=models.Count("pk", filter=well & due & closed),
                without_register=models.Count("pk", filter=well & due & old & ~closed),
                refused=models.Count("pk", filter=well & due & ~closed & ~old & refused),
                waiting=models.Count("pk", filter=well & ~due),
                next_try=models.Min("call_after", filter=well & ~due),
                without_number=models.Count("pk", filter=silent),
                suppressed=models.Count("pk", filter=silent & ~models.Q(lead__phone="")),
                claimed=models.Count("pk", filter=models.Q(claimed_by__isnull=False)),
            )
        )

    def put_off_groundless(self, like: "Enrollment", now: datetime, *, until: datetime) -> int:
        """Those due in the campaign and place of one pass on whose lead no ground whatever is on record come again
        later; promises stay. Some thousands at a time; returns how many there were."""
        here = self.callable().unclaimed().filter(campaign_id=like.campaign_id, window_class_id=like.window_class_id)
        due = here.filter(groundless(now), priority__in=UNPROMISED, call_after__lte=now).order_by("pk")
        locked = due.select_for_update(of=("self",), skip_locked=True)[:PIECE]
        return self.filter(pk__in=list(locked.values_list("pk", flat=True))).update(call_after=until, due_since=None)

    def resting(self) -> Self:
        """Put out of every group of the queue."""
        return self.callable().filter(priority=ASIDE)

    def by_group(self, now: datetime) -> dict[int, tuple[int, int]]:
        """{priority: (due now, later)} of those that nobody holds and that have a number."""
        due = models.Q(call_after__lte=now)
        rows = self.in_queue().unclaimed().with_number().order_by().values_list("priority")
        return {
            priority: (count, every - count)
            for priority, count, every in rows.annotate(n=models.Count("pk", filter=due), every=models.Count("pk"))
        }

    def exhausted(self) -> Self:
        """At their limit of attempts."""
        return self.current().filter(stage=Stage.EXHAUSTED)


NOWHERE = models.Q(campaign_id=0)


def among(pairs: Pairs) -> models.Q:
    """In one of these places."""
    by_campaign: dict[int, list[int]] = {}
    for campaign, window in sorted(pairs):
        by_campaign.setdefault(campaign, []).append(window)
    found = NOWHERE
    for campaign, windows in by_campaign.items():
        found |= models.Q(campaign_id=campaign, window_class_id__in=windows)
    return found


def groundless(now: datetime) -> models.Q:
    """No consent or other ground is on record for the lead, and it is no customer."""
    given = Consent.objects.standing().filter(lead_id=models.OuterRef("lead_id"), given_at__lte=now)
    return ~models.Exists(given) & models.Q(lead__customer__isnull=True)
