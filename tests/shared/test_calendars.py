"""Calendars of real programs, and spoilt ones of their readers' own tests: a sensible list of what is busy, each.

What stands here was found by looking at the files. A row: from the beginning of a year until that of another, how many
stretches a reader in Athens is busy, the first of them (UTC) and its minutes, and how many entries cannot be read. A
word in place of a row: why nothing is taken from the file, so that what was known before still counts.
"""

from datetime import UTC, datetime

import pytest

from appointments.busyreading import NotACalendar, read
from appointments.walltime import Span, instant, moment
from tests.shared.conftest import DATA

FILES = {
    "ical4j/data_apple-iphone-os-26-structured-location.ics": (2026, 2027, 1, "2026-05-22 08:30", 10, 0),
    # five, three of them TRANSPARENT
    "ical4j/transform_apple.txt": (2014, 2015, 2, "2014-02-09 11:00", 60, 0),
    "ical4j/transform_outlook1.txt": (2014, 2015, 1, "2014-01-31 21:30", 60, 0),
    # daily from 19 April (257), Thursdays (37, one moved), four single
    "ical4j/transform_outlook_TZ-no-description.txt": (2015, 2016, 298, "2015-04-19 11:00", 60, 0),
    # the same
    "ical4j/transform_outlook_TZ-set-to-utc.txt": (2015, 2016, 298, "2015-04-19 11:00", 60, 0),
    "ical4j/transform_timezones_outlook1.txt": (2014, 2015, 1, "2014-02-21 21:30", 60, 0),
    "ical4j/transform_timezones_outlook1_expected.txt": (2014, 2015, 1, "2014-02-21 21:30", 60, 0),
    # 99 weekdays, the first left out
    "ical4j/transform_timezones_outlook2.txt": (2014, 2015, 98, "2014-02-24 23:00", 60, 0),
    "ical4j/transform_timezones_outlook2_expected.txt": (2014, 2015, 98, "2014-02-24 23:00", 60, 0),
    "ical4j/transform_yahoo1.txt": (2014, 2015, 1, "2014-01-30 14:00", 30, 0),
    # 34 Tuesdays, two left out
    "ical4j/valid_EXDATE-IN-UTC.ics": (2007, 2008, 32, "2007-05-08 10:15", 60, 0),
    # seven days, two left out
    "ical4j/valid_EXDATE.ics": (2006, 2007, 5, "2006-01-01 02:00", 60, 0),
    # weekdays from 10 March in Melbourne
    "ical4j/valid_Standup.ics": (2009, 2010, 214, "2009-03-09 22:30", 15, 0),
    "ical4j/valid_blankTzid.ics": (2015, 2016, 1, "2015-08-26 09:00", 60, 0),
    # five days in a zone called Eastern
    "ical4j/valid_calconnect.ics": (2005, 2006, 5, "2005-04-11 13:00", 60, 0),
    # three days each week until 30 September
    "ical4j/valid_calconnect10.ics": (2006, 2007, 5, "2006-08-30 21:00", 4320, 0),
    "ical4j/valid_calconnect7.ics": (2005, 2006, 1, "2005-04-28 15:00", 60, 0),
    "ical4j/valid_dst-only-vtimezone.ics": (2018, 2019, 1, "2018-04-03 07:00", 75, 0),
    "ical4j/valid_evolution.ics": (2008, 2009, 1, "2008-06-24 18:00", 90, 0),
    "ical4j/valid_evolution2.ics": (2021, 2022, 1, "2021-03-31 10:00", 60, 0),
    # its own beginning and 17 Fridays
    "ical4j/valid_friday13-NOT.ics": (1997, 1998, 18, "1997-09-02 13:00", 1440, 0),
    # every Friday the 13th
    "ical4j/valid_friday13.ics": (1998, 2030, 55, "1998-02-13 14:00", 1440, 0),
    # three years of holidays by rule, the rest by date
    "ical4j/valid_google_aus_holidays.ics": (2006, 2007, 8, "2005-12-31 22:00", 1440, 0),
    # three requests (one of no length, one a year long); the replies and the CANCEL are letters
    "ical4j/valid_incoming.ics": (1996, 1998, 2, "1996-07-01 18:00", 525660, 0),
    "ical4j/valid_multiple_calendars.ics": (1997, 1998, 2, "1997-07-01 18:00", 60, 0),
    # 182 films, each a whole day
    "ical4j/valid_sunbird_sample.ics": (2003, 2005, 182, "2003-01-08 22:00", 1440, 0),
    "icalendar/alarm_etar_future.ics": (2024, 2025, 1, "2024-10-05 12:00", 60, 0),
    "icalendar/alarm_google_future.ics": (2024, 2025, 1, "2024-10-04 18:15", 45, 0),
    "icalendar/alarm_thunderbird_future.ics": (2024, 2025, 1, "2024-10-23 14:00", 60, 0),
    "icalendar/america_new_york.ics": (2014, 2015, 1, "2014-08-29 12:00", 120, 0),
    # two beginnings in one event
    "icalendar/america_new_york_forward_reference.ics": (1980, 2030, 0, "", 0, 1),
    # 20 events, and no END:VCALENDAR
    "icalendar/big_bad_calendar.ics": "cut_off",
    # an empty calendar
    "icalendar/bom_calendar.ics": (1980, 2030, 0, "", 0, 0),
    # begins at INVALID-DATE
    "icalendar/broken_dtstart.ics": (1980, 2030, 0, "", 0, 1),
    # one event of no length
    "icalendar/broken_ical.ics": (1980, 2030, 0, "", 0, 0),
    # 15 Tuesdays, five left out
    "icalendar/event_with_recurrence_exdates_on_different_lines.ics": (2012, 2013, 10, "2012-03-27 08:00", 480, 0),
    # an event without a beginning
    "icalendar/event_with_unicode_organizer.ics": (1980, 2030, 0, "", 0, 1),
    "icalendar/example.ics": (1998, 1999, 3, "1998-03-14 23:30", 60, 0),
    # lasts for 999999999999999999 weeks
    "icalendar/invalid_duration.ics": (1980, 2030, 0, "", 0, 1),
    "icalendar/issue_1081_freebusy_comma_separated.ics": (2025, 2026, 2, "2025-01-01 10:00", 120, 0),
    # FREQ=INVALID_TYPE_CAUSES_ERROR
    "icalendar/issue_1081_invalid_rrule_freq.ics": (1980, 2030, 0, "", 0, 1),
    # Fridays and Saturdays until 24 October, two left out
    "icalendar/issue_112_missing_tzinfo_on_exdate.ics": (2013, 2014, 11, "2013-09-07 16:00", 300, 0),
    "icalendar/issue_218_bad_tzid.ics": (2017, 2018, 1, "2017-02-28 12:00", 30, 0),
    "icalendar/issue_237_fail_to_parse_timezone_with_non_ascii_tzid.ics": (2017, 2018, 1, "2017-05-11 16:30", 30, 0),
    # eight periods of a VFREEBUSY
    "icalendar/issue_27_multiple_periods_in_freebusy_multiple_freebusies.ics": (
        2012,
        2013,
        8,
        "2012-01-03 09:15",
        60,
        0,
    ),
    # FREE and TRANSPARENT
    "icalendar/issue_348_exception_parsing_value.ics": (1980, 2030, 0, "", 0, 0),
    "icalendar/issue_350.ics": (2022, 2023, 1, "2022-02-22 18:30", 60, 0),
    # Fridays in a zone of its own rules
    "icalendar/issue_466_respect_unique_timezone.ics": (2022, 2023, 11, "2022-10-21 18:00", 60, 0),
    # one ends in another zone than it begins; two without a beginning
    "icalendar/issue_722_missing_timezones.ics": (2014, 2025, 2, "2014-08-29 12:00", 180, 2),
    # four events of no length
    "icalendar/issue_722_timezone_transition_ambiguity.ics": (1980, 2030, 0, "", 0, 0),
    # six periods of three lists, one of them FREE
    "icalendar/issue_798_freebusy.ics": (1997, 1998, 3, "1997-03-08 16:00", 180, 0),
    "icalendar/multiple_calendar_components.ics": (2003, 2004, 3, "2003-04-30 21:00", 1440, 0),
    # three events of no length
    "icalendar/multiple_timezones.ics": (1980, 2030, 0, "", 0, 0),
    # a zone, and no event
    "icalendar/parsing_error_in_UTC_offset.ics": (1980, 2030, 0, "", 0, 0),
    # rules in Chinese, Ethiopic and Hebrew years, and one with SKIP
    "icalendar/rfc_7529.ics": (1980, 2030, 0, "", 0, 4),
    # three VAVAILABILITY: hours, not what is busy
    "icalendar/rfc_7953_3.ics": (1980, 2030, 0, "", 0, 3),
    # no END:VCALENDAR
    "icalendar/small_bad_calendar.ics": "cut_off",
    "icalendar/timezoned.ics": (2012, 2013, 1, "2012-02-13 09:00", 6240, 0),
    # weekdays from 28 October
    "icalendar/x_location.ics": (2016, 2017, 46, "2016-10-28 12:00", 30, 0),
}


