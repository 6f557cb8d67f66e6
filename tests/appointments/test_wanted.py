"""What a lead on the waitlist would take: the clock on its wall decides."""

from datetime import UTC, date, datetime

import pytest

from appointments import wishwords
from appointments.walltime import instant
from appointments.wanted import Stretch, Wanted

HOUR = 3600
NEXT_YEAR = date(2027, 12, 31)


def at(*when):
    return instant(datetime(*when, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "start", "length", "taken"),
    [
        ("Europe/Athens", at(2026, 11, 26, 12), HOUR, True),  # Thursday 14:00 to 15:00
        ("Europe/Athens", at(2026, 11, 26, 11, 59), HOUR, False),  # a minute before it opens
        ("Europe/Athens", at(2026, 11, 26, 15), HOUR, True),  # ends as it shuts
        ("Europe/Athens", at(2026, 11, 26, 15, 1), HOUR, False),
        ("Europe/Athens", at(2026, 11, 27, 12), HOUR, False),  # Friday
        ("America/New_York", at(2026, 11, 26, 19), HOUR, True),  # 14:00 there
        ("Asia/Kathmandu", at(2026, 11, 26, 8, 15), HOUR, True),  # 14:00, three quarters off the hour
        ("Pacific/Auckland", at(2026, 11, 26, 1), HOUR, True),  # 14:00 on Thursday, Wednesday's evening in the west
    ],
)
def test_a_stretch_is_read_off_the_clock_of_the_lead(zone, start, length, taken):
    thursday = Stretch(days=(3,), opens=14 * 60, shuts=18 * 60)
    assert thursday.holds(zone, start, start + length) is taken


@pytest.mark.parametrize(
    ("start", "taken"),
    [
        (at(2026, 11, 26, 21), True),  # 23:00 to midnight
        (at(2026, 11, 26, 21, 30), False),  # over midnight: into a day that is not wanted
    ],
)
def test_midnight_ends_the_day(start, taken):
    evening = Stretch(days=(3,), opens=22 * 60, shuts=24 * 60)
    assert evening.holds("Europe/Athens", start, start + HOUR) is taken


@pytest.mark.parametrize(
    ("start", "taken"),
    [
        (at(2026, 10, 25, 0, 30), True),  # 03:30 before the clocks go back
        (at(2026, 10, 25, 1, 30), True),  # 03:30 once more, after it
        (at(2026, 10, 25, 2, 30), False),  # 04:30
        (at(2026, 3, 29, 0, 30), False),  # 02:30 to 04:00: the hour from 03:00 is skipped
    ],
)
def test_the_hour_that_comes_twice_is_wanted_twice_and_the_skipped_one_never(start, taken):
    night = Stretch(days=(6,), opens=3 * 60, shuts=4 * 60)
    assert night.holds("Europe/Athens", start, start + HOUR // 2) is taken


def test_the_last_day_counts_and_the_next_does_not():
    wanted = Wanted((Stretch(),), until=date(2026, 11, 26))
    assert wanted.takes("Europe/Athens", at(2026, 11, 26, 12), at(2026, 11, 26, 13))
    assert not wanted.takes("Europe/Athens", at(2026, 11, 26, 22), at(2026, 11, 26, 23))  # midnight is over there


def test_any_of_the_stretches_will_do_and_all_come_back_as_they_were_kept():
    both = (Stretch((0,), 540, 720), Stretch((3, 4), 840, 1080))
    wanted = Wanted.read([each.kept for each in both], NEXT_YEAR)
    assert wanted.stretches == both
    taken = [wanted.takes("UTC", at(2026, 11, day, hour), at(2026, 11, day, hour + 1)) for day, hour in
             ((23, 9), (23, 14), (26, 14), (27, 14), (28, 14))]  # fmt: skip
    assert taken == [True, False, True, True, False]


def test_in_words():
    assert wishwords.told([Stretch()]) == "any day"
    told = wishwords.told([Stretch((0, 1, 2, 4), 540, 720), Stretch((3,), 840, 1440)])
    assert told == "Mon – Wed Fri 09:00 – 12:00, Thu 14:00 – 24:00"
