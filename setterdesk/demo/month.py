"""A believable month that ends now: lists come in, setters call, reps meet, leads go back and return on their day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from random import Random
from zoneinfo import ZoneInfo

from calls.models import RuleApproval
from office import clock
from office.models import Role, User
from setterdesk.demo import sheet
from setterdesk.demo.afterwards import Afterwards
from setterdesk.demo.call import Telephone
from setterdesk.demo.campaigns import TOLD, Effort
from setterdesk.demo.house import House
from setterdesk.demo.invented import SEED, Inventor

DAYS = 30
CALLS_A_DAY = {"sam": 8, "sue": 8, "stella": 3, "oscar": 8}
LAST_SESSION = timedelta(minutes=100)  # before now, whatever the hour: the demo is alive on a Sunday night too
MINUTE = timedelta(minutes=1)

Event = tuple[datetime, Callable[[], object]]


@dataclass
class Month:
    """The demo's month. `scale`: 1 is the whole, 0.1 a tenth of leads and calls (for tests). `tell` hears the
    first day of each week that begins."""

    now: datetime
    scale: float = 1.0
    tell: Callable[[date], object] = field(default=lambda first_day: None)

    def __post_init__(self) -> None:
        self.dice = Random(SEED)  # noqa: S311 - invented data, the same every time
        self.inventor = Inventor()

    def live(self) -> None:
        """Live through it, moment by moment."""
        with clock.frozen(self.now - timedelta(days=DAYS)):
            self.house = House.build()
            RuleApproval.approve_all(by=self.house.people["ada"])
            self.efforts = [Effort.open(told, self.house) for told in TOLD]
        self.telephone = Telephone({effort.campaign.pk: effort for effort in self.efforts}, self.dice)
        self.afterwards = Afterwards(self.house, self.dice, self.now)
        events = sorted(self._events(), key=itemgetter(0))
        for _week, these in groupby(events, key=lambda event: event[0].isocalendar().week):
            self._live_week([*these])

    def _live_week(self, events: list[Event]) -> None:
        self.tell(events[0][0].date())
        for at, act in events:
            with clock.frozen(at):
                act()

    def some(self, number: int) -> int:
        return max(1, round(number * self.scale))

    def _events(self) -> Iterator[Event]:
        yield from self._lists()
        for setter in self.house.holding(Role.SETTER):
            yield from self._shifts(setter)
        for day in self._days():
            yield self._at(day, time(19)), self.afterwards.evening
        yield from self._meetings_just_held()
        yield self.now, self.afterwards.sweep

    def _lists(self) -> Iterator[Event]:
        """Each list comes in on its morning."""
        serial = 0
        for effort in self.efforts:
            for told in effort.told["list"]:
                leads = range(serial, serial + (told["leads"] if told.get("owls") else self.some(told["leads"])))
                serial = leads.stop
                day = self.now.date() + timedelta(days=told["day"])
                yield self._at(day, time(7)), partial(self._load, effort, told, leads)

    def _load(self, effort: Effort, told: dict[str, object], serials: range) -> None:
        lead_list = effort.open_list(told)
        if told.get("sheet"):
            sheet.load(lead_list, self.inventor, serials, by=effort.marketer)
        else:
            effort.fill(lead_list, self.inventor, serials, owls=bool(told.get("owls")))

    def _shifts(self, setter: User) -> Iterator[Event]:
        """The setter's calls of every working day, and those of the last hours."""
        calls = self.some(CALLS_A_DAY[setter.name.split()[0].lower()])
        for day in self._days():
            if day.weekday() < 5:
                start = self._at(day, time(10, 5), setter.zone)
                yield from self._calls(setter, start, calls, timedelta(hours=7) / calls)
        yield from self._calls(setter, self.now - LAST_SESSION, 6, 12 * MINUTE, last=True)

    def _meetings_just_held(self) -> Iterator[Event]:
        """Booked on the last whole working day for the very next time: its rep has not told yet how it went."""
        day = next(day for day in reversed(self._days()[:-1]) if day.weekday() < 5)
        soon = replace(self.telephone, ahead=0.1)
        for n, name in enumerate(("sam", "sue", "oscar")):
            at = self._at(day, time(11, 10 + n))
            yield at, partial(soon.call, self.house.people[name], "booked")

    def _calls(
        self, setter: User, start: datetime, calls: int, apart: timedelta, *, last: bool = False
    ) -> Iterator[Event]:
        for n in range(calls):
            at = start + n * apart + self.dice.randint(0, 5) * MINUTE
            if last or at < self.now - LAST_SESSION - 10 * MINUTE:
                yield at, partial(self.telephone.call, setter)

    def _days(self) -> list[date]:
        return [self.now.date() - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]

    def _at(self, day: date, wall: time, zone: str = "Europe/Athens") -> datetime:
        """A moment of a day, at the latest now."""
        return min(datetime.combine(day, wall, ZoneInfo(zone)), self.now)
