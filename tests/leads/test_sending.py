"""When a mail may leave: days and hours on the reader's own clock, also where clocks are put forward and back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.sending import Hours, days_after

ATHENS, ZONES = "Europe/Athens", ["Europe/Athens", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]


def at(day, hour, minute=0, month=11, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        (at(23, 10), at(23, 10)),  # Monday noon in Athens
        (at(23, 5), at(23, 6)),  # too early: at eight
        (at(23, 16), at(24, 6)),  # six in the evening is closed
        (at(23, 15, 59), at(23, 15, 59)),
        (at(27, 20), at(30, 6)),  # Friday evening: on Monday
        (at(28, 10), at(30, 6)),  # Saturday
    ],
)
def test_it_leaves_in_the_hours_of_the_week(asked, leaves):
    assert Hours().open_from(asked, ATHENS) == leaves


def test_the_clock_is_the_reader_s():
    assert Hours().open_from(at(23, 10), "America/New_York") == at(23, 13)


def test_a_client_s_own_hours():
    weekend = Hours(days=(5, 6), opens=time(10), closes=time(12))
    assert weekend.open_from(at(23, 10), ATHENS) == at(28, 8)


def test_hours_without_a_day_are_an_error():
    with pytest.raises(ValueError, match="day"):
        Hours(days=()).open_from(at(23, 10), ATHENS)


def test_days_are_days_of_the_clock_on_the_wall():
    """Over the night in which clocks are put back, a day has 25 hours."""
    assert days_after(at(24, 9, month=10), 1, ATHENS) == at(25, 10, month=10)
    assert days_after(at(23, 10), 0, ATHENS) == at(23, 10)


@given(st.integers(0, 6 * 365 * 24 * 60), st.sampled_from(ZONES))
def test_never_early_and_always_within_the_hours(minutes, zone):
    asked = at(1, 0, month=1, year=2024) + timedelta(minutes=minutes)
    leaves = Hours().open_from(asked, zone)
    local = leaves.astimezone(ZoneInfo(zone))
    assert asked <= leaves < asked + timedelta(days=5)
    assert local.weekday() < 5 and time(8) <= local.time() < time(18)
