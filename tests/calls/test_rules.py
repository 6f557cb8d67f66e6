"""The gate's hours: the house file, how rules are laid over each other, and every zone on the days its clocks
change."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls import rules as law
from calls.rules import Cap, Rule, Verdict, WindowClass, judge, next_open, open_classes, open_until, verdict

HOUSE = tuple(rule for rule in law.load() if rule.id == "house.hours")
ATHENS, LONDON, NEW_YORK = "Europe/Athens", "Europe/London", "America/New_York"
ALL_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})


def at(zone, *when):
    return datetime(*when, tzinfo=ZoneInfo(zone))


def utc(*when):
    return datetime(*when, tzinfo=UTC)


def rule(name, **kwargs):
    return Rule(name, "test", "a test", date(2026, 1, 1), **kwargs)


def week(*spans):
    return (tuple(spans),) * 7


class TestHouse:
    def test_the_file_says_what_it_is(self):
        assert [(r.id, r.status, r.kind, r.file, r.checked_on) for r in HOUSE if r.kind == "house"] == [
            ("house.hours", "approved", "house", "house", date(2026, 11, 23))
        ]

    @pytest.mark.parametrize(
        ("when", "allowed"),
        [
            ((2026, 11, 23, 8, 59), False),
            ((2026, 11, 23, 9, 0), True),
            ((2026, 11, 27, 19, 59), True),
            ((2026, 11, 27, 20, 0), False),
            ((2026, 11, 28, 9, 59), False),
            ((2026, 11, 28, 10, 0), True),
            ((2026, 11, 28, 17, 0), False),
            ((2026, 11, 29, 12, 0), False),
        ],
    )
    def test_house_hours_are_read_on_the_leads_wall(self, when, allowed):
        assert verdict([ATHENS], "GR", at(ATHENS, *when), HOUSE).allowed is allowed

    def test_a_refusal_names_its_rule_and_the_next_opening(self):
        found = verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 28, 17), HOUSE)
        assert found == Verdict(False, utc(2026, 11, 30, 7), ("house.hours",))
        assert not found.never

    def test_an_allowed_call_names_the_rules_that_were_asked(self):
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 9), HOUSE) == Verdict(True, None, ("house.hours",))


class TestPlaces:
    def test_several_zones_only_when_all_are_open(self):
        zones = ["America/New_York", "America/Los_Angeles"]
        assert not verdict(zones, "US", at(NEW_YORK, 2026, 11, 23, 11, 59), HOUSE).allowed
        assert verdict(zones, "US", at(NEW_YORK, 2026, 11, 23, 12), HOUSE).allowed
        assert verdict(zones, "US", at(NEW_YORK, 2026, 11, 23, 8), HOUSE).not_before == utc(2026, 11, 23, 17)

    def test_no_zone_means_every_zone_of_the_country(self):
        assert verdict([], "GR", at(ATHENS, 2026, 11, 23, 9), HOUSE).allowed
        early, late = at(NEW_YORK, 2026, 11, 23, 9), at(NEW_YORK, 2026, 11, 23, 15)
        assert not verdict([], "US", early, HOUSE).allowed
        assert verdict([], "US", late, HOUSE).allowed  # Adak 10:00, Honolulu 10:00, New York 15:00

    def test_no_zone_and_no_country_is_never(self):
        found = verdict([], "", at(ATHENS, 2026, 11, 23, 12), HOUSE)
        assert found == Verdict(False, None, ("no-zone",))
        assert found.never

    def test_without_any_rule_nothing_is_allowed(self):
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 12), ()).never

    def test_zones_that_are_never_open_together_are_never(self):
        assert verdict(
            [ATHENS, "Pacific/Kiritimati", "Pacific/Pago_Pago"], "", at(ATHENS, 2026, 11, 23, 12), HOUSE
        ).never

    def test_open_classes(self):
        athens, london = WindowClass((ATHENS,), "GR"), WindowClass((LONDON,), "GB")
        assert open_classes([athens, london], utc(2026, 11, 23, 7, 30), HOUSE) == {athens}
        assert open_classes([athens, london], utc(2026, 11, 23, 18, 30), HOUSE) == {london}


class TestLaying:
    FEDERAL = rule("us", countries=frozenset({"US"}), windows=week((480, 1_260)))
    FLORIDA = rule("us-fl", countries=frozenset({"US"}), regions=frozenset({"FL"}), windows=week((480, 1_200)))
    B2C = rule("b2c", audiences=frozenset({"consumer"}), windows=week((600, 720), (840, 1_080)))

    def test_a_law_replaces_the_house_where_it_surely_applies(self):
        found = verdict([NEW_YORK], "US", at(NEW_YORK, 2026, 11, 29, 8, 30), (*HOUSE, self.FEDERAL))
        assert found == Verdict(True, None, ("us",))
        assert not verdict([LONDON], "GB", at(LONDON, 2026, 11, 29, 8, 30), (*HOUSE, self.FEDERAL)).allowed

    def test_laws_that_may_apply_are_intersected(self):
        rules = (*HOUSE, self.FEDERAL, self.FLORIDA)
        eight = at(NEW_YORK, 2026, 11, 23, 20, 30)
        assert verdict([NEW_YORK], "US", eight, rules, region="NY").allowed
        assert verdict([NEW_YORK], "US", eight, rules, region="FL").rule_ids == ("us-fl",)
        assert not verdict([NEW_YORK], "US", eight, rules).allowed  # the state is not known: it may be Florida

    def test_a_law_that_only_may_apply_does_not_set_the_house_aside(self):
        found = verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 9, 30), (*HOUSE, self.B2C))
        assert found.rule_ids == ("b2c",)
        sunday = at(ATHENS, 2026, 11, 29, 11)
        assert verdict([ATHENS], "GR", sunday, (*HOUSE, self.B2C)).rule_ids == ("house.hours",)
        assert verdict([ATHENS], "GR", sunday, (*HOUSE, self.B2C), audience="consumer").allowed

    def test_two_windows_a_day_close_between(self):
        rules, consumer = (self.B2C,), {"audience": "consumer"}
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 11, 59), rules, **consumer).allowed
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 12), rules, **consumer).not_before == utc(
            2026, 11, 23, 12
        )

    def test_a_client_only_tightens(self):
        client = rule("client", kind="client", windows=week((0, 660)))
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 8), (*HOUSE, client)).rule_ids == ("house.hours",)
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 11), (*HOUSE, client)).rule_ids == ("client",)
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 10), (*HOUSE, client)).allowed

    def test_the_end_margin_closes_earlier(self):
        early = (rule("early", windows=week((540, 1_200)), end_margin=10),)
        assert verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 19, 49), early).allowed
        assert not verdict([ATHENS], "GR", at(ATHENS, 2026, 11, 23, 19, 50), early).allowed

    def test_public_holidays_are_closed_where_the_rule_says_so(self):
        strict = (rule("strict", windows=week((540, 1_200)), holidays=False),)
        independence = at(ATHENS, 2026, 3, 25, 12)
        assert verdict([ATHENS], "GR", independence, strict).not_before == at(ATHENS, 2026, 3, 26, 9)
        assert verdict([LONDON], "GB", independence, strict).allowed
        assert not verdict([ATHENS], "", independence, strict).allowed  # its zone tells the country

    def test_the_lowest_cap_and_the_longest_silence_win(self):
        three = rule("three", regions=frozenset({"FL"}), caps=(Cap(3, "24h"),), silence=60)
        four = rule("four", caps=(Cap(4, "24h"), Cap(10, "30d")), silence=30)
        here, there = WindowClass((NEW_YORK,), "US", "FL"), WindowClass((NEW_YORK,), "US", "NY")
        assert law.limits(here, (four, three)) == {"24h": 3, "30d": 10}
        assert law.limits(there, (four, three)) == {"24h": 4, "30d": 10}
        assert law.silence_after_refusal(here, (four, three)) == timedelta(days=60)
        assert law.silence_after_refusal(there, ()) == timedelta(0)


class TestOpenUntil:
    def test_it_is_the_first_closing_of_all_rules_and_zones(self):
        where = WindowClass((ATHENS, LONDON))
        assert open_until(where, utc(2026, 11, 23, 12), HOUSE) == utc(2026, 11, 23, 18)
        assert open_until(where, utc(2026, 11, 23, 8), HOUSE) is None

    def test_nowhere_is_never_open(self):
        assert open_until(WindowClass(()), utc(2026, 11, 23, 12), HOUSE) is None
        assert next_open(WindowClass(()), utc(2026, 11, 23, 12), HOUSE) is None


class TestReading:
    HEAD = 'notice = "Data, not advice."\nsource = "a law"\nchecked_on = 2026-11-01\nstatus = "draft"\n'

    def test_a_rule_takes_what_the_head_says_and_may_say_otherwise(self):
        text = self.HEAD + (
            '[[rule]]\nid = "pa"\ncountries = ["US"]\nregions = ["PA"]\nstatus = "conflict"\n'
            'windows = {mon-fri = ["08:00-21:00"], sun = ["13:30-24:00"]}\n[[rule]]\nid = "fl"\n'
            'caps = [{calls = 3, per = "24h"}]\nsilence = 30\n'
        )
        pa, fl = law.read(text, "us")
        assert (pa.status, fl.status, pa.source, pa.file) == ("conflict", "draft", "a law", "us")
        assert pa.windows == (((480, 1_260),),) * 5 + ((), ((810, 1_440),))
        assert (fl.windows, fl.caps, fl.silence) == (None, (Cap(3, "24h"),), 30)

    @pytest.mark.parametrize(
        ("row", "error"),
        [
            ('id = "x"\nwindow = {}', ValueError),
            ('id = "x"\nwindows = {mon = ["9-25:00"]}', ValueError),
            ('id = "x"\nwindows = {someday = []}', ValueError),
            ("silence = 3", ValueError),
        ],
    )
    def test_a_word_that_is_not_known_is_refused(self, row, error):
        with pytest.raises(error):
            law.read(self.HEAD + "[[rule]]\n" + row, "bad")

    def test_a_file_must_say_that_it_is_data_not_advice(self):
        with pytest.raises(KeyError):
            law.read('source = "x"\nchecked_on = 2026-11-01\n[[rule]]\nid = "x"\n', "bad")

    def test_every_file_here_says_so_with_source_and_date(self):
        for found in law.load():
            assert found.source
            assert found.checked_on <= date(2026, 12, 31)
        assert len({r.id for r in law.load()}) == len(law.load())


TWO_YEARS = st.integers(0, 2 * 365 * 86_400).map(lambda n: utc(2026, 1, 1) + timedelta(seconds=n))


def lawful(zone, when):
    """The house hours once more, by the clock on the wall and nothing else."""
    local = when.astimezone(ZoneInfo(zone))
    first, last = ((9, 20), (9, 20), (9, 20), (9, 20), (9, 20), (10, 17), (24, 24))[local.weekday()]
    return first <= local.hour < last


@settings(derandomize=True, max_examples=1_500, deadline=None)
@given(
    zone=st.sampled_from(ALL_ZONES),
    when=TWO_YEARS,
)
def test_no_zone_is_ever_called_at_an_unlawful_time(zone, when):
    found = verdict([zone], "", when, HOUSE)
    assert found.allowed is lawful(zone, when)
    if not found.allowed:
        assert found.not_before > when
        assert lawful(zone, found.not_before)
        assert not lawful(zone, found.not_before - timedelta(seconds=1))


@settings(derandomize=True, max_examples=150, deadline=None)
@given(
    zones=st.lists(st.sampled_from(ALL_ZONES), min_size=2, max_size=4, unique=True),
    when=TWO_YEARS,
)
def test_several_zones_are_the_intersection_and_the_opening_is_the_first(zones, when):
    found = verdict(zones, "", when, HOUSE)
    assert found.allowed is all(lawful(zone, when) for zone in zones)
    openings = [next_open(WindowClass((zone,)), when, HOUSE) for zone in zones]
    if found.not_before:
        assert all(lawful(zone, found.not_before) for zone in zones)
        assert found.not_before >= max(openings)
        quarter = timedelta(minutes=15)
        steps = range(int((found.not_before - when) / quarter) + 1)
        assert not any(
            all(lawful(z, when + n * quarter) for z in zones) for n in steps if when + n * quarter < found.not_before
        )


@pytest.mark.parametrize("month", range(1, 13))
def test_every_zone_every_half_hour_of_the_days_its_clocks_change(month):
    """One zone per family of rules would do; all of them are cheap enough, on the days around each change of offset."""
    days = [datetime(2026, month, 1, tzinfo=UTC) + timedelta(days=n) for n in range(31)]
    tested = 0
    for zone in ALL_ZONES:
        local = ZoneInfo(zone)
        for day in days:
            if day.astimezone(local).utcoffset() != (day + timedelta(days=1)).astimezone(local).utcoffset():
                for n in range(-12, 72):
                    when = day + n * timedelta(minutes=30)
                    assert judge(WindowClass((zone,)), when, HOUSE).allowed is lawful(zone, when), (zone, when)
                    tested += 1
    assert tested or month not in (3, 4, 10, 11)
