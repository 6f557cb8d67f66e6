"""Times and dates that one key proposes: when to call back, when a lead may come back. Pure but for the words."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class When:
    """A proposal: its key, its words, the moment (aware) or the day that it means."""

    key: str
    label: str | Promise
    at: datetime


def callbacks(now: datetime, zone: str) -> list[When]:
    """When to call back, on the clock where the lead is."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()

    def on(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), place)

    monday = today + timedelta(days=7 - today.weekday())
    return [
        When("1", _("in 1 hour"), now + timedelta(hours=1)),
        When("2", _("in 3 hours"), now + timedelta(hours=3)),
        When("3", _("tomorrow morning"), on(today + timedelta(days=1), 10)),
        When("4", _("tomorrow afternoon"), on(today + timedelta(days=1), 16)),
        When("5", _("Monday morning"), on(monday, 10)),
        When("6", _("in a week"), on(today + timedelta(days=7), 10)),
    ]


def months_on(today: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


MONTHS = ("1", "3", "6")
