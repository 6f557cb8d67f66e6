"""A month as a calendar shows it: whole weeks from Monday. Pure."""

import re
from calendar import Calendar, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

YEARS = range(1971, 2201)


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the grid, and how many stand on it; `inside`: it belongs to the month that is shown."""

    day: date
    count: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Month:
    """By its first day."""

    first: date

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """`2026-12`; the month of `today` where that says no month."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if found and int(found[1]) in YEARS and 1 <= int(found[2]) <= 12:
            return cls(date(int(found[1]), int(found[2]), 1))
        return cls(today.replace(day=1))

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        return Month(self.last + timedelta(days=1))

    def weeks(self, counts: Mapping[date, int]) -> list[list[Cell]]:
        """Its weeks, each of seven days; those of the neighbouring months have no number."""
        weeks = Calendar().monthdatescalendar(self.first.year, self.first.month)
        mine = self.first.month
        return [[Cell(d, counts.get(d, 0) if d.month == mine else 0, d.month == mine) for d in week] for week in weeks]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
