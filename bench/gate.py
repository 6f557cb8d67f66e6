"""How fast the gate judges hours, caps and silences of leads all over the world, beside the least a judge must do.

The limits are measured on the same leads and moments in the same run: a look into a dict (what the queue does: it asks
once a minute which classes are open), and a bare conversion of a moment to the clock of the lead by zoneinfo (what a
judge of one zone and no rule must do). No database: its one query is part of `bin/bench claim`.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from appointments.walltime import countries_of
from bench import frame
from calls import rules
from calls.rules import Dial, WindowClass

START = datetime(2026, 11, 23, tzinfo=UTC)
STATES = ("FL", "TX", "PA", "KY", "NY", "CA", "")
DAYS = 7  # over which the moments are spread: a week of a floor's work

T = TypeVar("T")
Case = tuple[WindowClass, datetime, tuple[Dial, ...]]


def measure(rows: int) -> Iterator[frame.Row]:
    dice = Random(1)
    cases = [case(dice) for _turn in range(rows)]
    laid, clocks = rules.load(), [(at, ZoneInfo(where.zones[0])) for where, at, _dials in cases]
    opened = {where: rules.judge(where, START, laid).allowed for where, _at, _dials in cases}
    looked = per_second(lambda pair: opened[pair[0]], cases)
    converted = per_second(lambda pair: pair[0].astimezone(pair[1]), clocks)
    cold = per_second(lambda one: rules.judge(one[0], one[1], laid), cases)
    hours = per_second(lambda one: rules.judge(one[0], one[1], laid), cases)
    whole = per_second(lambda one: (rules.holds(one[0], one[1], laid, one[2]), rules.judge(*one[:2], laid)), cases)
    minute = per_second(
        lambda at: rules.open_classes(opened, at, laid), [START + timedelta(minutes=n) for n in range(20)]
    )
    yield frame.Row.rate("hours, the first time each", ours=cold, limit=converted, unit="verdicts/s", goal=0.01)
    yield frame.Row.rate("hours, beside a bare conversion", ours=hours, limit=converted, unit="verdicts/s", goal=0.02)
    yield frame.Row.rate("hours, caps and silences", ours=whole, limit=converted, unit="verdicts/s", goal=0.01)
    yield frame.Row.rate("hours, beside a look into a dict", ours=hours, limit=looked, unit="verdicts/s", goal=0.02)
    yield frame.Row.rate(
        f"which of {len(opened)} classes are open",
        ours=minute * len(opened),
        limit=converted,
        unit="classes/s",
        goal=0.1,
    )


def case(dice: Random) -> Case:
    """A lead somewhere, a moment of the week, and up to three earlier calls."""
    zone = dice.choice(ZONES)
    country = countries_of(zone)[0]
    state = dice.choice(STATES) if country == "US" else ""
    at = START + timedelta(seconds=dice.randrange(DAYS * 86_400))
    dials = tuple(Dial(at - timedelta(hours=hours)) for hours in sorted(dice.sample(range(1, 200), 3), reverse=True))
    return WindowClass((zone,), country, state, dice.choice(("business", "consumer"))), at, dials[: dice.randrange(4)]


ZONES = sorted(zone for zone in available_timezones() if "/" in zone and countries_of(zone))


def per_second(act: Callable[[T], object], over: Sequence[T]) -> float:
    began = time.perf_counter()
    for one in over:
        act(one)
    return len(over) / (time.perf_counter() - began)


if __name__ == "__main__":
    frame.run("gate", measure, rows=100_000)
