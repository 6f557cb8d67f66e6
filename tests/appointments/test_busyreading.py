"""What another program's calendar says of when somebody is busy: the standard's cases, and clocks that change.

The figures are those of RFC 5545's own examples and of the traps that other schedulers' tests hold; all in UTC.
"""

from datetime import UTC, datetime

import pytest

from appointments.busyreading import NotACalendar, read
from appointments.walltime import Span, instant, moment

ATHENS, NEW_YORK = "Europe/Athens", "America/New_York"


def span(first, last):
    return Span(*(instant(datetime.fromisoformat(day).replace(tzinfo=UTC)) for day in (first, last)))


def calendar(*entries, head=()):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//X//Y//EN", *head]
    for entry in entries:
        lines += ["BEGIN:VEVENT", "UID:one@example.com", *entry, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def busy(*entries, zone=ATHENS, first="2026-01-01", last="2027-01-01", head=(), **options):
    """Each stretch as `MM-DD HH:MM` and its minutes."""
    found = read(calendar(*entries, head=head), zone, span(first, last), **options)
    return [(f"{moment(each.start):%m-%d %H:%M}", (each.end - each.start) // 60) for each in found.stretches]


ONE = ("DTSTART:20260601T100000Z", "DTEND:20260601T110000Z")


class TestWhatCounts:
    def test_an_event_does(self):
        assert busy(ONE) == [("06-01 10:00", 60)]

    @pytest.mark.parametrize(
        "line",
        ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "status:Cancelled", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
    )
    def test_one_that_takes_no_time_does_not(self, line):
        assert busy((*ONE, line)) == []

    @pytest.mark.parametrize(
        "line", ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "CLASS:PRIVATE"]
    )
    def test_one_that_may_take_it_does(self, line):
        assert busy((*ONE, line)) == [("06-01 10:00", 60)]

    def test_one_that_i_have_declined_does_not_but_anothers_no_is_not_mine(self):
        no = "ATTENDEE;CN=R;PARTSTAT=DECLINED:mailto:Rita@Demo.test"
        assert busy((*ONE, no), email="rita@demo.test") == []
        assert busy((*ONE, no), email="oren@other.test") == [("06-01 10:00", 60)]

    @pytest.mark.parametrize(("method", "count"), [("PUBLISH", 1), ("REQUEST", 1), ("CANCEL", 0), ("REPLY", 0)])
    def test_a_letter_that_only_speaks_of_it_does_not(self, method, count):
        assert len(busy(ONE, head=[f"METHOD:{method}"])) == count

    def test_a_free_and_busy_list_is_read(self):
        lines = [
            "BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VFREEBUSY", "UID:x",
            "FREEBUSY:20260601T100000Z/20260601T110000Z,20260601T120000Z/PT30M",
            "FREEBUSY;FBTYPE=FREE:20260601T130000Z/PT30M",
            "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260601T140000Z/PT15M", "END:VFREEBUSY", "END:VCALENDAR",
        ]  # fmt: skip
        found = read("\n".join(lines).encode(), ATHENS, span("2026-01-01", "2027-01-01"))
        assert [(each.end - each.start) // 60 for each in found.stretches] == [60, 30, 15]

    def test_of_one_said_again_the_newest_counts_and_of_two_by_one_name_both(self):
        later = ("DTSTART:20260602T100000Z", "DURATION:PT1H")
        assert busy(ONE, (*later, "SEQUENCE:1")) == [("06-02 10:00", 60)]
        assert busy(ONE, later) == [("06-01 10:00", 60), ("06-02 10:00", 60)]

    def test_an_event_of_no_length_does_not(self):
        assert busy(("DTSTART:20260601T100000Z",)) == []
        assert busy(("DTSTART:20260601T100000Z", "DTEND:20260601T090000Z")) == []

    def test_one_over_the_edge_of_what_is_asked_is_whole(self):
        assert busy(("DTSTART:20251230T000000Z", "DTEND:20260102T000000Z")) == [("12-30 00:00", 3 * 1_440)]

    def test_one_that_ends_where_the_question_begins_is_outside(self):
        assert busy(("DTSTART:20251231T230000Z", "DTEND:20260101T000000Z")) == []


class TestDays:
    def test_a_whole_day_is_the_readers(self):
        day = ("DTSTART;VALUE=DATE:20260601",)
        assert busy(day) == [("05-31 21:00", 1_440)]
        assert busy(day, zone=NEW_YORK) == [("06-01 04:00", 1_440)]

    @pytest.mark.parametrize(
        ("zone", "day", "minutes"),
        [
            (ATHENS, "20260329", 23 * 60),
            (ATHENS, "20261025", 25 * 60),
            ("Australia/Lord_Howe", "20261004", 23 * 60 + 30),
            ("Australia/Lord_Howe", "20260405", 24 * 60 + 30),
            ("America/Santiago", "20260906", 23 * 60),  # the clocks skip midnight
            ("UTC", "20260329", 24 * 60),
        ],
    )
    def test_a_whole_day_is_as_long_as_the_clocks_make_it(self, zone, day, minutes):
        assert [length for _start, length in busy((f"DTSTART;VALUE=DATE:{day}",), zone=zone)] == [minutes]

    def test_its_end_is_the_first_day_that_is_free(self):
        entry = ("DTSTART;VALUE=DATE:20261023", "DTEND;VALUE=DATE:20261027")
        assert busy(entry) == [("10-22 21:00", (4 * 24 + 1) * 60)]

    def test_a_date_that_does_not_say_so_is_one(self):
        assert busy(("DTSTART;TZID=America/Los_Angeles:20260601", "DURATION:PT86400S")) == [("05-31 21:00", 1_440)]

    def test_every_year(self):
        entry = ("DTSTART;VALUE=DATE:20041225", "RRULE:FREQ=YEARLY")
        assert busy(entry, first="2026-01-01", last="2028-12-31") == [("12-24 22:00", 1_440)] * 3


class TestZones:
    def test_a_time_without_a_zone_is_the_readers(self):
        entry = ("DTSTART:20260601T100000", "DTEND:20260601T110000")
        assert busy(entry) == [("06-01 07:00", 60)]
        assert busy(entry, zone="Asia/Kathmandu") == [("06-01 04:15", 60)]

    @pytest.mark.parametrize(
        ("tzid", "utc"),
        [
            ("Europe/Berlin", "08:00"),
            ("europe/berlin", "07:00"),  # no name of the table: the reader's
            ("/mozilla.org/20050126_1/Europe/Berlin", "08:00"),
            ("/softwarestudio.org/Tzfile/America/Argentina/Buenos_Aires", "13:00"),
            ("W. Europe Standard Time", "08:00"),
            ("Pacific Standard Time", "17:00"),
            ("Asia/Kolkata", "04:30"),
            ("UTC+11", "23:00"),
            ("(UTC-03:30) Newfoundland", "13:30"),
            ("GMT+0200", "08:00"),
            ("Nowhere/At_All", "07:00"),
            ("", "07:00"),
        ],
    )
    def test_a_zone_by_whatever_name(self, tzid, utc):
        [(start, _minutes)] = busy((f'DTSTART;TZID="{tzid}":20260601T100000', "DURATION:PT1H"))
        assert start.endswith(utc)

    def test_an_unknown_one_is_the_calendars_own(self):
        entry = ("DTSTART;TZID=Ours:20260601T100000", "DURATION:PT1H")
        assert busy(entry, head=["X-WR-TIMEZONE:Asia/Tokyo"]) == [("06-01 01:00", 60)]

    def rules(self, name, summer, winter):
        part = "BEGIN:{0}", "DTSTART:19700{1}T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH={2}", "TZOFFSETFROM:{3}"
        daylight = [line.format("DAYLIGHT", "329", 3, winter) for line in part]
        standard = [line.format("STANDARD", "927", 10, summer) for line in part]
        return [
            "BEGIN:VTIMEZONE", f"TZID:{name}", *daylight, f"TZOFFSETTO:{summer}", "END:DAYLIGHT",
            *standard, f"TZOFFSETTO:{winter}", "END:STANDARD", "END:VTIMEZONE",
        ]  # fmt: skip

    def test_rules_that_it_brings_along_hold_for_it_alone(self):
        """The same name in two people's calendars is not the same zone."""
        entries = [(f"DTSTART;TZID=Mine:2026{at}", "DURATION:PT1H") for at in ("0601T100000", "1201T100000")]
        one = busy(*entries, head=self.rules("Mine", "+0500", "+0400"))
        other = busy(*entries, head=self.rules("Mine", "-0400", "-0500"))
        assert [start for start, _m in one] == ["06-01 05:00", "12-01 06:00"]
        assert [start for start, _m in other] == ["06-01 14:00", "12-01 15:00"]

    def test_a_name_of_the_table_is_stronger_than_rules_of_long_ago(self):
        entry = ("DTSTART;TZID=Europe/Moscow:20260601T100000", "DURATION:PT1H")
        assert busy(entry, head=self.rules("Europe/Moscow", "+0400", "+0300")) == [("06-01 07:00", 60)]

    def test_a_time_in_utc_with_a_zone_beside_it_is_in_utc(self):
        assert busy(("DTSTART;TZID=Europe/London:20260601T100000Z", "DURATION:PT1H")) == [("06-01 10:00", 60)]


def weekly(*more, start="20261019T090000", zone="America/New_York", rule="FREQ=WEEKLY;COUNT=4"):
    return (f"DTSTART;TZID={zone}:{start}", "DURATION:PT1H", f"RRULE:{rule}", *more)


class TestRecurrences:
    def test_the_wall_clock_of_its_own_zone_stays_not_the_readers(self):
        """Nine in New York over the end of summer time there, a week after Athens's."""
        assert [start for start, _m in busy(weekly())] == ["10-19 13:00", "10-26 13:00", "11-02 14:00", "11-09 14:00"]

    def test_in_spring_too(self):
        found = [start for start, _m in busy(weekly(start="20260302T090000"))]
        assert found == ["03-02 14:00", "03-09 13:00", "03-16 13:00", "03-23 13:00"]

    def test_half_an_hour_is_half_an_hour(self):
        found = busy(weekly(start="20260928T090000", zone="Australia/Lord_Howe", rule="FREQ=WEEKLY;COUNT=2"))
        assert [start for start, _m in found] == ["09-27 22:30", "10-04 22:00"]

    def test_a_daily_event_in_the_hour_that_is_skipped_is_not_there_that_day(self):
        found = busy(weekly(start="20260328T033000", zone=ATHENS, rule="FREQ=DAILY;COUNT=3"))
        assert [start for start, _m in found] == ["03-28 01:30", "03-30 00:30"]

    def test_a_daily_event_in_the_hour_that_comes_twice_is_there_once(self):
        found = busy(weekly(start="20261024T033000", zone=ATHENS, rule="FREQ=DAILY;COUNT=3"))
        assert [start for start, _m in found] == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]

    def test_a_night_is_as_long_as_its_clocks_make_it(self):
        """From 22:00 to 06:00 by the wall: nine hours when the clocks go back."""
        night = ("DTSTART;TZID=Europe/Athens:20261023T220000", "DTEND;TZID=Europe/Athens:20261024T060000")
        assert busy(night) == [("10-23 19:00", 480)]
        night = ("DTSTART;TZID=Europe/Athens:20261024T220000", "DTEND;TZID=Europe/Athens:20261025T060000")
        assert busy(night) == [("10-24 19:00", 540)]

    @pytest.mark.parametrize(
        "exdate",
        [
            "EXDATE;TZID=America/New_York:20261026T090000",
            "EXDATE:20261026T130000Z",
            "EXDATE;TZID=America/New_York:20261026T090000,20261103T090000",
            "EXDATE;TZID=Europe/Athens:20261026T150000",
        ],
    )
    def test_a_day_left_out(self, exdate):
        assert [start for start, _m in busy(weekly(exdate))] == ["10-19 13:00", "11-02 14:00", "11-09 14:00"]

    def test_a_day_more(self):
        found = [start for start, _m in busy(weekly("RDATE;TZID=America/New_York:20261021T150000"))]
        assert found[1] == "10-21 19:00" and len(found) == 5

    def test_a_moved_instance_is_where_it_was_moved_to(self):
        moved = ("RECURRENCE-ID;TZID=America/New_York:20261026T090000", "DTSTART:20261027T200000Z", "DURATION:PT2H")
        assert busy(weekly(), moved)[:3] == [("10-19 13:00", 60), ("10-27 20:00", 120), ("11-02 14:00", 60)]

    def test_an_instance_moved_far_away_leaves_its_day_free(self):
        moved = ("RECURRENCE-ID:20261026T130000Z", "DTSTART:20300101T200000Z", "DURATION:PT2H")
        assert [start for start, _m in busy(weekly(), moved)] == ["10-19 13:00", "11-02 14:00", "11-09 14:00"]

    def test_an_instance_called_off_leaves_its_time_free(self):
        off = ("RECURRENCE-ID:20261026T130000Z", "DTSTART:20261026T130000Z", "DURATION:PT1H", "STATUS:CANCELLED")
        assert [start for start, _m in busy(weekly(), off)] == ["10-19 13:00", "11-02 14:00", "11-09 14:00"]

    def test_this_and_all_that_follow(self):
        later = (
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261102T090000",
            "DTSTART;TZID=America/New_York:20261102T110000", "DURATION:PT1H",
        )  # fmt: skip
        assert [start for start, _m in busy(weekly(), later)] == [
            "10-19 13:00", "10-26 13:00", "11-02 16:00", "11-09 16:00",
        ]  # fmt: skip

    def test_an_instance_alone_without_its_series(self):
        alone = ("RECURRENCE-ID:20261026T130000Z", "DTSTART:20261026T150000Z", "DURATION:PT1H")
        assert busy(alone) == [("10-26 15:00", 60)]

    @pytest.mark.parametrize(
        ("rule", "start", "count"),
        [
            ("FREQ=DAILY;UNTIL=20261224T000000Z", "20261201T090000", 23),
            ("FREQ=WEEKLY;UNTIL=20261231T000000Z;WKST=SU;BYDAY=TU,TH", "20261201T090000", 9),
            ("FREQ=MONTHLY;COUNT=10;BYDAY=1FR", "20260102T090000", 10),
            ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6", "20260129T090000", 6),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "20260213T090000", 3),
            ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8", "20261103T090000", 1),
            ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=7", "20260131T090000", 7),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "20260105T090000", 26),
        ],
    )
    def test_the_rules_of_the_standard(self, rule, start, count):
        assert len(busy(weekly(start=start, rule=rule))) == count

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=SECONDLY",
            "FREQ=MINUTELY;INTERVAL=5",
            "FREQ=HOURLY",
            "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0,5,10,15,20,25,30,35",
            "FREQ=DAILY;RSCALE=HEBREW",
            "FREQ=NEVER",
            "nonsense",
        ],
    )
    def test_a_rule_that_cannot_be_laid_out_is_counted_and_spoils_no_other(self, rule):
        found = read(calendar(weekly(rule=rule), ("UID:two", *ONE)), ATHENS, span("2026-01-01", "2027-01-01"))
        assert found.unread == 1
        assert [each.end - each.start for each in found.stretches] == [3_600]

    def test_a_rule_that_never_comes_true_ends(self):
        assert busy(weekly(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")) in ([], [("10-19 13:00", 60)])


class TestWhatIsWrong:
    @pytest.mark.parametrize("data", [b"", b"<html>Log in</html>", b"\xff\xfe\x00", b"a,b\n1,2\n"])
    def test_no_calendar(self, data):
        with pytest.raises(NotACalendar) as caught:
            read(data, ATHENS, span("2026-01-01", "2027-01-01"))
        assert caught.value.why == "no_calendar"

    @pytest.mark.parametrize("at", [60, 100, 150])
    def test_one_that_breaks_off_is_not_taken_for_a_free_week(self, at):
        with pytest.raises(NotACalendar) as caught:
            read(calendar(ONE, ONE)[:at], ATHENS, span("2026-01-01", "2027-01-01"))
        assert caught.value.why == "cut_off"

    def test_an_empty_one_is_free(self):
        assert busy() == []

    @pytest.mark.parametrize(
        "lines",
        [
            ("DTSTART:tomorrow", "DTEND:later"),
            ("DTSTART:20261301T100000Z",),
            ("DTSTART:20260601T100000Z", "DURATION:P999999999999999999W"),
            ("SUMMARY:no beginning",),
            ("DTSTART:00010101T000000Z", "DTEND:20990101T000000Z"),
        ],
    )
    def test_an_entry_that_cannot_be_read_is_counted_and_spoils_no_other(self, lines):
        found = read(calendar(lines, ("UID:two", *ONE)), ATHENS, span("2026-01-01", "2027-01-01"))
        assert (len(found.stretches), found.unread) == (1, 1)

    def test_folded_lines_alarms_and_strange_letters(self):
        text = calendar(ONE).decode().replace("DTEND:20260601", "DTEND:2026\r\n 0601")
        alarm = "BEGIN:VALARM\r\nTRIGGER:nonsense\r\nDTSTART:20200101T000000Z\r\nEND:VALARM\r\nEND:VEVENT"
        text = text.replace("END:VEVENT", f"SUMMARY:Café – ünïcode\r\n{alarm}")
        for data in (text.encode("cp1252"), text.encode("utf-8-sig"), text.encode("utf-16")):
            found = read(data, ATHENS, span("2026-01-01", "2027-01-01"))
            assert [(each.end - each.start, each.uid) for each in found.stretches] == [(3_600, "one@example.com")]

    def test_several_calendars_in_one_file(self):
        other = calendar(("DTSTART:20260701T100000Z", "DURATION:PT1H"))
        assert len(read(calendar(ONE) + other, ATHENS, span("2026-01-01", "2027-01-01")).stretches) == 2

    def test_too_much_is_refused(self, monkeypatch):
        monkeypatch.setattr("appointments.busyreading.MOST", 2)
        with pytest.raises(NotACalendar) as caught:
            busy(weekly())
        assert caught.value.why == "too_much"
