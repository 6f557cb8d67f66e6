"""Periods of a report, in the zone of a campaign or client: named days, to UTC. Pure.

A period is a half-open range of local dates; its instants run from the first moment of the first day to the first
moment of the day after the last, so neighbouring periods touch and no moment lies in two, whatever the clocks do.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from appointments.walltime import day_start, instant, moment, wall

Name = Literal["today", "week", "7d", "30d", "90d", "365d", "month", "custom"]
NAMES: tuple[Name, ...] = get_args(Name)
LONGEST = 3 * 366  # days


@dataclass(frozen=True, slots=True)
class Period:
    """Local dates from ``first`` until ``end`` (not in it) in an IANA zone; ``name`` says how it was asked for."""

    name: Name
    first: date
    end: date
    zone: str

    def __post_init__(self) -> None:
        """Raise ValueError when the period is empty, backwards or longer than three years."""
        if not 0 < self.days <= LONGEST:
            raise ValueError("a period needs a first day, and a last day on or after it, at most three years later")

    @property
    def days(self) -> int:
        """Return the number of local days."""
        return (self.end - self.first).days

    @property
    def last(self) -> date:
        """Return the last day that is in it."""
        return self.end - timedelta(days=1)

    def range(self) -> tuple[datetime, datetime]:
        """Return its moments as half-open UTC range: from the first, before the second."""
        return moment(day_start(self.zone, self.first)), moment(day_start(self.zone, self.end))

    def each_day(self) -> list[date]:
        """Return every local date of the period, in order: also those on which nothing happened."""
        return [self.first + timedelta(days=n) for n in range(self.days)]

    def to_come(self) -> list[date]:
        """Return the local dates that a running week still has before it, up to Sunday; none for other periods."""
        left = 6 - self.last.weekday() if self.name == "week" else 0
        return [self.end + timedelta(days=n) for n in range(left)]

    def holds(self, at: datetime) -> bool:
        """Say whether an aware moment lies in the period."""
        start, end = self.range()
        return start <= at < end

    def before(self) -> "Period":
        """Return what to compare with: as many days, just before.

        A week is compared with the same weekdays of the week before, a month with the same days of the month before
        (as many as that has).
        """
        if self.name == "month":
            return self._month_before()
        back = timedelta(days=7 if self.name == "week" else self.days)
        return Period(self.name, self.first - back, self.end - back, self.zone)

    def _month_before(self) -> "Period":
        first = (self.first - timedelta(days=1)).replace(day=1)
        days = min(self.days, monthrange(first.year, first.month)[1])
        return Period(self.name, first, first + timedelta(days=days), self.zone)


def period(name: Name, today: date, zone: str, first: date | None = None, last: date | None = None) -> Period:
    """Return a period by its name, as seen on a local day; week (from Monday) and month run up to and with today.

    ``custom`` takes its first and last day (both in it). Raises ValueError for a name or for days that make no period.
    """
    match name:
        case "today":
            start = today
        case "week":
            start = today - timedelta(days=today.weekday())
        case "7d" | "30d" | "90d" | "365d":
            start = today - timedelta(days=int(name[:-1]) - 1)
        case "month":
            start = today.replace(day=1)
        case "custom" if first and last:
            return Period(name, first, last + timedelta(days=1), zone)
        case _:
            raise ValueError(f"not a period: {name}")
    return Period(name, start, today + timedelta(days=1), zone)


def day_of(at: datetime, zone: str) -> date:
    """Return the local date of an aware moment."""
    return wall(zone, instant(at))[0]
