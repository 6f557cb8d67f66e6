"""When a lead is tried again: waits, gaps, times of day, and the end of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.cadence import AFTERNOON, EVENING, MIDDAY, MORNING, Cadence, next_try

ATHENS = "Europe/Athens"
USUAL = Cadence()
HOUR = timedelta(hours=1)


def athens(*when):
    return datetime(*when, tzinfo=ZoneInfo(ATHENS))


def daypart(moment, zone=ATHENS):
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return next((p for p in USUAL.dayparts if p.starts <= minute < p.ends), None)


def test_busy_comes_back_soon_and_later_each_time():
    first = athens(2026, 11, 23, 10)
    assert next_try(USUAL, "busy", [first], ATHENS) == first + timedelta(minutes=20)
    assert next_try(USUAL, "busy", [first - HOUR, first], ATHENS) == first + timedelta(minutes=40)


def test_the_last_wait_repeats():
    assert USUAL.wait("busy", 4) == USUAL.wait("busy", 9) == timedelta(days=1)


def test_an_outcome_without_its_own_waits_takes_the_usual_one():
    assert USUAL.wait("gatekeeper", 1) == timedelta(days=1)


def test_the_minimum_gap_is_kept():
    slow = Cadence(minimum_gap=timedelta(hours=1))
    first = athens(2026, 11, 23, 10)
    assert next_try(slow, "busy", [first], ATHENS) == first + HOUR


def test_no_answer_in_the_morning_is_tried_at_another_time_of_day():
    found = next_try(USUAL, "no answer", [athens(2026, 11, 23, 10)], ATHENS)
    assert found == athens(2026, 11, 23, 13)
    assert daypart(found) is MIDDAY


def test_each_daypart_gets_its_turn_before_any_gets_a_second():
    attempts = [athens(2026, 11, 23, 10)]
    while found := next_try(USUAL, "no answer", attempts, ATHENS):
        attempts.append(found)
    assert [daypart(a) for a in attempts[:4]] == [MORNING, MIDDAY, AFTERNOON, EVENING]
    assert len(attempts) == USUAL.max_attempts


def test_a_try_moved_to_a_daypart_that_is_over_today_goes_to_tomorrow():
    attempts = [athens(2026, 11, 20, 13), athens(2026, 11, 20, 16), athens(2026, 11, 20, 19), athens(2026, 11, 22, 19)]
    assert next_try(USUAL, "busy", attempts, ATHENS) == athens(2026, 11, 24, 9)


def test_the_time_of_day_is_the_leads():
    found = next_try(USUAL, "no answer", [athens(2026, 11, 23, 16)], "America/New_York")  # 09:00 there
    assert daypart(found, "America/New_York") is MIDDAY


def test_the_limit_of_attempts_is_the_end():
    attempts = [athens(2026, 11, 23, 10) + n * timedelta(days=1) for n in range(6)]
    assert next_try(USUAL, "no answer", attempts, ATHENS) is None
    assert next_try(USUAL, "no answer", attempts[:5], ATHENS) is not None
    assert next_try(Cadence(max_attempts=1), "busy", attempts[:1], ATHENS) is None


def test_without_dayparts_only_the_wait_counts():
    plain = Cadence(dayparts=())
    first = athens(2026, 11, 23, 21)
    assert next_try(plain, "no answer", [first], ATHENS) == first + 3 * HOUR


def test_a_first_try_must_come_first():
    with pytest.raises(ValueError, match="first"):
        next_try(USUAL, "busy", [], ATHENS)


@settings(derandomize=True, max_examples=600, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    outcome=st.sampled_from(["busy", "no answer", "voicemail", "something else"]),
    gaps=st.lists(st.integers(900, 4 * 86_400), min_size=1, max_size=8),
    start=st.integers(0, 2 * 365 * 86_400),
)
def test_never_too_soon_never_more_than_a_day_late_never_too_often(zone, outcome, gaps, start):
    first = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    attempts = [first + timedelta(seconds=sum(gaps[:n])) for n in range(len(gaps))]
    found = next_try(USUAL, outcome, attempts, zone)
    assert (found is None) is (len(attempts) >= USUAL.max_attempts)
    if found:
        earliest = attempts[-1] + USUAL.wait(outcome, len(attempts))
        assert earliest - timedelta(seconds=1) < found <= earliest + timedelta(hours=25)
        if USUAL.wait(outcome, len(attempts)) >= USUAL.rotate_from:
            tried = [daypart(a, zone) for a in attempts]
            assert tried.count(daypart(found, zone)) == min(tried.count(p) for p in USUAL.dayparts)
