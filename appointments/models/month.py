from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from appointments.models.agenda import Agenda
from appointments.models.appointment import Appointment
from appointments.models.availability import TimeOff

SHOWN = 3  # meetings that a cell names


@dataclass(frozen=True)
class Cell:
    """One day of the month's sheet."""

    date: date
    meetings: list[Appointment]
    away: list[TimeOff]
    is_today: bool
    is_inside: bool

    @property
    def named(self) -> list[Appointment]:
        """The first few."""
        return self.meetings[: SHOWN if len(self.meetings) <= SHOWN else SHOWN - 1]

    @property
    def more(self) -> int:
        """How many are not named."""
        return len(self.meetings) - len(self.named)


class Month(Agenda):
    """A rep's month in whole weeks from Monday to Sunday; days of its neighbours fill the first and the last."""

    page = "month"

    @property
    def start(self) -> date:
        """The first of the month."""
        return self.day.replace(day=1)

    @property
    def end(self) -> date:
        """The first of the next one."""
        return (self.start + timedelta(days=31)).replace(day=1)

    @property
    def first(self) -> date:
        return self.start - timedelta(days=self.start.weekday())

    @property
    def until(self) -> date:
        return self.end + timedelta(days=-self.end.weekday() % 7)

    @property
    def before(self) -> date:
        return (self.start - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return self.end

    @cached_property
    def weeks(self) -> list[list[Cell]]:
        """Its weeks, each of seven days."""
        count = (self.until - self.first).days
        cells = [self._cell(self.first + timedelta(days=n)) for n in range(count)]
        return [cells[n : n + 7] for n in range(0, count, 7)]

    def _cell(self, day: date) -> Cell:
        inside = self.start <= day < self.end
        return Cell(day, self.on(day), self.away_on(day), day == self.today, inside)
