"""What a report looks at: whose rows, which of them, and which days on whose clock. Pure.

The days of a client are those of its own zone, of a campaign those of the campaign's; the viewer's zone plays no part.
Clients in several zones are several slices: each has its own midnight.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from appointments.walltime import day_start, moment
from reports.periods import Name, Period, period

Side = Literal["now", "before"]
STRIDE = 10_000  # slot numbers of one slice; more than twice the days of the longest period


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the period looked at (`now`), or of the one it is compared with (`before`), counted from 0."""

    side: Side
    index: int


@dataclass(frozen=True)
class Slice:
    """Clients whose days are counted on the clock of one zone."""

    zone: str
    clients: tuple[int, ...]
    period: Period
    now: datetime

    @property
    def whole(self) -> tuple[datetime, datetime]:
        """The period, as half-open UTC range."""
        return self.period.range()

    @cached_property
    def earlier(self) -> tuple[datetime, datetime]:
        """What it is compared with: the period before, as far as this one has gone (to the same wall clock)."""
        before = self.period.before()
        start, end = before.range()
        back = timedelta(days=(self.period.first - before.first).days)
        gone = self.now.astimezone(ZoneInfo(self.zone)) - back  # arithmetic on the wall clock
        return (start, min(end, gone.astimezone(start.tzinfo))) if self.period.holds(self.now) else (start, end)

    @cached_property
    def slots(self) -> tuple[tuple[datetime, Day | None], ...]:
        """From which moment on which day counts; `None` counts for nothing. In order of time."""
        start, end = self.earlier
        days = self.period.before().each_day()
        earlier = [(moment(day_start(self.zone, day)), Day("before", n)) for n, day in enumerate(days)]
        found: dict[datetime, Day | None] = {at: day for at, day in earlier if start <= at < end}
        found[end] = None
        found |= {moment(day_start(self.zone, day)): Day("now", n) for n, day in enumerate(self.period.each_day())}
        found[self.whole[1]] = None
        return tuple(sorted(found.items(), key=lambda slot: slot[0]))


@dataclass(frozen=True)
class Scope:
    """Slices of clients, narrowed to one campaign, list or setter where asked."""

    slices: tuple[Slice, ...]
    campaign: int | None = None
    lead_list: int | None = None
    setter: int | None = None

    @classmethod
    def of(
        cls,
        zones: Mapping[int, str],
        name: Name,
        now: datetime,
        first: date | None = None,
        last: date | None = None,
        **narrowed: int | None,
    ) -> "Scope":
        """The period of that name for clients (id → IANA zone). Raises ValueError where the days make no period."""
        clients = defaultdict(list)
        for client, zone in zones.items():
            clients[zone].append(client)
        slices = (
            Slice(zone, tuple(ids), period(name, now.astimezone(ZoneInfo(zone)).date(), zone, first, last), now)
            for zone, ids in clients.items()
        )
        return cls(tuple(slices), **narrowed)

    @property
    def days(self) -> list[date]:
        """The days looked at, as the first slice names them."""
        return self.slices[0].period.each_day() if self.slices else []

    @property
    def to_come(self) -> list[date]:
        """The days that a running week still has before it, as the first slice names them."""
        return self.slices[0].period.to_come() if self.slices else []

    @property
    def zones(self) -> list[str]:
        """The zones in which days are counted."""
        return [part.zone for part in self.slices]

    def numbered(self) -> Iterator[tuple[int, Slice]]:
        """Each slice with the number from which its slots are counted."""
        return ((index * STRIDE, part) for index, part in enumerate(self.slices))

    def day(self, slot: int) -> Day | None:
        """What a slot number, as `width_bucket` gives it plus the slice's, stands for."""
        index, number = divmod(slot, STRIDE)
        return self.slices[index].slots[number - 1][1] if number else None
