"""Days that are unlike others: other hours on a date, holidays, hours between two dates; as the picker sees them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from appointments import restdays
from appointments.models import Availability, HolidayRegion, Override, Picker, RestDay, Stretch, TimeOff, diaries
from office import clock
from office.models import Refused
from tests import factories

WEDNESDAY, XMAS = date(2026, 11, 25), date(2026, 12, 25)


@pytest.fixture
def kind(cast, campaign):
    return factories.bookable(campaign, cast.rita, horizon=60)


@pytest.fixture
def clocks(cast, enrollment, kind):
    """What the picker offers on a day, on the lead's clock."""

    def offered(day):
        picker = Picker(enrollment.lead, kind, by=cast.sam, day=day)
        assert picker.day == day
        return [f"{at.starts_at.astimezone(ZoneInfo(picker.zone)):%H:%M}" for at in picker.times]

    return offered


def why(cast, enrollment, kind, *when):
    with pytest.raises(Refused) as refusal:
        Picker(enrollment.lead, kind, by=cast.sam).hold(datetime(*when, tzinfo=ZoneInfo("Europe/Athens")))
    return refusal.value.sentence


class TestOverride:
    def test_other_hours_hold_on_their_date_only(self, cast, clocks):
        usual = clocks(WEDNESDAY)
        Override.put(cast.rita, WEDNESDAY, [(time(15), time(17)), (time(9), time(10))], by=cast.rita)
        assert clocks(WEDNESDAY) == ["09:00", "15:00", "15:30", "16:00"]
        assert clocks(WEDNESDAY + timedelta(days=1)) == usual

    def test_none_closes_the_day_and_the_picker_says_so(self, cast, clocks, enrollment, kind):
        Override.put(cast.rita, WEDNESDAY, [], by=cast.rita)
        assert clocks(WEDNESDAY) == []
        assert why(cast, enrollment, kind, 2026, 11, 25, 10) == "That time cannot be booked: outside hours."

    def test_until_midnight(self, cast, clocks):
        Override.put(cast.rita, WEDNESDAY, [(time(22), time(0))], by=cast.rita)
        assert clocks(WEDNESDAY) == ["22:00", "22:30", "23:00"]
        assert Override.objects.get().told == "22:00–00:00"

    def test_the_second_word_about_a_date_replaces_the_first(self, cast, clocks):
        Override.put(cast.rita, WEDNESDAY, [], by=cast.rita)
        Override.put(cast.rita, WEDNESDAY, [(time(9), time(10))], by=cast.rita)
        assert clocks(WEDNESDAY) == ["09:00"]
        Override.objects.get().withdraw(by=cast.rita)
        assert len(clocks(WEDNESDAY)) > 10

    def test_the_date_is_the_reps_own(self, cast, clocks):
        """Tuesday 9:00 in Auckland is Monday 22:00 in Athens."""
        cast.rita.zone = "Pacific/Auckland"
        cast.rita.save()
        assert "22:00" in clocks(date(2026, 11, 23))
        Override.put(cast.rita, date(2026, 11, 24), [], by=cast.rita)
        assert clocks(date(2026, 11, 23)) == []

    @pytest.mark.parametrize(
        ("windows", "words"),
        [
            ([(time(12), time(9))], "must end after they start"),
            ([(time(9), time(12)), (time(11), time(13))], "overlap"),
            ([(time(9), time(0)), (time(22), time(23))], "overlap"),
        ],
    )
    def test_hours_that_make_no_sense_are_refused(self, cast, windows, words):
        with pytest.raises(Refused, match=words):
            Override.put(cast.rita, WEDNESDAY, windows, by=cast.rita)
        assert not Override.objects.exists()

    def test_a_day_that_is_over_is_refused(self, cast):
        with pytest.raises(Refused, match="That day is over"):
            Override.put(cast.rita, date(2026, 11, 22), [], by=cast.rita)

    def test_the_database_knows_how_long_a_day_is(self, cast):
        for windows in ([[540, 1_441]], [[-1, 540]]):
            with pytest.raises(IntegrityError, match="override_within_a_day"), transaction.atomic():
                Override.objects.create(person=cast.rita, date=WEDNESDAY, windows=windows)

    def test_it_says_how_many_meetings_stand_that_day(self, cast, meeting):
        day = Override.put(cast.rita, date(2026, 11, 23), [], by=cast.rita)
        assert day.booked == 1
        meeting.cancel(by=cast.rita)
        assert day.booked == 0


