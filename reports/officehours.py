"""Business time: how many minutes of a campaign's own hours lie between two moments. Pure.

Hours are read off the clock of the campaign's zone (appointments/walltime.py says how), so a day on which the clocks
change has as many minutes as its clock really shows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments.walltime import instant, wall, window

MINUTE = 60


def never(_day: date) -> bool:
    """No day is a holiday."""
    return False


@dataclass(frozen=True)
class OfficeHours:
    """Open on these weekdays (0 is Monday) from one wall minute to another (0 … 1440), not on holidays."""

    zone: str
    weekdays: frozenset[int]
    opens: int
    closes: int
    is_holiday: Callable[[date], bool] = never

    def minutes(self, start: datetime, end: datetime) -> float:
        """Open minutes from one aware moment to a later one; 0 when the second is not later."""
        begun, ended = instant(start), instant(end)
        if ended <= begun:
            return 0.0
        day, last = wall(self.zone, begun)[0] - timedelta(days=1), wall(self.zone, ended)[0]
        open_seconds = 0
        while day <= last:
            for span in self._spans(day):
                open_seconds += max(0, min(span[1], ended) - max(span[0], begun))
            day += timedelta(days=1)
        return open_seconds / MINUTE

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        if day.weekday() not in self.weekdays or self.is_holiday(day):
            return ()
        return window(self.zone, day, self.opens, self.closes)
