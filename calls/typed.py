"""Times and days as one writes them on paper and types them fast: `25/11 10:30`, `1030`, `3` (months). Pure.

The day stands before the month; a year that is left out is the next one in which the day is still to come.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appointments.walltime import YEARS
from calls.presets import months_on

CLOCK = r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d\d)"
DAY = r"(?P<day>\d{1,2})[/.\-](?P<month>\d{1,2})(?:[/.\-](?P<year>\d{4}))?"
ISO = r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
MONTHS = 24  # at most


def clock(text: str) -> time:
    """Read an hour and a minute: 10:30, 10.30, 1030. Raises ValueError for what is none."""
    found = re.fullmatch(CLOCK, text.strip(), re.ASCII)
    if not found:
        raise ValueError(text)
    return time(int(found["hour"]), int(found["minute"]))


def day(text: str, today: date) -> date:
    """Read a day, 25/11 or 25.11.2026 or 2026-11-25, or in how many months it is: 3. Raises ValueError."""
    plain = text.strip().removeprefix("+")
    if re.fullmatch(r"\d{1,2}", plain, re.ASCII) and 1 <= int(plain) <= MONTHS:
        return months_on(today, int(plain))
    if found := re.fullmatch(ISO, plain, re.ASCII):
        return _within(date(int(found["y"]), int(found["m"]), int(found["d"])))
    found = re.fullmatch(DAY, plain, re.ASCII)
    if not found:
        raise ValueError(text)
    return _within(_on(found, today))


def moment(text: str, zone: str, after: datetime) -> datetime:
    """Read a day and a clock time where the lead is (IANA zone); a clock time alone is the first one after `after`.

    Raises ValueError for what is none.
    """
    local = after.astimezone(ZoneInfo(zone))
    when, _gap, hour = text.strip().replace("T", " ").rpartition(" ")
    said = datetime.combine(day(when, local.date()) if when else local.date(), clock(hour), ZoneInfo(zone))
    return said + timedelta(days=1) if not when and said <= after else said


def _on(found: "re.Match[str]", today: date) -> date:
    number, month = int(found["day"]), int(found["month"])
    if found["year"]:
        return date(int(found["year"]), month, number)
    this_year = date(today.year, month, number)
    return this_year if this_year >= today else date(today.year + 1, month, number)


def _within(said: date) -> date:
    if said.year not in YEARS:
        raise ValueError(said)
    return said