class TestHolidays:
    def test_without_a_region_the_rep_works_on_them(self, clocks):
        assert "09:00" in clocks(XMAS)

    def test_a_holiday_is_free_and_the_picker_says_so(self, cast, clocks, enrollment, kind):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        assert clocks(XMAS) == []
        assert why(cast, enrollment, kind, 2026, 12, 25, 10) == "That time cannot be booked: a holiday."
        assert why(cast, enrollment, kind, 2026, 12, 25, 20) == "That time cannot be booked: outside hours."

    def test_a_day_that_is_free_says_why_its_usual_times_are_not_there(self, cast, enrollment, kind):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        Override.put(cast.rita, WEDNESDAY, [(time(10), time(11))], by=cast.rita)
        missing = {
            day: dict(Picker(enrollment.lead, kind, by=cast.sam, day=day).missing).values() for day in (XMAS, WEDNESDAY)
        }
        assert set(missing[XMAS]) == {"a holiday"}
        assert set(missing[WEDNESDAY]) == {"outside hours"}
        assert len(missing[XMAS]) == 16
        assert len(missing[WEDNESDAY]) == 15

    def test_work_on_it_is_an_override_with_the_usual_hours(self, cast, clocks):
        usual = clocks(XMAS)
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        made = Override.work_on(cast.rita, XMAS, by=cast.rita)
        assert (made.windows, clocks(XMAS)) == ([[540, 1_020]], usual)

    def test_hours_of_a_date_are_stronger_than_the_holiday(self, cast, clocks):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        Override.put(cast.rita, XMAS, [(time(10), time(11))], by=cast.rita)
        assert clocks(XMAS) == ["10:00"]

    def test_a_weekday_without_hours_has_none_to_work_in(self, cast, kind):
        Availability.set_week(cast.rita, [(0, time(9), time(17))], by=cast.rita)
        with pytest.raises(Refused, match="no usual hours on that weekday"):
            Override.work_on(cast.rita, XMAS, by=cast.rita)

    def test_a_part_of_a_country_has_its_own(self, cast, clocks):
        epiphany = date(2027, 1, 6)  # kept in Bavaria, not in Berlin
        HolidayRegion.choose(cast.rita, "DE", "BE", by=cast.rita)
        assert "09:00" in clocks(epiphany)
        HolidayRegion.choose(cast.rita, "DE", "BY", by=cast.rita)
        assert clocks(epiphany) == []
        HolidayRegion.choose(cast.rita, "", by=cast.rita)
        assert "09:00" in clocks(epiphany)
        assert not HolidayRegion.objects.exists()

    @pytest.mark.parametrize(("country", "part"), [("XX", ""), ("DE", "XX"), ("GR", "BY")])
    def test_a_region_that_nobody_knows_is_refused(self, cast, country, part):
        with pytest.raises(Refused, match="not known"):
            HolidayRegion.choose(cast.rita, country, part, by=cast.rita)

    def test_the_coming_year_in_the_readers_language(self, cast, kind):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        Override.work_on(cast.rita, XMAS, by=cast.rita)
        days = RestDay.ahead(cast.rita, "en")
        assert [(day.date, day.name, day.works) for day in days[:2]] == [
            (XMAS, "Christmas Day", True),
            (date(2026, 12, 26), "Glorifying Mother of God", False),
        ]
        assert days[-1].date == date(2027, 10, 28)
        assert RestDay.ahead(cast.rita, "el")[0].name == "Χριστούγεννα"

    def test_a_region_that_the_package_has_dropped_has_none(self):
        assert restdays.between("XX", "", XMAS, XMAS) == frozenset()
        assert restdays.parts("XX") == []
        assert ("BY", "Bayern") in restdays.parts("DE")


