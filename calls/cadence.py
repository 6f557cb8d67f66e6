"""When to try again: how long to wait after which outcome, at which time of day, and when to stop. Pure.

Three rules, all data of a ``Cadence``: a delay per outcome and attempt; a smallest gap between two dials of one lead;
and a daypart that was tried least often so far, on the clock where the lead is. The moment returned is the earliest
that the cadence wants; whether it is a lawful one is ``calls.rules``' to say, and may push it on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from appointments.walltime import Span, instant, moment, wall, window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
