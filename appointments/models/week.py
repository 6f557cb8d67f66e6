from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from appointments.models.appointment import Appointment
from appointments.models.availability import Availability, TimeOff
from appointments.walltime import YEARS, day_start, instant, moment, wall
from office import clock

if TYPE_CHECKING:
    from office.models import User

QUARTER = 15  # minutes a row of the grid
FIRST, LAST = 8, 19  # hours that are always shown


@dataclass(frozen=True)
class Item:
    """One thing of a day: a meeting, or time off. `row` and `rows` count quarters of an hour from the grid's top."""

    starts_at: datetime
    ends_at: datetime
    row: int
    rows: int
    meeting: Appointment | None = None
    away: TimeOff | None = None
    is_over: bool = False


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


@dataclass(frozen=True)
class Week:
    """A rep's week on the rep's own clock: its days, what is next, what still waits for a word."""

    rep: "User"
    monday: date
    now: datetime

    @classmethod
    def of(cls, rep: "User", day: str = "") -> "Week":
        """The week of an ISO date; of today when none (or none that can be read) is given."""
        now = clock.now()
        try:
            asked = date.fromisoformat(day)
        except ValueError:
            asked = date.min
        if asked.year not in YEARS:
            asked = wall(rep.zone, instant(now))[0]
        return cls(rep, asked - timedelta(days=asked.weekday()), now)

    @property
    def today(self) -> date:
        return wall(self.rep.zone, instant(self.now))[0]

    @property
    def before(self) -> date:
        return self.monday - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.monday + timedelta(days=7)

    @property
    def last(self) -> "DayColumn":
        return self.days[-1]

    @property
    def range(self) -> tuple[datetime, datetime]:
        """Its moments, half-open."""
        zone = self.rep.zone
        return moment(day_start(zone, self.monday)), moment(day_start(zone, self.after))

    @cached_property
    def meetings(self) -> list[Appointment]:
        mine = Appointment.objects.visible_to(self.rep).attended_by(self.rep).standing()
        return list(mine.between(*self.range).shown())

    @cached_property
    def awaiting(self) -> list[Appointment]:
        """Meetings that are over and of which nothing was said yet."""
        return list(Appointment.objects.visible_to(self.rep).of_rep(self.rep).awaiting_feedback(self.now).shown())

    @cached_property
    def next(self) -> Appointment | None:
        """The meeting that goes on now or comes next."""
        coming = Appointment.objects.visible_to(self.rep).of_rep(self.rep).standing()
        return coming.between(self.now, self.now + timedelta(days=60)).shown().first()

    @cached_property
    def _away(self) -> list[TimeOff]:
        start, end = self.range
        return list(TimeOff.objects.of([self.rep.pk], start=start, end=end))

    @cached_property
    def _stretches(self) -> list[tuple[datetime, datetime, Appointment | None, TimeOff | None]]:
        meetings = [(m.starts_at, m.ends_at, m, None) for m in self.meetings]
        return [*meetings, *((t.starts_at, t.ends_at, None, t) for t in self._away)]

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
        """Monday to Friday, and the weekend when something stands on it."""
        columns = [self._column(self.monday + timedelta(days=n)) for n in range(7)]
        return columns[: 7 if any(column.items for column in columns[5:]) else 5]

    def _column(self, day: date) -> DayColumn:
        zone = self.rep.zone
        start, end = moment(day_start(zone, day)), moment(day_start(zone, day + timedelta(days=1)))
        items = (
            self._item(max(starts, start), min(ends, end), end, meeting, away)
            for starts, ends, meeting, away in self._stretches
            if starts < end and ends > start
        )
        return DayColumn(day, tuple(sorted(items, key=lambda item: item.starts_at)), day == self.today)

    def _item(
        self, starts: datetime, ends: datetime, midnight: datetime, meeting: Appointment | None, away: TimeOff | None
    ) -> Item:
        top = self.hours[0] * 60
        first = wall(self.rep.zone, instant(starts))[1] - top
        last = (24 * 60 if ends == midnight else wall(self.rep.zone, instant(ends))[1]) - top
        row = min(max(first // QUARTER, 0), self.rows - 1)
        rows = max(min(-(-last // QUARTER), self.rows) - row, 1)
        return Item(starts, ends, row + 1, rows, meeting, away, is_over=ends <= self.now)

    @property
    def counts(self) -> dict[str, int]:
        """Booked, held and no-show among the week's meetings."""
        states = [meeting.state for meeting in self.meetings]
        held, no_show = (states.count(s) for s in (Appointment.State.HELD, Appointment.State.NO_SHOW))
        return {"booked": len(states), "held": held, "no_show": no_show}
