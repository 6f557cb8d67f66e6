"""When to try again: how long to wait after which outcome, at which time of day, and when to stop. Pure.

Three rules, all data of a ``Cadence``: a delay per outcome and attempt; a smallest gap between two dials of one lead;
and a daypart that was tried least often so far, on the clock where the lead is. The moment returned is the earliest
that the cadence wants; whether it is a lawful one is ``calls.rules``' to say, and may push it on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from appointments.walltime import Span, instant, moment, wall, window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAIT = re.compile(r"(\d{1,5})([mhd]?)", re.ASCII)
UNITS = {"": 1, "m": 1, "h": 60, "d": 24 * 60}
LONGEST = 90 * 24 * 60  # minutes: who waits longer than that goes back to marketing


@dataclass(frozen=True, slots=True)
class Daypart:
    """A stretch of the day, in wall minutes of the place where the lead is: from ``starts``, before ``ends``."""

    name: str
    starts: int
    ends: int


MORNING = Daypart("morning", 9 * 60, 12 * 60)
MIDDAY = Daypart("midday", 12 * 60, 15 * 60)
AFTERNOON = Daypart("afternoon", 15 * 60, 18 * 60)
EVENING = Daypart("evening", 18 * 60, 20 * 60)

DELAYS: Mapping[str, tuple[timedelta, ...]] = MappingProxyType(
    {
        "busy": (timedelta(minutes=20), timedelta(minutes=40), 2 * HOUR, DAY),
        "no answer": (3 * HOUR, DAY, DAY, 2 * DAY, 3 * DAY),
        "voicemail": (DAY, 2 * DAY, 3 * DAY, 4 * DAY),
    }
)


@dataclass(frozen=True, slots=True)
class Cadence:
    """How one campaign tries again.

    ``delays`` holds, per outcome, the wait after its first, second … attempt of the pass; the last one repeats, and an
    outcome that is not named waits ``otherwise``. A wait of ``rotate_from`` or more also moves to another daypart.
    The defaults are ours (house practice: come back soon after an engaged tone, at another time of day after no
    answer).
    """

    delays: Mapping[str, tuple[timedelta, ...]] = field(default_factory=lambda: DELAYS)
    otherwise: timedelta = DAY
    max_attempts: int = 6
    minimum_gap: timedelta = timedelta(minutes=15)
    dayparts: tuple[Daypart, ...] = (MORNING, MIDDAY, AFTERNOON, EVENING)
    rotate_from: timedelta = 2 * HOUR

    def wait(self, outcome: str, attempt: int) -> timedelta:
        """Return how long to wait at least after attempt number ``attempt`` (the first is 1) ended with an outcome."""
        waits = self.delays.get(outcome) or (self.otherwise,)
        return max(waits[min(attempt, len(waits)) - 1], self.minimum_gap)


def next_try(cadence: Cadence, outcome: str, attempts: Sequence[datetime], zone: str) -> datetime | None:
    """Return when to dial again (UTC), or None when the lead is exhausted.

    ``attempts`` holds the moments (aware, oldest first) of this pass' dials, the one that ended with ``outcome`` last;
    ``zone`` is where the lead is. Raises ValueError when there is no attempt to go on from.
    """
    if not attempts:
        raise ValueError("a next try needs a first one")
    if len(attempts) >= cadence.max_attempts:
        return None
    wait = cadence.wait(outcome, len(attempts))
    earliest = instant(attempts[-1] + wait)
    if wait < cadence.rotate_from or not cadence.dayparts:
        return moment(earliest)
    return moment(_rotated(cadence.dayparts, [instant(a) for a in attempts], zone, earliest))


def _rotated(dayparts: tuple[Daypart, ...], attempts: list[int], zone: str, earliest: int) -> int:
    """Return the first instant from ``earliest`` on that lies in the daypart tried least so far (soonest of equals)."""
    tried = {part: sum(part.starts <= wall(zone, a)[1] < part.ends for a in attempts) for part in dayparts}
    fewest = min(tried.values())
    return min(max(_next(part, zone, earliest).start, earliest) for part in dayparts if tried[part] == fewest)


def _next(part: Daypart, zone: str, earliest: int) -> Span:
    """Return the daypart's first stretch that is not over at an instant (a change of clocks may skip one day's)."""
    first = wall(zone, earliest)[0]
    days = (first + timedelta(days=n) for n in range(4))
    return next(span for day in days for span in window(zone, day, part.starts, part.ends) if span.end > earliest)


def tries(
    cadence: Cadence, outcome: str, first: datetime, zone: str, lawful: Callable[[datetime], datetime]
) -> list[datetime]:
    """The dials of a lead that never answers, the first one at ``first``; ``lawful`` moves each into the open hours."""
    dials = [first]
    while (again := next_try(cadence, outcome, dials, zone)) is not None:
        dials.append(lawful(again))
    return dials


def waits_of(text: str) -> list[int]:
    """Minutes of ``20m 2h 1d``; a bare number is minutes. Raises ValueError, with the word, for anything else."""
    found = [WAIT.fullmatch(word) or word for word in text.lower().replace(",", " ").split()]
    for wait in found:
        if isinstance(wait, str) or int(wait[1]) * UNITS[wait[2]] > LONGEST:
            raise ValueError(wait if isinstance(wait, str) else wait[0])
    return [int(wait[1]) * UNITS[wait[2]] for wait in found if not isinstance(wait, str)]


def written(minutes: int) -> str:
    """As it is typed: 90 → 90m, 120 → 2h, 1440 → 1d."""
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
