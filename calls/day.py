"""My day: a setter's own figures since midnight on the setter's clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calls.models import CallAttempt
from leads.models import Campaign
from office import clock

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True, slots=True)
class Day:
    """Dials, talks (somebody answered), minutes of talk, meetings booked, and how many are wanted (0: no target)."""

    dials: int
    talks: int
    talk_time: timedelta
    booked: int
    target: int

    @classmethod
    def of(cls, setter: "User") -> "Day":
        """Today's, over all the clients that this setter works for."""
        start = datetime.combine(clock.today(setter.zone), time(), ZoneInfo(setter.zone))
        mine = CallAttempt.objects.visible_to(setter).by_setter(setter).between(start, start + timedelta(days=1))
        target = Campaign.objects.visible_to(setter).running().most_wanted()
        return cls(**mine.day_figures(), target=target)

    @property
    def talked(self) -> str:
        """Hours and minutes of talk: 1:12."""
        minutes = int(self.talk_time.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