class TestValidDates:
    def test_hours_hold_from_their_first_day_to_their_last(self, cast, clocks):
        week = [Stretch(day, time(9), time(10), date(2026, 12, 1), date(2026, 12, 2)) for day in range(7)]
        Availability.set_week(cast.rita, week, by=cast.rita)
        days = [date(2026, 11, 30) + timedelta(days=n) for n in range(4)]
        assert [clocks(day) for day in days] == [[], ["09:00"], ["09:00"], []]

    def test_the_same_hours_may_stand_in_two_seasons(self, cast):
        seasons = [
            Stretch(0, time(9), time(12), None, date(2026, 12, 31)),
            Stretch(0, time(9), time(17), date(2027, 1, 1), None),
        ]
        Availability.set_week(cast.rita, seasons, by=cast.rita)
        assert Availability.objects.count() == 2

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            (date(2026, 12, 31), None, "overlap"),
            (None, None, "overlap"),
            (date(2027, 2, 1), date(2027, 1, 1), "last day must not come before the first"),
        ],
    )
    def test_seasons_that_meet_must_not_overlap_on_the_clock(self, cast, first, last, words):
        winter = Stretch(0, time(9), time(12), None, date(2026, 12, 31))
        with pytest.raises(Refused, match=words):
            Availability.set_week(cast.rita, [winter, Stretch(0, time(11), time(17), first, last)], by=cast.rita)

    def test_the_database_refuses_dates_out_of_order(self, cast):
        with pytest.raises(IntegrityError, match="availability_dates_in_order"), transaction.atomic():
            Availability.objects.create(
                person=cast.rita, weekday=0, starts="09:00", ends="10:00",
                valid_from=XMAS, valid_until=WEDNESDAY,
            )  # fmt: skip


class TestClocks:
    def test_the_hour_that_a_spring_night_skips_is_in_no_override(self, cast, campaign, enrollment):
        kind = factories.bookable(campaign, cast.rita, name="Short", minutes=30, horizon=200)
        sunday = date(2027, 3, 28)  # 03:00 → 04:00
        Override.put(cast.rita, sunday, [(time(2), time(5))], by=cast.rita)
        picker = Picker(enrollment.lead, kind, by=cast.sam, day=sunday)
        found = [f"{at.starts_at.astimezone(ZoneInfo('Europe/Athens')):%H:%M}" for at in picker.times]
        assert found == ["02:00", "02:30", "04:00", "04:30"]

    def test_the_hour_that_an_autumn_night_repeats_is_there_twice(self, cast, campaign, enrollment):
        kind = factories.bookable(campaign, cast.rita, name="Hour", minutes=60, step=60)
        sunday = date(2026, 10, 25)  # 04:00 → 03:00
        with clock.frozen(datetime(2026, 10, 20, 9, tzinfo=UTC)):
            Override.put(cast.rita, sunday, [(time(2), time(5))], by=cast.rita)
            picker = Picker(enrollment.lead, kind, by=cast.sam, day=sunday)
            found = [f"{at.starts_at.astimezone(ZoneInfo('Europe/Athens')):%H:%M}" for at in picker.times]
        assert found == ["02:00", "03:00", "03:00", "04:00"]

    def test_a_zone_of_half_hours(self, cast, clocks):
        cast.rita.zone = "Asia/Kolkata"
        cast.rita.save()
        Override.put(cast.rita, WEDNESDAY, [(time(9), time(10))], by=cast.rita)
        assert clocks(WEDNESDAY) == ["05:30"]


def test_all_calendars_are_read_in_three_questions(cast, campaign, django_assert_num_queries):
    people = [factories.person(f"rep{n}", (cast.a, "rep")) for n in range(12)]
    for n, rep in enumerate(people):
        Availability.set_week(rep, [(0, time(9), time(12)), (0, time(13), time(17))], by=rep)
        Override.put(rep, WEDNESDAY, [(time(9), time(9 + n % 3 + 1))] if n % 2 else [], by=rep)
        HolidayRegion.choose(rep, ["GR", "DE"][n % 2], by=rep)
        TimeOff.take(rep, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=n + 1), by=rep)
    span = {"start": clock.now(), "end": clock.now() + timedelta(days=60), "now": clock.now(), "asked_by": cast.sam}
    for some in (people[:1], people):
        with django_assert_num_queries(3):
            found = diaries(some, **span)
    assert [len(diary.busy) for diary in found] == [1] * 12
    assert found[1].overrides == {WEDNESDAY: ((540, 660),)}
    assert found[2].overrides == {WEDNESDAY: ()}
    assert date(2026, 10, 28) in found[0].holidays
    assert date(2026, 10, 3) in found[1].holidays
    assert len(found[0].hours) == 2
