"""Clocks that change, as other schedulers' tests have them (cal.com's, django-scheduler's, Nylas's and Google's rules
of free and busy), as numbers: days of 22 to 26 hours, midnights that are not there, notice, horizon and cap over a
change."""

from datetime import date, timedelta

import pytest

from appointments.slots import Diary, Terms, free_slots
from appointments.walltime import Span, day_start
from appointments.whynot import Reason, why_not
from tests.appointments.test_slots import DAY, HOUR, MINUTE, at, clock, every_day, rep

DAYS = [
    ("America/New_York", "2026-03-08", 23), ("America/New_York", "2026-11-01", 25),
    ("Europe/London", "2026-03-29", 23), ("Europe/London", "2026-10-25", 25),
    ("Australia/Sydney", "2026-10-04", 23), ("Australia/Sydney", "2026-04-05", 25),
    ("Pacific/Auckland", "2026-09-27", 23), ("Pacific/Auckland", "2026-04-05", 25),
    ("Antarctica/Troll", "2026-03-29", 22), ("Antarctica/Troll", "2026-10-25", 26),  # two hours
    ("America/Santiago", "2026-09-06", 23), ("America/Santiago", "2026-04-04", 25),  # at midnight
    ("America/Havana", "2026-03-08", 23), ("America/Havana", "2025-11-02", 25),
    ("Africa/Cairo", "2026-04-24", 23), ("Africa/Cairo", "2026-10-29", 25),
    ("Asia/Beirut", "2026-03-29", 23), ("Asia/Beirut", "2026-10-24", 25),
    ("Asia/Kolkata", "2026-03-29", 24), ("Asia/Kathmandu", "2026-10-25", 24), ("Asia/Tehran", "2026-03-22", 24),
    ("Pacific/Kiritimati", "2026-06-01", 24), ("Etc/GMT+12", "2026-06-01", 24),
]  # fmt: skip


def whole(zone):
    return Diary(1, zone, every_day(0, 0))


def local(zone, day):
    """A local day, whatever its length."""
    first = date.fromisoformat(day)
    return Span(day_start(zone, first), day_start(zone, first + timedelta(days=1)))


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_a_day_that_is_open_from_midnight_to_midnight_has_as_many_hours_as_its_clocks(zone, day, hours):
    span = local(zone, day)
    assert span.end - span.start == hours * HOUR
    found = free_slots(whole(zone), Terms(HOUR, step=HOUR), span, span.start - DAY)
    assert found == list(range(span.start, span.end, HOUR))


@pytest.mark.parametrize(("zone", "day", "hours"), DAYS)
def test_office_hours_are_eight_hours_on_every_one_of_them(zone, day, hours):
    span = local(zone, day)
    found = free_slots(Diary(1, zone, every_day(540, 1_020)), Terms(HOUR, step=HOUR), span, span.start - DAY)
    assert [clock(zone, start) for start in found] == [f"{hour:02}:00" for hour in range(9, 17)]


@pytest.mark.parametrize(("day", "minutes"), [("2026-10-04", 23 * 60 + 30), ("2026-04-05", 24 * 60 + 30)])
def test_a_change_of_half_an_hour(day, minutes):
    span = local("Australia/Lord_Howe", day)
    found = free_slots(whole("Australia/Lord_Howe"), Terms(30 * MINUTE), span, span.start - DAY)
    assert len(found) == minutes // 30


