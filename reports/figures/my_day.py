"""What a setter came to, for the setter's own eyes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.models import Appointment
from calls.models import CallAttempt
from leads.models import Campaign
from office.models import User
from reports.figures.cube import Cube
from reports.figures.tally import Tally
from reports.models import Dials, Meetings
from reports.periods import Name
from reports.scope import Scope

BACK = timedelta(days=30)  # how far back the page tells what became of my meetings


@dataclass(frozen=True)
class Today:
    """My day so far, beside what the campaigns ask for."""

    tally: Tally
    before: Tally
    target: int

    @classmethod
    def of(cls, setter: User, *, now: datetime) -> "Today":
        """Three queries. Each client's day is its own; `before` is yesterday up to the same time."""
        campaigns = list(Campaign.objects.visible_to(setter).by_name())
        cube = Cube.of(mine(setter, campaigns, "today", now), user=setter, now=now)
        target = max((campaign.daily_target for campaign in campaigns if campaign.is_running), default=0)
        return cls(cube.side("now"), cube.side("before"), target)


@dataclass(frozen=True)
class MyDay:
    """The page: today, the week, today's calls, and my meetings of the last 30 days and to come."""

    today: Today
    week: Tally
    week_before: Tally
    calls: tuple[CallAttempt, ...]
    meetings: tuple[Appointment, ...]

    @classmethod
    def of(cls, setter: User, *, now: datetime) -> "MyDay":
        campaigns = list(Campaign.objects.visible_to(setter).by_name())
        week = Cube.of(mine(setter, campaigns, "week", now), user=setter, now=now)
        return cls(
            today=Today.of(setter, now=now),
            week=week.side("now"),
            week_before=week.side("before"),
            calls=tuple(Dials.seen_by(setter).of(mine(setter, campaigns, "today", now), "now").shown()),
            meetings=tuple(Meetings.seen_by(setter).of_setter(setter).dated_from(now - BACK).listed()),
        )


def mine(setter: User, campaigns: list[Campaign], name: Name, now: datetime) -> Scope:
    """The setter's own rows, in the days of each client."""
    zones = {campaign.client_id: campaign.client.zone for campaign in campaigns}
    return Scope.of(zones, name, now, setter=setter.pk)
