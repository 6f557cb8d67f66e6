"""Times and days as they are typed from paper."""

from datetime import UTC, date, datetime, time

import pytest

from calls import typed

MONDAY_NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # 12:00 in Athens
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("text", "at"), [("10:30", (10, 30)), ("1030", (10, 30)), ("9.05", (9, 5)), ("905", (9, 5))])
def test_a_clock_time(text, at):
    assert typed.clock(text) == time(*at)


@pytest.mark.parametrize("text", ["", "10", "25:00", "10:60", "ten", "1:2:3", "10:3"])
def test_no_clock_time(text):
    with pytest.raises(ValueError, match=".*"):
        typed.clock(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/11", date(2026, 11, 25)),
        ("25.11.2026", date(2026, 11, 25)),
        ("25-11-2026", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        ("5/1", date(2027, 1, 5)),
        ("23/11", TODAY),
        ("3", date(2027, 2, 23)),
        ("+6", date(2027, 5, 23)),
    ],
)
def test_a_day_or_months(text, day):
    assert typed.day(text, TODAY) == day


def test_months_end_on_the_last_day_of_a_short_month():
    assert typed.day("3", date(2026, 11, 30)) == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["", "0", "25", "99", "11/25", "31/2", "1/1/9999", "9999-01-01", "soon", "-3"])
def test_no_day(text):
    with pytest.raises(ValueError, match=".*"):
        typed.day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "zone", "at"),
    [
        ("25/11 10:30", "Europe/London", datetime(2026, 11, 25, 10, 30, tzinfo=UTC)),
        ("25/11/2026 1030", "Europe/London", datetime(2026, 11, 25, 10, 30, tzinfo=UTC)),
        ("2026-11-25T10:30", "Europe/Athens", datetime(2026, 11, 25, 8, 30, tzinfo=UTC)),
        ("15:00", "Europe/London", datetime(2026, 11, 23, 15, 0, tzinfo=UTC)),
        ("9:00", "Europe/London", datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_where_the_lead_is(text, zone, at):
    assert typed.moment(text, zone, MONDAY_NOON) == at


@pytest.mark.parametrize("text", ["", "25/11", "tomorrow", "25/11 noon", "10:30 25/11", "1/1/9999 10:00"])
def test_no_moment(text):
    with pytest.raises(ValueError, match=".*"):
        typed.moment(text, "Europe/London", MONDAY_NOON)