def test_every_file_is_looked_at():
    there = {str(path.relative_to(DATA / "calendars")) for path in (DATA / "calendars").rglob("*") if path.is_file()}
    assert set(FILES) == there


@pytest.mark.parametrize("name", FILES)
def test_what_is_busy(name):
    data, told = (DATA / "calendars" / name).read_bytes(), FILES[name]
    years = (2000, 2030) if isinstance(told, str) else told[:2]
    span = Span(*(instant(datetime(year, 1, 1, tzinfo=UTC)) for year in years))
    if isinstance(told, str):
        with pytest.raises(NotACalendar) as caught:
            read(data, "Europe/Athens", span)
        assert caught.value.why == told
        return
    _from, _until, count, first, minutes, unread = told
    found = read(data, "Europe/Athens", span)
    assert (len(found.stretches), found.unread) == (count, unread)
    if count:
        start, end, _uid = (lambda each: (each.start, each.end, each.uid))(found.stretches[0])
        assert (f"{moment(start):%Y-%m-%d %H:%M}", (end - start) // 60) == (first, minutes)


@pytest.mark.parametrize("zone", ["Europe/Athens", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"])
def test_the_same_events_are_busy_to_everybody(zone):
    """Only whole days and times without a zone depend on who reads."""
    data = (DATA / "calendars" / "ical4j" / "valid_Standup.ics").read_bytes()
    span = Span(*(instant(datetime(year, 1, 1, tzinfo=UTC)) for year in (2009, 2010)))
    assert read(data, zone, span) == read(data, "UTC", span)
