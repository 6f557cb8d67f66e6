"""When a mail may leave: on which days, between which hours, on the reader's own clock. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """`days`: Monday is 0. A mail leaves from `opens` on and before `closes`."""

    days: Collection[int] = (0, 1, 2, 3, 4)
    opens: time = time(8)
    closes: time = time(18)

    def open_from(self, at: datetime, zone: str) -> datetime:
        """The first moment (UTC) from `at` on that lies within the hours of a zone."""
        place = ZoneInfo(zone)
        today = at.astimezone(place).date()
        for ahead in range(9):
            day = today + timedelta(days=ahead)
            opens = datetime.combine(day, self.opens, place).astimezone(UTC)
            closes = datetime.combine(day, self.closes, place).astimezone(UTC)
            if day.weekday() in self.days and at < closes:
                return max(at.astimezone(UTC), opens)
        raise ValueError("Hours without a day.")


def days_after(at: datetime, days: int, zone: str) -> datetime:
    """The same time of day so many days later, on the clock of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date() + timedelta(days=days), local.time(), ZoneInfo(zone)).astimezone(UTC)
