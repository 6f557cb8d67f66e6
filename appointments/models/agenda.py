from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from appointments.models.appointment import Appointment
from appointments.models.availability import TimeOff
from appointments.models.busyexternal import BusyExternal
from appointments.walltime import YEARS, day_start, instant, merge, moment, wall
from office import clock

if TYPE_CHECKING:
    from office.models import User

LISTED = timedelta(days=28)  # how far a page of the list reaches
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Agenda:
    """A rep's meetings over some days, on the rep's own clock: what stands on them, what is next, what still waits
    for a word. Subclasses say which days these are (`first` to before `until`), and lay them out."""

    rep: "User"
    day: date
    now: datetime

    page: ClassVar[str]  # the URL name and the template

    @classmethod
    def of(cls, rep: "User", day: str = "") -> Self:
        """The page that holds an ISO date; today when none (or none that can be read) is given."""
        now = clock.now()
        try:
            asked = date.fromisoformat(day)
        except ValueError:
            asked = date.min
        return cls(rep, asked if asked.year in YEARS else wall(rep.zone, instant(now))[0], now)

    @property
    def first(self) -> date:
        raise NotImplementedError

    @property
    def until(self) -> date:
        raise NotImplementedError

    @property
    def before(self) -> date:
        """A day of the page before."""
        return self.first - (self.until - self.first)

    @property
    def after(self) -> date:
        """A day of the page after."""
        return self.until

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def today(self) -> date:
        return wall(self.rep.zone, instant(self.now))[0]

    def midnight(self, day: date) -> datetime:
        """The first moment of a day."""
        return moment(day_start(self.rep.zone, day))

    @property
    def range(self) -> tuple[datetime, datetime]:
        """Its moments, half-open."""
        return self.midnight(self.first), self.midnight(self.until)

    @cached_property
    def meetings(self) -> list[Appointment]:
        mine = Appointment.objects.visible_to(self.rep).attended_by(self.rep).standing()
        return list(mine.between(*self.range).shown().with_answer())

    def on(self, day: date) -> list[Appointment]:
        """The meetings that begin on a day."""
        return [m for m in self.meetings if wall(self.rep.zone, instant(m.starts_at))[0] == day]

    @cached_property
    def awaiting(self) -> list[Appointment]:
        """Meetings that are over and of which nothing was said yet."""
        return list(Appointment.objects.visible_to(self.rep).of_rep(self.rep).awaiting_feedback(self.now).shown())

    @cached_property
    def next(self) -> Appointment | None:
        """The meeting that goes on now or comes next."""
        coming = Appointment.objects.visible_to(self.rep).attended_by(self.rep).standing()
        return coming.between(self.now, self.now + SOON).shown().with_answer().first()

    @cached_property
    def away(self) -> list[TimeOff]:
        start, end = self.range
        return list(TimeOff.objects.of([self.rep.pk], start=start, end=end))

    @cached_property
    def elsewhere(self) -> list[tuple[datetime, datetime]]:
        """When the rep's other calendars say that the rep is busy; nobody else is told more than that."""
        start, end = self.range
        busy = BusyExternal.objects.of([self.rep.pk], start=start, end=end).spans()
        return [(moment(span.start), moment(span.end)) for span in merge(busy)]

    def away_on(self, day: date) -> list[TimeOff]:
        """Time off that touches a day."""
        start, end = self.midnight(day), self.midnight(day + timedelta(days=1))
        return [off for off in self.away if off.starts_at < end and off.ends_at > start]

    @property
    def counts(self) -> dict[str, int]:
        """Booked, held and no-show among its meetings."""
        states = [meeting.state for meeting in self.meetings]
        held, no_show = (states.count(s) for s in (Appointment.State.HELD, Appointment.State.NO_SHOW))
        return {"booked": len(states), "held": held, "no_show": no_show}


class Listed(Agenda):
    """Four weeks as a list, from the day asked for: only days on which something stands."""

    page = "listed"

    @property
    def first(self) -> date:
        return self.day

    @property
    def until(self) -> date:
        return self.day + LISTED

    @cached_property
    def days(self) -> list[tuple[date, list[Appointment], list[TimeOff]]]:
        """[(day, its meetings, time off that touches it)]."""
        every = (self.first + timedelta(days=n) for n in range(LISTED.days))
        told = ((day, self.on(day), self.away_on(day)) for day in every)
        return [row for row in told if row[1] or row[2]]
