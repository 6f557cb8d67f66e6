"""Business minutes: of a campaign's own hours, on its clock, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.officehours import OfficeHours

WORKDAYS, EVERY_DAY = frozenset(range(5)), frozenset(range(7))
ZONES = ["Europe/Athens", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
OFFICE = OfficeHours("Europe/Athens", WORKDAYS, 9 * 60, 18 * 60)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)

zones = st.sampled_from(ZONES)
moments = st.integers(0, 400 * 24 * 60 * 60).map(lambda seconds: YEAR + timedelta(seconds=seconds))
spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])
offices = st.builds(
    lambda zone, days, span: OfficeHours(zone, frozenset(days), *span), zones, st.sets(st.integers(0, 6)), spans
)


def athens(*when):
    return datetime(*when, tzinfo=ZoneInfo("Europe/Athens"))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (athens(2026, 11, 23, 10), athens(2026, 11, 23, 10, 30), 30),
        (athens(2026, 11, 23, 8), athens(2026, 11, 23, 9, 15), 15),  # before they open
        (athens(2026, 11, 23, 17, 50), athens(2026, 11, 24, 9, 10), 20),  # over a night
        (athens(2026, 11, 27, 17), athens(2026, 11, 30, 10), 120),  # over a weekend
        (athens(2026, 11, 28, 10), athens(2026, 11, 29, 10), 0),  # a weekend
        (athens(2026, 11, 23, 10), athens(2026, 11, 23, 10), 0),
        (athens(2026, 11, 23, 11), athens(2026, 11, 23, 10), 0),  # backwards
        (athens(2026, 11, 23, 10), athens(2026, 11, 23, 10, 0, 30), 0.5),
        (athens(2026, 11, 23, 0), athens(2026, 11, 30, 0), 5 * 9 * 60),
    ],
)
def test_minutes_run_in_the_hours_only(start, end, minutes):
    assert OFFICE.minutes(start, end) == minutes


def test_a_holiday_has_none():
    shut = OfficeHours("Europe/Athens", WORKDAYS, 540, 1080, lambda day: day == date(2026, 11, 24))
    assert shut.minutes(athens(2026, 11, 23, 17), athens(2026, 11, 25, 10)) == 120


@pytest.mark.parametrize(
    ("day", "minutes"), [((2026, 3, 29), 23 * 60), ((2026, 10, 25), 25 * 60), ((2026, 6, 7), 1440)]
)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(day, minutes):
    whole = OfficeHours("Europe/Athens", EVERY_DAY, 0, 1440)
    first = athens(*day)
    assert whole.minutes(first, athens(*day) + timedelta(days=1)) == minutes  # wall-clock arithmetic: midnight again


@given(offices, moments, moments, moments)
@settings(max_examples=150, deadline=None)
def test_parts_add_up_to_the_whole(office, one, two, three):
    first, middle, last = sorted([one, two, three])
    assert office.minutes(first, last) == pytest.approx(office.minutes(first, middle) + office.minutes(middle, last))


@given(offices, moments, moments)
@settings(max_examples=150, deadline=None)
def test_never_more_than_went_by_and_never_less_than_nothing(office, one, two):
    first, last = sorted([one, two])
    assert 0 <= office.minutes(first, last) <= (last - first).total_seconds() / 60 + 1e-9


@given(zones, moments, moments)
@settings(max_examples=100, deadline=None)
def test_who_never_closes_counts_every_minute(zone, one, two):
    first, last = sorted([one, two])
    always = OfficeHours(zone, EVERY_DAY, 0, 1440)
    assert always.minutes(first, last) == pytest.approx((last - first).total_seconds() / 60)


@given(offices, moments, st.integers(1, 6 * 24 * 60))
@settings(max_examples=60, deadline=None)
def test_it_is_the_minutes_at_which_the_clock_on_the_wall_reads_open(office, start, long):
    start = start.replace(second=0)

    def is_open(at):
        local = at.astimezone(ZoneInfo(office.zone))
        return local.weekday() in office.weekdays and office.opens <= local.hour * 60 + local.minute < office.closes

    counted = sum(is_open(start + timedelta(minutes=n)) for n in range(long))
    assert office.minutes(start, start + timedelta(minutes=long)) == counted
