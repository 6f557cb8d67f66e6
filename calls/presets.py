"""Times and dates that one key proposes: when to call back, when a lead may come back. Pure but for the words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.dates import months_on

MORNING, AFTERNOON, ALL_DAY = (9, 12), (13, 18), (9, 18)  # hours on the lead's clock


@dataclass(frozen=True, slots=True)
class When:
    """A proposal: its key, its words, the moment (aware) or the day that it means; of a vague one, in which stretches
    of time it may be kept (`at` is where the first begins)."""

    key: str
    label: str | Promise
    at: datetime
    slots: tuple[tuple[datetime, datetime], ...] = ()


def callbacks(now: datetime, zone: str) -> list[When]:
    """When to call back, on the clock where the lead is."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()

    def on(day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), place)

    def any_of(key: str, label: Promise, hours: tuple[int, int]) -> When:
        days = (monday + timedelta(days=n) for n in range(5))
        slots = tuple((on(day, hours[0]), on(day, hours[1])) for day in days)
        return When(key, label, slots[0][0], slots)

    monday = today + timedelta(days=7 - today.weekday())
    return [
        When("1", _("in 1 hour"), now + timedelta(hours=1)),
        When("2", _("in 3 hours"), now + timedelta(hours=3)),
        When("3", _("tomorrow morning"), on(today + timedelta(days=1), 10)),
        When("4", _("tomorrow afternoon"), on(today + timedelta(days=1), 16)),
        When("5", _("Monday morning"), on(monday, 10)),
        When("6", _("in a week"), on(today + timedelta(days=7), 10)),
        any_of("7", _("next week, mornings"), MORNING),
        any_of("8", _("next week, afternoons"), AFTERNOON),
        any_of("9", _("next week, any time"), ALL_DAY),
    ]


__all__ = ["MONTHS", "When", "callbacks", "months_on"]

MONTHS = ("1", "3", "6")
