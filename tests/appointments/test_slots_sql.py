"""What the picker offers for several people is what a pure SQL query over multiranges finds, in random worlds."""

from dataclasses import replace

import pytest

from appointments.slots import Terms, offers
from appointments.walltime import Span
from tests.appointments import multiranges
from tests.appointments.test_slots import at, every_day, rep, world

pytestmark = pytest.mark.django_db


def crowd(seed):
    """Three people of three worlds who are asked for the same kind of meeting in the same two days."""
    diary, terms, span, now = world(seed)
    others = (replace(world(seed + 100_000 * n)[0], person=n + 1) for n in (1, 2))
    return [diary, *others], terms, span, now


def agree(seeds):
    found = 0
    for seed in seeds:
        diaries, terms, span, now = crowd(seed)
        ours = [(offer.start, list(offer.people)) for offer in offers(diaries, terms, span, now)]
        assert ours == multiranges.offered(diaries, terms, span, now), f"world {seed}"
        found += len(ours)
    return found


def test_thirty_random_worlds_equal_the_sql():
    assert agree(range(30)) > 300


@pytest.mark.full
@pytest.mark.parametrize("block", range(10))
def test_a_thousand_random_worlds_equal_the_sql(block):
    assert agree(range(1_000 + block * 100, 1_100 + block * 100)) > 1_000


def test_the_sql_sees_a_double_hour_and_a_skipped_one():
    """An oracle that is blind proves nothing: two days of known answers."""
    terms = Terms(3_600, step=3_600, horizon=400 * 86_400)
    for month, day, hours in ((10, 25, 3), (3, 29, 1)):  # 02:00 to 04:00 in Berlin, clocks back and forth
        start = at("Europe/Berlin", 2026, month, day)
        diary = rep("Europe/Berlin", hours=every_day(120, 240))
        span = Span(start, start + 86_400)
        assert len(multiranges.offered([diary], terms, span, start - 60)) == hours