@pytest.mark.parametrize(
    ("zone", "before"),
    [("Africa/Cairo", "2026-04-23"), ("America/Santiago", "2026-09-05"), ("Asia/Beirut", "2026-03-28")],
)
def test_a_meeting_goes_over_a_midnight_that_is_not_there(zone, before):
    """23:30 to 01:30 on the wall is one hour."""
    end = local(zone, before).end
    found = free_slots(whole(zone), Terms(HOUR, step=30 * MINUTE), Span(end - 30 * MINUTE, end), end - DAY)
    assert [(clock(zone, start), clock(zone, start + HOUR)) for start in found] == [("23:30", "01:30")]


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "day", "minutes"),
    [
        ("Europe/Athens", 150, 270, "2026-03-29", [60]),  # 02:30 to 04:30, an hour of it skipped
        ("Europe/Athens", 150, 270, "2026-10-25", [180]),  # and repeated
        ("Europe/Athens", 195, 225, "2026-03-29", []),  # 03:15 to 03:45, skipped
        ("Europe/Athens", 195, 225, "2026-10-25", [30, 30]),  # and there twice
        ("America/New_York", 60, 150, "2026-03-08", [60]),
        ("America/New_York", 60, 90, "2026-11-01", [30, 30]),
        ("America/Havana", 0, 60, "2026-03-08", []),
        ("America/Havana", 0, 60, "2025-11-02", [120]),
    ],
)
def test_daily_hours_over_the_change(zone, starts, ends, day, minutes):
    from appointments.slots import open_windows

    span = local(zone, day)
    found = open_windows(Diary(1, zone, every_day(starts, ends)), span)
    assert [(b - a) // MINUTE for a, b in found if span.start <= a < span.end] == minutes


class TestAroundAChange:
    def test_a_day_of_notice_is_24_hours_not_the_same_time_on_the_wall(self):
        now = at("Europe/Athens", 2026, 3, 28, 9)
        diary, terms = rep(ends=12 * 60), Terms(HOUR, step=30 * MINUTE, notice=DAY)
        span = local("Europe/Athens", "2026-03-29")
        assert [clock("Europe/Athens", s) for s in free_slots(diary, terms, span, now)] == ["10:00", "10:30", "11:00"]
        assert why_not(at("Europe/Athens", 2026, 3, 29, 9, 30), diary, terms, now) is Reason.NOTICE

    def test_the_horizon_too(self):
        now = at("Europe/Athens", 2026, 10, 24, 11)
        diary, terms = rep(ends=12 * 60), Terms(HOUR, step=30 * MINUTE, horizon=DAY)
        span = local("Europe/Athens", "2026-10-25")
        assert [clock("Europe/Athens", s) for s in free_slots(diary, terms, span, now)] == ["09:00", "09:30", "10:00"]

    def test_both_of_the_hours_that_come_twice_are_one_day_to_the_cap(self):
        twice = [at("Europe/Athens", 2026, 10, 25, 3, 15, fold=fold) for fold in (0, 1)]
        assert twice[1] - twice[0] == HOUR
        diary = rep(hours=every_day(0, 0), meetings=tuple(twice))
        span = local("Europe/Athens", "2026-10-25")
        assert free_slots(diary, Terms(HOUR, cap=2), span, span.start - DAY) == []
        assert len(free_slots(diary, Terms(HOUR, step=HOUR, cap=3), span, span.start - DAY)) == 25

    def test_busy_in_one_of_two_hours_leaves_the_other(self):
        second = at("Europe/Athens", 2026, 10, 25, 3, fold=1)
        diary = rep(starts=180, ends=240, elsewhere=(Span(second, second + HOUR),))
        span = local("Europe/Athens", "2026-10-25")
        assert free_slots(diary, Terms(HOUR, step=HOUR), span, span.start - DAY) == [second - HOUR]

    def test_what_ends_when_a_slot_begins_or_begins_when_it_ends_is_not_in_its_way(self):
        ten = at("Europe/Athens", 2026, 11, 24, 10)
        around = (Span(ten - HOUR, ten), Span(ten + HOUR, ten + 2 * HOUR))
        span = local("Europe/Athens", "2026-11-24")
        found = free_slots(rep(elsewhere=around), Terms(HOUR, step=15 * MINUTE), span, span.start - DAY)
        assert found == [ten]

    def test_nothing_of_no_length_is_in_the_way(self):
        ten = at("Europe/Athens", 2026, 11, 24, 10)
        span = local("Europe/Athens", "2026-11-24")
        found = free_slots(rep(elsewhere=(Span(ten, ten),)), Terms(HOUR, step=HOUR), span, span.start - DAY)
        assert len(found) == 3

    @pytest.mark.parametrize(
        ("day", "there"), [("2026-03-07", "16:00"), ("2026-03-20", "15:00"), ("2026-03-30", "16:00")]
    )
    def test_three_weeks_in_spring_new_york_is_an_hour_nearer_to_athens(self, day, there):
        span = local("America/New_York", day)
        found = free_slots(Diary(1, "America/New_York", every_day(540, 600)), Terms(HOUR), span, span.start - DAY)
        assert [clock("Europe/Athens", start) for start in found] == [there]
