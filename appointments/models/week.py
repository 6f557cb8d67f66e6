from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from appointments.models.agenda import Agenda
from appointments.models.appointment import Appointment
from appointments.models.availability import Availability, TimeOff
from appointments.walltime import instant, wall

QUARTER = 15  # minutes a row of the grid
FIRST, LAST = 8, 19  # hours that are always shown


@dataclass(frozen=True)
class Item:
    """One thing of a day: a meeting, time off, or neither: busy elsewhere. `row` and `rows` count quarters of an hour
    from the grid's top."""

    starts_at: datetime
    ends_at: datetime
    row: int
    rows: int
    meeting: Appointment | None = None
    away: TimeOff | None = None
    is_over: bool = False

    @property
    def is_elsewhere(self) -> bool:
        return self.meeting is None and self.away is None


@dataclass(frozen=True)
class DayColumn:
    """A day of the week, in the rep's zone."""

    date: date
    items: tuple[Item, ...]
    is_today: bool

    @property
    def count(self) -> int:
        """Return how many meetings stand on it."""
        return sum(item.meeting is not None for item in self.items)


class Week(Agenda):
    """A rep's week, its days side by side in quarters of an hour."""

    page = "week"

    @property
    def first(self) -> date:
        return self.day - timedelta(days=self.day.weekday())

    @property
    def until(self) -> date:
        return self.first + timedelta(days=7)

    @cached_property
    def _stretches(self) -> list[tuple[datetime, datetime, Appointment | None, TimeOff | None]]:
        meetings = [(m.starts_at, m.ends_at, m, None) for m in self.meetings]
        elsewhere = [(starts, ends, None, None) for starts, ends in self.elsewhere]
        return [*meetings, *((t.starts_at, t.ends_at, None, t) for t in self.away), *elsewhere]

    @cached_property
    def hours(self) -> list[int]:
        """The full hours beside the grid: 8 to 19, and further where a meeting or the rep's own hours go further."""
        zone = self.rep.zone
        edges = [wall(zone, instant(at))[1] // 60 for m in self.meetings for at in (m.starts_at, m.ends_at)]
        edges += [window.starts.hour for window in Availability.objects.of([self.rep.pk])]
        return list(range(min([FIRST, *edges]), max([LAST, *edges]) + 1))

    @property
    def rows(self) -> int:
        return len(self.hours) * 60 // QUARTER

    @property
    def now_row(self) -> int:
        """The row of this minute; 0 when it is out of the grid."""
        row = (wall(self.rep.zone, instant(self.now))[1] - self.hours[0] * 60) // QUARTER + 1
        return row if 1 <= row <= self.rows else 0

    @cached_property
    def days(self) -> list[DayColumn]:
        """Monday to Friday, and the weekend when something of ours stands on it."""
        columns = [self._column(self.first + timedelta(days=n)) for n in range(7)]
        ours = (not item.is_elsewhere for column in columns[5:] for item in column.items)
        return columns[: 7 if any(ours) else 5]

    @property
    def last(self) -> date:
        """The last day that is shown."""
        return self.days[-1].date

    def _column(self, day: date) -> DayColumn:
        start, end = self.midnight(day), self.midnight(day + timedelta(days=1))
        items = (
            self._item(max(starts, start), min(ends, end), end, meeting, away)
            for starts, ends, meeting, away in self._stretches
            if starts < end and ends > start and (meeting or away or self._is_in_sight(starts, ends, start, end))
        )
        return DayColumn(day, tuple(sorted(items, key=lambda item: item.starts_at)), day == self.today)

    def _is_in_sight(self, starts: datetime, ends: datetime, start: datetime, end: datetime) -> bool:
        """Whether a stretch touches the grid's hours on the day from `start` to `end`."""
        zone, top, bottom = self.rep.zone, self.hours[0] * 60, (self.hours[-1] + 1) * 60
        first = wall(zone, instant(starts))[1] if starts > start else 0
        last = wall(zone, instant(ends))[1] if ends < end else 24 * 60
        return first < bottom and last > top

    def _item(
        self, starts: datetime, ends: datetime, midnight: datetime, meeting: Appointment | None, away: TimeOff | None
    ) -> Item:
        top = self.hours[0] * 60
        first = wall(self.rep.zone, instant(starts))[1] - top
        last = (24 * 60 if ends == midnight else wall(self.rep.zone, instant(ends))[1]) - top
        row = min(max(first // QUARTER, 0), self.rows - 1)
        rows = max(min(-(-last // QUARTER), self.rows) - row, 1)
        return Item(starts, ends, row + 1, rows, meeting, away, is_over=ends <= self.now)


class OneDay(Week):
    """A rep's day, in the same quarters of an hour."""

    page = "day"

    @property
    def first(self) -> date:
        return self.day

    @property
    def until(self) -> date:
        return self.day + timedelta(days=1)

    @cached_property
    def days(self) -> list[DayColumn]:
        """The one day."""
        return [self._column(self.day)]
