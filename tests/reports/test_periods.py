"""Periods: their days, their moments in UTC, and what they are compared with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.periods import NAMES, Period, day_of, period

ATHENS, AUCKLAND, HAVANA, APIA = "Europe/Athens", "Pacific/Auckland", "America/Havana", "Pacific/Apia"
MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)
ALL_ZONES = sorted(available_timezones() - {"localtime", "Factory"})


def utc(*when):
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", WEDNESDAY, WEDNESDAY),
        ("week", MONDAY, WEDNESDAY),
        ("7d", date(2026, 11, 19), WEDNESDAY),
        ("30d", date(2026, 10, 27), WEDNESDAY),
        ("month", date(2026, 11, 1), WEDNESDAY),
    ],
)
def test_named_periods_end_with_today(name, first, last):
    found = period(name, WEDNESDAY, ATHENS)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("today", date(2026, 11, 24), date(2026, 11, 24)),
        ("week", date(2026, 11, 16), date(2026, 11, 18)),
        ("7d", date(2026, 11, 12), date(2026, 11, 18)),
        ("30d", date(2026, 9, 27), date(2026, 10, 26)),
        ("month", date(2026, 10, 1), date(2026, 10, 25)),
    ],
)
def test_the_period_before_has_the_same_days(name, first, last):
    before = period(name, WEDNESDAY, ATHENS).before()
    assert (before.first, before.last) == (first, last)


def test_a_long_month_is_compared_with_the_whole_shorter_one():
    before = period("month", date(2026, 3, 31), ATHENS).before()
    assert (before.first, before.last) == (date(2026, 2, 1), date(2026, 2, 28))


def test_january_is_compared_with_december():
    before = period("month", date(2027, 1, 10), ATHENS).before()
    assert (before.first, before.last) == (date(2026, 12, 1), date(2026, 12, 10))


def test_custom_holds_both_its_days_and_is_compared_with_the_days_just_before():
    found = period("custom", WEDNESDAY, ATHENS, date(2026, 3, 10), date(2026, 3, 12))
    assert found.each_day() == [date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 12)]
    assert found.before().each_day() == [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("custom", None, WEDNESDAY),
        ("custom", WEDNESDAY, None),
        ("custom", WEDNESDAY, MONDAY),
        ("custom", date(2020, 1, 1), WEDNESDAY),
        ("year", None, None),
    ],
)
def test_what_is_no_period_is_refused(name, first, last):
    with pytest.raises(ValueError, match="period"):
        period(name, WEDNESDAY, ATHENS, first, last)


def test_the_moments_are_the_zones_not_the_servers():
    assert period("today", WEDNESDAY, AUCKLAND).range() == (utc(2026, 11, 24, 11), utc(2026, 11, 25, 11))
    assert period("today", WEDNESDAY, ATHENS).range() == (utc(2026, 11, 24, 22), utc(2026, 11, 25, 22))


def test_a_day_is_23_or_25_hours_long_when_the_clocks_change():
    spring, autumn = (period("today", day, ATHENS).range() for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert [b - a for a, b in (spring, autumn)] == [timedelta(hours=23), timedelta(hours=25)]


def test_a_day_whose_midnight_is_skipped_starts_when_its_clock_starts():
    start, end = period("today", date(2026, 3, 8), HAVANA).range()
    assert start.astimezone(ZoneInfo(HAVANA)).hour == 1
    assert end - start == timedelta(hours=23)


def test_a_day_that_never_was_is_empty():
    start, end = period("today", date(2011, 12, 30), APIA).range()
    assert start == end == utc(2011, 12, 30, 10)


def test_holds_is_half_open():
    today = period("today", WEDNESDAY, ATHENS)
    start, end = today.range()
    assert today.holds(start)
    assert not today.holds(end)


def test_day_of_is_the_local_date():
    assert day_of(utc(2026, 11, 24, 22), ATHENS) == WEDNESDAY
    assert day_of(utc(2026, 11, 24, 21, 59), ATHENS) == date(2026, 11, 24)


@settings(derandomize=True, max_examples=800, deadline=None)
@given(
    zone=st.sampled_from(ALL_ZONES),
    n=st.integers(0, 3_650),
    name=st.sampled_from(NAMES[:-1]),
    second=st.integers(0, 86_399),
)
def test_days_touch_and_every_moment_lies_in_its_own_day(zone, n, name, second):
    day = date(2020, 1, 1) + timedelta(days=n)
    found = period(name, day, zone)
    edges = [Period("today", d, d + timedelta(days=1), zone).range() for d in found.each_day()]
    assert [b for _, b in edges[:-1]] == [a for a, _ in edges[1:]]
    assert (edges[0][0], edges[-1][1]) == found.range()
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(seconds=second)
    own = day_of(at, zone)
    assert own == at.astimezone(ZoneInfo(zone)).date()
    assert Period("today", own, own + timedelta(days=1), zone).holds(at)
