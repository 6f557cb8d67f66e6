"""The times that can be offered in practice: invented like the people, on the practiser's own clock. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOURS = (time(9, 30), time(11), time(14), time(16, 30))
DAYS = 3  # working days
SATURDAY = 5


def times(now: datetime, zone: str) -> list[datetime]:
    """Some hours of the next working days (aware), the soonest first."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    ahead = (today + timedelta(days=n) for n in range(1, 8))
    days = [day for day in ahead if day.weekday() < SATURDAY][:DAYS]
    return [datetime.combine(day, hour, place) for day in days for hour in HOURS]
