"""What waits in each running campaign, and for how many days it lasts at the pace of late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from calls.models import CallAttempt
from leads.models import Campaign, Enrollment
from office.models import User
from reports.models.board import Passes
from reports.models.dials import Dials
from reports.scope import Scope

DEPTH_LASTS = timedelta(seconds=20)  # a queue of a million leads is not counted every three seconds
PACE_LASTS = timedelta(minutes=10)  # what is left of the allowed attempts is read from the rows themselves
PACE_DAYS = 14  # whole days before today


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: leads that may still be called. `days_left`: whole days, None where nothing was dialled of late."""

    campaign: Campaign
    waiting: int
    days_left: int | None


def queues(user: User, campaigns: list[Campaign], now: datetime) -> tuple[Queue, ...]:
    """Of each running campaign, the deepest first. Counted again after twenty seconds, the days after ten minutes."""
    waiting = _counted.of(user, now, Enrollment.objects.visible_to(user).callable_by_campaign)
    left = _paced.of(user, now, lambda: _days_left(user, campaigns, now))
    found = [
        Queue(campaign, waiting.get(campaign.pk, 0), left.get(campaign.pk))
        for campaign in campaigns
        if campaign.is_running
    ]
    return tuple(sorted(found, key=lambda queue: -queue.waiting))


def days_left(tries: int, daily: float) -> int:
    """Attempts that are still allowed ÷ mean dials of a day on which was dialled (above 0), rounded up."""
    return ceil(tries / daily)


def _days_left(user: User, campaigns: list[Campaign], now: datetime) -> dict[int, int]:
    """By campaign id, where anything was dialled. Two queries for clients of one zone."""
    zones = {campaign.client_id: campaign.client.zone for campaign in campaigns}
    daily: dict[int, float] = {}
    for zone in set(zones.values()):
        today = now.astimezone(ZoneInfo(zone)).date()
        here = {client: at for client, at in zones.items() if at == zone}
        scope = Scope.of(here, "custom", now, today - timedelta(days=PACE_DAYS), today - timedelta(days=1))
        daily |= Dials(CallAttempt).visible_to(user).daily_by_campaign(scope)
    tries = Passes(Enrollment).visible_to(user).tries_left_by_campaign()
    return {campaign: days_left(tries.get(campaign, 0), mean) for campaign, mean in daily.items()}


class Kept:
    """Counts that are asked for anew when they are older than `lasts`, by the clients in view."""

    def __init__(self, lasts: timedelta) -> None:
        self.lasts = lasts
        self.known: dict[tuple[int, ...], tuple[datetime, dict[int, int]]] = {}

    def of(self, user: User, now: datetime, count: Callable[[], dict[int, int]]) -> dict[int, int]:
        known = self.known.get(user.clients_in_view)
        if known is None or not known[0] <= now < known[0] + self.lasts:
            known = self.known[user.clients_in_view] = now, count()
        return known[1]


_counted, _paced = Kept(DEPTH_LASTS), Kept(PACE_LASTS)


def forget() -> None:
    """Count everything again at the next question."""
    _counted.known.clear()
    _paced.known.clear()
