"""Free slots: the traps one by one, then random worlds against a minute-by-minute oracle of its own."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.slots import Diary, Hours, Terms, blocked_range, free_slots, offers, open_windows
from appointments.walltime import Span
from appointments.whynot import Reason, against, why_not

MINUTE, HOUR, DAY = 60, 3_600, 86_400
EVERY_DAY = range(7)


def at(zone, *when, fold=0):
    return int(datetime(*when, tzinfo=ZoneInfo(zone), fold=fold).timestamp())


def clock(zone, start):
    return datetime.fromtimestamp(start, ZoneInfo(zone)).strftime("%H:%M")


def every_day(starts, ends):
    return tuple(Hours(weekday, starts, ends) for weekday in EVERY_DAY)


def day_of(zone, *when):
    start = at(zone, *when)
    return Span(start, start + DAY)


def times(diary, terms, *when, zone=None):
    span = day_of(diary.zone, *when)
    return [clock(zone or diary.zone, s) for s in free_slots(diary, terms, span, span.start - DAY)]


def rep(zone="Europe/Athens", starts=9 * 60, ends=12 * 60, **kwargs):
    return Diary(1, zone, kwargs.pop("hours", every_day(starts, ends)), **kwargs)


class TestOrdinaryDay:
    def test_slots_stand_on_the_step_and_the_meeting_ends_within_the_hours(self):
        assert times(rep(), Terms(45 * MINUTE), 2026, 11, 24) == ["09:00", "09:30", "10:00", "10:30", "11:00"]

    def test_slots_start_where_the_window_starts(self):
        assert times(rep(starts=9 * 60 + 10, ends=10 * 60 + 40), Terms(30 * MINUTE), 2026, 11, 24) == [
            "09:10",
            "09:40",
            "10:10",
        ]

    def test_slots_do_not_depend_on_where_the_question_begins(self):
        start = at("Europe/Athens", 2026, 11, 24, 9, 17)
        found = free_slots(rep(), Terms(HOUR), Span(start, start + HOUR), start - DAY)
        assert [clock("Europe/Athens", s) for s in found] == ["09:30", "10:00"]

    def test_a_lunch_break_is_two_windows(self):
        hours = (*every_day(9 * 60, 10 * 60), *every_day(13 * 60, 14 * 60))
        assert times(rep(hours=hours), Terms(HOUR), 2026, 11, 24) == ["09:00", "13:00"]

    def test_windows_that_touch_are_one(self):
        hours = (*every_day(9 * 60, 10 * 60), *every_day(10 * 60, 11 * 60))
        assert times(rep(hours=hours), Terms(90 * MINUTE), 2026, 11, 24) == ["09:00", "09:30"]

    def test_hours_hold_on_their_weekday_and_within_their_dates_only(self):
        tuesdays = (Hours(1, 540, 600, date(2026, 11, 24), date(2026, 12, 1)),)
        assert times(rep(hours=tuesdays), Terms(HOUR), 2026, 11, 17) == []
        assert times(rep(hours=tuesdays), Terms(HOUR), 2026, 11, 24) == ["09:00"]
        assert times(rep(hours=tuesdays), Terms(HOUR), 2026, 11, 25) == []
        assert times(rep(hours=tuesdays), Terms(HOUR), 2026, 12, 1) == ["09:00"]
        assert times(rep(hours=tuesdays), Terms(HOUR), 2026, 12, 8) == []


class TestMidnight:
    def test_an_end_at_00_00_is_the_midnight_that_ends_the_day(self):
        assert times(rep(starts=22 * 60, ends=0), Terms(HOUR), 2026, 11, 24) == ["22:00", "22:30", "23:00"]

    def test_a_meeting_may_cross_midnight_when_both_days_are_open(self):
        start = at("Europe/Athens", 2026, 11, 24, 23, 30)
        whole = rep(starts=0, ends=0)
        assert free_slots(whole, Terms(HOUR), Span(start, start + 1), 0) == []  # beyond the horizon from 1970
        assert free_slots(whole, Terms(HOUR), Span(start, start + 1), start - DAY) == [start]

    def test_a_meeting_does_not_cross_midnight_into_a_closed_day(self):
        monday = rep(hours=(Hours(0, 22 * 60, 0),))
        assert times(monday, Terms(HOUR), 2026, 11, 23) == ["22:00", "22:30", "23:00"]


class TestBuffers:
    def test_blocked_range_is_the_meeting_its_buffers_and_the_way_both_ways(self):
        assert blocked_range(10_000, 3_600, 300, 600, 1_200) == (8_500, 15_400)

    def test_back_to_back_blocked_ranges_are_allowed(self):
        terms = Terms(30 * MINUTE, step=15 * MINUTE, before=15 * MINUTE, after=15 * MINUTE)
        first = at("Europe/Athens", 2026, 11, 24, 9)
        taken = blocked_range(first, terms.length, terms.before, terms.after)
        diary = rep(busy=(taken,), ends=11 * 60)
        assert times(diary, terms, 2026, 11, 24) == ["10:00", "10:15", "10:30"]
        assert why_not(at("Europe/Athens", 2026, 11, 24, 9, 45), diary, terms, first - DAY) is Reason.BUFFER
        assert why_not(first, diary, terms, first - DAY) is Reason.BUSY

    def test_without_buffers_one_meeting_may_begin_when_another_ends(self):
        nine = at("Europe/Athens", 2026, 11, 24, 9)
        assert times(rep(busy=(Span(nine, nine + HOUR),), ends=11 * 60), Terms(HOUR), 2026, 11, 24) == ["10:00"]

    def test_travel_is_kept_free_on_both_sides(self):
        noon = at("Europe/Athens", 2026, 11, 24, 12)
        diary = rep(busy=(Span(noon, noon + HOUR),), ends=17 * 60)
        found = times(diary, Terms(HOUR, step=HOUR, travel=HOUR), 2026, 11, 24)
        assert found == ["09:00", "10:00", "14:00", "15:00", "16:00"]

    def test_buffers_may_reach_out_of_the_hours(self):
        assert times(rep(ends=10 * 60), Terms(HOUR, before=HOUR, after=HOUR), 2026, 11, 24) == ["09:00"]


class TestClockChanges:
    def test_gap_the_skipped_hour_has_no_slots_and_the_day_is_shorter(self):
        athens = rep(starts=2 * 60, ends=5 * 60)  # 03:00 → 04:00 on 29 March 2026
        assert times(athens, Terms(30 * MINUTE), 2026, 3, 29) == ["02:00", "02:30", "04:00", "04:30"]

    def test_gap_a_window_that_lies_in_it_is_not_there(self):
        assert times(rep(starts=3 * 60, ends=4 * 60), Terms(30 * MINUTE), 2026, 3, 29) == []

    def test_gap_a_window_that_starts_in_it_starts_when_the_clock_jumps(self):
        assert times(rep(starts=3 * 60 + 30, ends=5 * 60), Terms(30 * MINUTE), 2026, 3, 29) == ["04:00", "04:30"]

    def test_fold_the_repeated_hour_is_open_twice(self):
        found = times(rep(starts=2 * 60, ends=5 * 60), Terms(HOUR, step=HOUR), 2026, 10, 25)  # 04:00 → 03:00
        assert found == ["02:00", "03:00", "03:00", "04:00"]

    def test_fold_an_end_inside_it_closes_both_times(self):
        diary = rep(starts=2 * 60, ends=3 * 60 + 30)
        assert [b - a for a, b in open_windows(diary, day_of("Europe/Athens", 2026, 10, 25))] == [
            90 * MINUTE,
            30 * MINUTE,
        ]
        assert times(diary, Terms(30 * MINUTE), 2026, 10, 25) == ["02:00", "02:30", "03:00", "03:00"]

    def test_the_leads_change_moves_what_it_reads_not_when_the_rep_is_free(self):
        new_york = rep("America/New_York", hours=every_day(9 * 60, 10 * 60))
        in_london = [times(new_york, Terms(HOUR), 2026, 3, day, zone="Europe/London") for day in (7, 8, 28, 29)]
        assert in_london == [["14:00"], ["13:00"], ["13:00"], ["14:00"]]  # three weeks apart, both ways

    def test_a_half_hour_change_is_half_an_hour(self):
        lord_howe = rep("Australia/Lord_Howe", starts=60, ends=180)  # 02:00 → 02:30 on 4 October 2026
        assert times(lord_howe, Terms(30 * MINUTE), 2026, 10, 4) == ["01:00", "01:30", "02:30"]


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "utc"),
        [
            ("Asia/Kolkata", "03:30"),
            ("Asia/Kathmandu", "03:15"),
            ("Pacific/Chatham", "19:15"),
            ("America/St_Johns", "12:30"),
            ("Pacific/Kiritimati", "19:00"),
        ],
    )
    def test_nine_oclock_is_nine_on_the_reps_wall(self, zone, utc):
        assert times(rep(zone, ends=10 * 60), Terms(HOUR), 2026, 11, 24, zone="UTC") == [utc]

    def test_union_counts_the_free_reps_and_marks_the_soonest(self):
        athens, berlin = rep(), Diary(2, "Europe/Berlin", every_day(9 * 60, 11 * 60))
        span = day_of("Europe/Athens", 2026, 11, 24)
        found = offers([berlin, athens], Terms(HOUR, step=HOUR), span, span.start - DAY)
        assert [(clock("UTC", o.start), o.people, o.free, o.soonest) for o in found] == [
            ("07:00", (1,), 1, True),
            ("08:00", (2, 1), 2, False),
            ("09:00", (2, 1), 2, False),
        ]

    def test_nobody_free_offers_nothing(self):
        span = day_of("Europe/Athens", 2026, 11, 24)
        assert offers([rep(hours=())], Terms(HOUR), span, span.start) == []


class TestDates:
    def test_an_override_replaces_the_days_hours(self):
        diary = rep(overrides={date(2026, 11, 24): ((15 * 60, 17 * 60),)})
        assert times(diary, Terms(HOUR, step=HOUR), 2026, 11, 24) == ["15:00", "16:00"]

    def test_an_empty_override_closes_the_day(self):
        assert times(rep(overrides={date(2026, 11, 24): ()}), Terms(HOUR), 2026, 11, 24) == []

    def test_a_holiday_closes_and_an_override_opens_it_again(self):
        xmas, now = date(2026, 12, 25), at("Europe/Athens", 2026, 12, 20)
        closed = rep(holidays=frozenset({xmas}))
        opened = rep(holidays=frozenset({xmas}), overrides={xmas: ((9 * 60, 10 * 60),)})
        assert times(closed, Terms(HOUR), 2026, 12, 25) == []
        assert times(opened, Terms(HOUR), 2026, 12, 25) == ["09:00"]
        assert why_not(at("Europe/Athens", 2026, 12, 25, 9), closed, Terms(HOUR), now) is Reason.HOLIDAY
        assert why_not(at("Europe/Athens", 2026, 12, 25, 20), closed, Terms(HOUR), now) is Reason.HOURS
        assert why_not(at("Europe/Athens", 2026, 12, 25, 9), opened, Terms(HOUR), now) is None

    def test_time_off_is_busy(self):
        start = at("Europe/Athens", 2026, 11, 24, 9, 30)
        assert times(rep(busy=(Span(start, start + 14 * DAY),)), Terms(30 * MINUTE), 2026, 11, 24) == ["09:00"]


class TestLimits:
    def test_notice_and_horizon(self):
        now = at("Europe/Athens", 2026, 11, 24, 9)
        terms = Terms(30 * MINUTE, notice=HOUR, horizon=2 * HOUR)
        found = free_slots(rep(), terms, day_of("Europe/Athens", 2026, 11, 24), now)
        assert [clock("Europe/Athens", s) for s in found] == ["10:00", "10:30", "11:00"]
        assert why_not(now + 59 * MINUTE, rep(), terms, now) is Reason.NOTICE
        assert why_not(now + 3 * HOUR, rep(), terms, now) is Reason.HORIZON

    def test_cap_counts_the_reps_local_day(self):
        zone = "Pacific/Auckland"
        taken = at(zone, 2026, 11, 24, 0, 30)  # still the 23rd in UTC
        diary = rep(zone, starts=0, ends=0, meetings=(taken,), busy=(Span(taken, taken + HOUR),))
        terms = Terms(HOUR, step=12 * HOUR, cap=1)
        assert times(diary, terms, 2026, 11, 24) == []
        assert times(diary, terms, 2026, 11, 25) == ["00:00", "12:00"]
        assert why_not(at(zone, 2026, 11, 24, 12), diary, terms, taken - DAY) is Reason.CAP

    def test_outside_the_hours(self):
        now = at("Europe/Athens", 2026, 11, 23)
        assert why_not(at("Europe/Athens", 2026, 11, 24, 11, 30), rep(), Terms(HOUR), now) is Reason.HOURS

    def test_a_time_off_the_step_may_still_be_asked_for(self):
        now = at("Europe/Athens", 2026, 11, 23)
        assert why_not(at("Europe/Athens", 2026, 11, 24, 9, 7), rep(), Terms(HOUR), now) is None


# Random worlds

ZONES = [
    "Europe/Athens",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Havana",
]
ZONES += ["Asia/Beirut", "America/St_Johns", "Pacific/Chatham", "UTC", "Africa/Cairo", "America/Santiago"]
BEGINS = [
    date(2026, 3, 28),
    date(2026, 10, 24),
    date(2026, 3, 7),
    date(2026, 10, 31),
    date(2026, 4, 4),
    date(2026, 10, 3),
]
BEGINS += [date(2026, 9, 5), date(2026, 4, 23), date(2026, 10, 29), date(2026, 7, 1)]


def world(seed):
    """A person, a kind of meeting, a span of two days and a now, all from one seed; whole minutes only."""
    dice = random.Random(seed)
    zone, begin = dice.choice(ZONES), dice.choice(BEGINS)
    start = int(datetime.combine(begin, datetime.min.time(), UTC).timestamp()) + dice.randrange(0, DAY, MINUTE)
    span = Span(start, start + 2 * DAY)
    wall = lambda: dice.randrange(0, 1_440, dice.choice([5, 15, 30, 60]))  # noqa: E731
    pairs = [sorted((wall(), wall())) for _ in range(dice.randint(1, 20))]
    hours = tuple(Hours(dice.randrange(7), a, b if b > a and b < 1_410 else 0) for a, b in pairs)
    instants = [start + dice.randrange(-2 * DAY, 4 * DAY, MINUTE) for _ in range(dice.randint(0, 12))]
    days = [begin + timedelta(days=n) for n in range(-1, 4)]
    taken = tuple(Span(a, a + dice.randrange(0, 5 * HOUR, MINUTE)) for a in instants)
    return (
        Diary(
            1,
            zone,
            hours,
            overrides={dice.choice(days): ((wall() // 2, 0),)} if dice.random() < 0.3 else {},
            holidays=frozenset(dice.sample(days, dice.randint(0, 1))),
            busy=taken[: len(taken) // 2],
            meetings=tuple(instants),
            elsewhere=taken[len(taken) // 2 :],
        ),
        Terms(
            length=dice.choice([15, 30, 45, 60, 90]) * MINUTE,
            step=dice.choice([10, 15, 30, 45, 60]) * MINUTE,
            before=dice.choice([0, 0, 5, 15]) * MINUTE,
            after=dice.choice([0, 0, 10, 30]) * MINUTE,
            travel=dice.choice([0, 0, 0, 45]) * MINUTE,
            notice=dice.choice([0, 4 * HOUR]),
            horizon=dice.choice([30 * DAY, 40 * HOUR]),
            cap=dice.choice([None, None, 1, 2]),
        ),
        span,
        start - dice.choice([0, 3 * HOUR]),
    )


def oracle(diary, terms, span, now):
    """Every minute for itself, by reading the clock on the wall: slow, short, and without a line of the code under
    test."""
    zone = ZoneInfo(diary.zone)
    minutes = range(span.start - 2 * DAY, span.end + 2 * DAY, MINUTE)
    reads = {m: datetime.fromtimestamp(m, zone) for m in minutes}
    windows = {}
    for m, local in reads.items():
        day, minute = local.date(), local.hour * 60 + local.minute
        if day in diary.overrides:
            rules = [("override", a, b) for a, b in diary.overrides[day]]
        elif day in diary.holidays:
            rules = []
        else:
            rules = [(n, h.starts, h.ends) for n, h in enumerate(diary.hours) if h.weekday == day.weekday()]
        windows[m] = {(name, day) for name, a, b in rules if a <= minute < (b or 1_440)}
    booked = {}
    for start in diary.meetings:
        booked.setdefault(datetime.fromtimestamp(start, zone).date(), []).append(start)
    taken = {m for a, b in (*diary.busy, *diary.elsewhere) for m in range(a, b, MINUTE)}
    anchors = {}
    for m in minutes[1:]:
        for name in windows[m]:
            anchors[m, name] = anchors.get((m - MINUTE, name), m) if name in windows[m - MINUTE] else m
    lead, tail = terms.before + terms.travel, terms.length + terms.after + terms.travel
    return [
        m
        for m in range(span.start, span.end, MINUTE)
        if any((m - anchors[m, name]) % terms.step == 0 for name in windows[m])
        and now + terms.notice <= m <= now + terms.horizon
        and all(windows[x] for x in range(m, m + terms.length, MINUTE))
        and not any(x in taken for x in range(m - lead, m + tail, MINUTE))
        and (terms.cap is None or len(booked.get(reads[m].date(), ())) < terms.cap)
    ]


@pytest.mark.parametrize("block", [*range(3), *(pytest.param(n, marks=pytest.mark.full) for n in range(3, 10))])
def test_random_worlds_equal_the_minute_by_minute_oracle(block):
    found = 0
    for seed in range(block * 30, block * 30 + 30):
        diary, terms, span, now = world(seed)
        slots = free_slots(diary, terms, span, now)
        assert slots == oracle(diary, terms, span, now), f"world {seed}"
        assert [why_not(s, diary, terms, now) for s in slots] == [None] * len(slots), f"world {seed}"
        found += len(slots)
    assert found > 100


def test_what_is_missing_on_the_step_has_a_reason():
    reasons = set()
    for seed in range(200):
        diary, terms, span, now = world(seed)
        slots = set(free_slots(diary, terms, span, now))
        for a, b in open_windows(diary, span):
            for start in range(a, b, terms.step):
                if span.start <= start < span.end and start not in slots:
                    assert (reason := why_not(start, diary, terms, now)), f"world {seed}"
                    reasons.add(reason)
    assert reasons == set(Reason) - {Reason.HOLIDAY}


def test_who_must_be_there_too_is_asked_like_the_rep_but_for_step_and_cap():
    found = 0
    for seed in range(200):
        diary, terms, span, now = world(seed)
        other, nobody_full = replace(world(seed + 5_000)[0], person=2), replace(terms, cap=None)
        mine = free_slots(diary, terms, span, now)
        both = [start for start in mine if why_not(start, other, nobody_full, now) is None]
        assert [offer.start for offer in offers([diary], terms, span, now, besides=[other])] == both, f"world {seed}"
        found += len(both)
    assert found > 100


def test_all_that_stands_against_a_time_begins_with_the_reason_that_is_told():
    told = 0
    for seed in range(100):
        diary, terms, span, now = world(seed)
        for start in range(span.start, span.end, 90 * MINUTE):
            reasons = against(start, diary, terms, now)
            assert why_not(start, diary, terms, now) == (reasons[0] if reasons else None), f"world {seed}"
            told += len(reasons) > 1
    assert told > 100
