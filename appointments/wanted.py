"""What a lead that waits for a time would take: weekdays and hours on its own clock, until a date. Pure.

Units as in `walltime`: instants are seconds, a time of day is a wall minute (1440 is the midnight that ends the day).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from appointments.walltime import MINUTES_A_DAY, wall

EVERY_DAY = tuple(range(7))
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weekdays (0 is Monday) and the hours on them."""

    days: tuple[int, ...] = EVERY_DAY
    opens: int = 0
    shuts: int = MINUTES_A_DAY

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Stretch":
        """From its form in JSON."""
        return cls(tuple(kept["days"]), kept["opens"], kept["shuts"])

    @property
    def kept(self) -> dict[str, Any]:
        """Its form in JSON."""
        return {"days": list(self.days), "opens": self.opens, "shuts": self.shuts}

    def holds(self, zone: str, start: int, end: int) -> bool:
        """Say whether the clocks of a zone read times of it from the start of a meeting to its end."""
        day, begins = wall(zone, start)
        last_day, last = wall(zone, end - MINUTE)
        return day == last_day and day.weekday() in self.days and self.opens <= begins and last + 1 <= self.shuts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Any of these stretches, until a date that counts."""

    stretches: tuple[Stretch, ...]
    until: date

    @classmethod
    def read(cls, kept: Iterable[dict[str, Any]], until: date) -> "Wanted":
        return cls(tuple(Stretch.read(each) for each in kept), until)

    def takes(self, zone: str, start: int, end: int) -> bool:
        """Say whether a meeting lies where it is wanted, on the clocks of a zone."""
        if wall(zone, start)[0] > self.until:
            return False
        return any(stretch.holds(zone, start, end) for stretch in self.stretches)
