"""A rep's own hours and time off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from appointments.models import Availability, HolidayRegion, Override, Picker, Stretch, TimeOff
from office import clock
from office.models import Client, Refused
from tests import factories

HOURS, AWAY = reverse("appointments:hours"), reverse("appointments:away")


def week_of(person):
    return [(a.weekday, f"{a.starts:%H:%M}", f"{a.ends:%H:%M}") for a in Availability.objects.of([person.pk])]


def test_saving_replaces_the_week(cast, as_):
    Availability.set_week(cast.rita, [(4, time(8), time(9))], by=cast.rita)
    said = {"0-0-from": "09:00", "0-0-until": "12:00", "0-1-from": "13:00", "0-1-until": "00:00"}
    assert as_("rita").post(HOURS, said).status_code == 302
    assert week_of(cast.rita) == [(0, "09:00", "12:00"), (0, "13:00", "00:00")]
    page = as_("rita").get(HOURS).content.decode()
    assert 'value="09:00"' in page
    assert 'value="00:00"' in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"0-0-from": "09:00"}, "Say both, from and until."),
        ({"0-0-from": "12:00", "0-0-until": "09:00"}, "Hours must end after they start."),
        ({"0-0-from": "09:00", "0-0-until": "09:00"}, "Hours must end after they start."),
        (
            {"0-0-from": "09:00", "0-0-until": "12:00", "0-1-from": "11:00", "0-1-until": "13:00"},
            "Two stretches of hours on one day overlap.",
        ),
        ({"0-0-from": "25:00", "0-0-until": "26:00"}, "Enter a valid time."),
    ],
)
def test_hours_that_make_no_sense_change_nothing(cast, as_, said, words):
    Availability.set_week(cast.rita, [(4, time(8), time(9))], by=cast.rita)
    answer = as_("rita").post(HOURS, said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert week_of(cast.rita) == [(4, "08:00", "09:00")]


def test_overlap_with_an_end_at_midnight_is_seen(cast):
    with pytest.raises(Refused, match="overlap"):
        Availability.set_week(cast.rita, [(0, time(9), time(0)), (0, time(22), time(23))], by=cast.rita)


def test_time_off_is_read_off_my_own_wall(cast, as_):
    cast.rita.zone = "America/New_York"
    cast.rita.save()
    said = {"starts": "2026-12-24T12:00", "ends": "2026-12-28T09:00", "reason": "Christmas"}
    assert as_("rita").post(AWAY, said).status_code == 302
    away = TimeOff.objects.get()
    assert (away.starts_at, away.ends_at) == (
        datetime(2026, 12, 24, 17, tzinfo=UTC),
        datetime(2026, 12, 28, 14, tzinfo=UTC),
    )
    assert "Christmas" in as_("rita").get(HOURS).content.decode()


def test_time_off_says_which_meetings_stand_in_it(cast, as_, meeting):
    TimeOff.take(cast.rita, starts_at=meeting.starts_at, ends_at=meeting.ends_at, by=cast.rita)
    assert "1 meeting is booked in it" in as_("rita").get(HOURS).content.decode()
    meeting.cancel(by=cast.rita)
    assert "booked in it" not in as_("rita").get(HOURS).content.decode()


def test_time_off_must_end_after_it_starts(cast, as_):
    said = {"starts": "2026-12-24T12:00", "ends": "2026-12-24T12:00"}
    answer = as_("rita").post(AWAY, said)
    assert answer.status_code == 422
    assert "Time off must end after it starts." in answer.content.decode()
    assert as_("rita").post(AWAY, {"starts": "x"}).status_code == 422


def test_withdrawing_is_my_own_affair(cast, as_):
    away = TimeOff.take(
        cast.rita, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1), reason="x", by=cast.rita
    )
    url = reverse("appointments:withdraw", args=[away.pk])
    assert as_("oren").post(url).status_code == 404
    assert as_("rita").get(url).status_code == 405
    assert as_("rita").post(url).status_code == 302
    assert not TimeOff.objects.exists()


def test_only_reps_have_hours(as_):
    assert [as_(name).get(HOURS).status_code for name in ("rita", "sam", "mo")] == [200, 404, 404]


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_time_off_at_the_end_of_the_calendar_is_refused(as_, cast, year):
    told = {"starts": f"{year}-12-31T00:00", "ends": f"{year}-12-31T23:59"}
    assert as_("rita").post(reverse("appointments:away"), told).status_code == 422


def test_any_number_of_stretches_is_shown_and_kept(cast, as_):
    week = [(0, time(8 + 2 * n), time(9 + 2 * n)) for n in range(5)]
    Availability.set_week(cast.rita, week, by=cast.rita)
    form = as_("rita").get(HOURS).context["form"]
    assert [len(row["stretches"]) for row in form.rows] == [5, 2, 2, 2, 2, 2, 2]
    said = {name: f"{value:%H:%M}" for name, value in form.initial.items() if value}
    assert as_("rita").post(HOURS, said).status_code == 302
    assert [(0, f"{starts:%H:%M}", f"{ends:%H:%M}") for _day, starts, ends in week] == week_of(cast.rita)


def test_another_stretch_is_asked_for_and_nothing_typed_is_lost_or_saved(cast, as_):
    said = {"2-0-from": "09:00", "2-0-until": "", "2-1-from": "13:00", "4-0-since": "2026-12-01"}
    page = as_("rita").post(HOURS, {**said, "more": "2"})
    text = page.content.decode()
    assert page.status_code == 200
    assert [len(row["stretches"]) for row in page.context["form"].rows] == [2, 2, 3, 2, 2, 2, 2]
    for value in ("09:00", "13:00", "2026-12-01"):
        assert f'value="{value}"' in text
    assert "Say both" not in text
    assert week_of(cast.rita) == []
    assert as_("rita").post(HOURS, {"more": "nonsense", "2-0-from": "x"}).status_code == 200
    assert as_("rita").post(HOURS, {"more": "2", "2-99-from": "09:00"}).status_code == 200


def test_hours_between_two_dates(cast, as_):
    said = {"0-0-from": "09:00", "0-0-until": "12:00", "0-0-since": "2026-12-01", "0-0-till": "2026-12-31"}
    assert as_("rita").post(HOURS, said).status_code == 302
    found = Availability.objects.get()
    assert (found.valid_from, found.valid_until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert 'value="2026-12-31"' in as_("rita").get(HOURS).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"0-0-since": "2026-12-01"}, "Say both, from and until."),
        (
            {"0-0-from": "09:00", "0-0-until": "12:00", "0-0-since": "2026-12-02", "0-0-till": "2026-12-01"},
            "The last day must not come before the first.",
        ),
        ({"0-0-from": "09:00", "0-0-until": "12:00", "0-0-since": "2026-13-02"}, "Enter a valid date."),
    ],
)
def test_dates_that_make_no_sense_change_nothing(cast, as_, said, words):
    answer = as_("rita").post(HOURS, said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert week_of(cast.rita) == []


class TestOtherHours:
    URL = reverse("appointments:override")

    def test_hours_of_a_date(self, cast, as_):
        said = {"date": "2026-11-25", "from_0": "09:00", "until_0": "10:00", "from_2": "22:00", "until_2": "00:00"}
        assert as_("rita").post(self.URL, {**said, "act": "open"}).status_code == 302
        assert Override.objects.get().windows == [[540, 600], [1_320, 1_440]]
        assert "09:00–10:00, 22:00–00:00" in as_("rita").get(HOURS).content.decode()

    def test_closed_that_day(self, cast, as_):
        assert as_("rita").post(self.URL, {"date": "2026-11-25", "act": "closed"}).status_code == 302
        assert Override.objects.get().windows == []
        assert "closed" in as_("rita").get(HOURS).content.decode()

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"date": "2026-11-25"}, "Say from when until when, or close the day."),
            ({"date": "2026-11-25", "from_0": "09:00"}, "Say both, from and until."),
            ({"date": "", "from_0": "09:00", "until_0": "10:00"}, "This field is required."),
            ({"date": "2026-11-01", "from_0": "09:00", "until_0": "10:00"}, "That day is over."),
            ({"date": "2026-11-25", "from_0": "09:00", "until_0": "08:00"}, "Hours must end after they start."),
            ({"date": "9999-12-31", "from_0": "09:00", "until_0": "10:00"}, "Enter a valid date."),
        ],
    )
    def test_what_makes_no_sense_is_said(self, as_, said, words):
        answer = as_("rita").post(self.URL, {**said, "act": "open"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "from_0" not in said or 'value="09:00"' in answer.content.decode()
        assert not Override.objects.exists()

    def test_the_usual_hours_again_are_my_own_affair(self, cast, as_):
        made = Override.put(cast.rita, date(2026, 11, 25), [], by=cast.rita)
        url = reverse("appointments:usual", args=[made.pk])
        assert as_("oren").post(url).status_code == 404
        assert as_("rita").post(url).status_code == 302
        assert not Override.objects.exists()

    def test_a_closed_day_says_which_meetings_stand_on_it(self, cast, as_, meeting):
        Override.put(cast.rita, date(2026, 11, 23), [], by=cast.rita)
        assert "1 meeting that day" in as_("rita").get(HOURS).content.decode()


class TestHolidays:
    URL, WORK = reverse("appointments:region"), reverse("appointments:work_on")

    def test_a_country_and_then_its_part(self, cast, as_):
        assert "Bayern" not in as_("rita").get(HOURS).content.decode()
        assert as_("rita").post(self.URL, {"country": "DE"}).status_code == 302
        page = as_("rita").get(HOURS).content.decode()
        assert "Bayern" in page
        assert "Christmas Day" in page
        assert as_("rita").post(self.URL, {"country": "DE", "subdivision": "BY"}).status_code == 302
        assert str(HolidayRegion.of(cast.rita)) == "DE BY"
        as_("rita").post(self.URL, {"country": "GR", "subdivision": "BY"})  # of the country before
        assert str(HolidayRegion.of(cast.rita)) == "GR"
        as_("rita").post(self.URL, {"country": ""})
        assert HolidayRegion.of(cast.rita) is None

    def test_nonsense_is_refused(self, cast, as_):
        answer = as_("rita").post(self.URL, {"country": "XX"})
        assert answer.status_code == 422
        assert "Select a valid choice." in answer.content.decode()

    def test_the_switch_to_work_on_one(self, cast, as_):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        Availability.set_week(cast.rita, [(4, time(9), time(17))], by=cast.rita)
        assert as_("rita").post(self.WORK, {"date": "2026-12-25"}).status_code == 302
        page = as_("rita").get(HOURS).content.decode()
        assert "I work 09:00–17:00" in page
        as_("rita").post(reverse("appointments:usual", args=[Override.objects.get().pk]))
        assert "I work 09:00–17:00" not in as_("rita").get(HOURS).content.decode()

    def test_a_day_without_usual_hours_says_so(self, cast, as_):
        HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
        answer = as_("rita").post(self.WORK, {"date": "2026-12-25"})
        assert answer.status_code == 422
        assert "You have no usual hours on that weekday." in answer.content.decode()
        assert as_("rita").post(self.WORK, {"date": "x"}).status_code == 422


def test_two_seasons_of_one_stretch_come_back_in_order(cast, as_):
    seasons = [
        Stretch(0, time(9), time(12), None, date(2026, 12, 31)),
        Stretch(0, time(9), time(17), date(2027, 1, 1), None),
    ]
    Availability.set_week(cast.rita, seasons, by=cast.rita)
    row = as_("rita").get(HOURS).context["form"].rows[0]
    assert [stretch["since_field"].value() for stretch in row["stretches"]] == [None, date(2027, 1, 1)]
    assert all(stretch["is_dated"] for stretch in row["stretches"])


class TestOfOneClient:
    """A rep of two clients says for whom some hours are."""

    @pytest.fixture(autouse=True)
    def both(self, cast):
        cast.rita.join(cast.b, "rep")

    def test_hours_are_said_for_all_or_for_one(self, cast, as_):
        said = {
            "0-0-from": "09:00", "0-0-until": "12:00", "0-1-from": "13:00", "0-1-until": "17:00",
            "0-1-for": str(cast.b.pk),
        }  # fmt: skip
        assert as_("rita").post(HOURS, said).status_code == 302
        assert list(Availability.objects.of([cast.rita.pk]).values_list("starts", "client")) == [
            (time(9), None), (time(13), cast.b.pk),
        ]  # fmt: skip
        page = as_("rita").get(HOURS).content.decode()
        assert f'<option value="{cast.b.pk}" selected>Other Works</option>' in page
        typed = as_("rita").post(HOURS, {**said, "more": "0"}).content.decode()
        assert f'<option value="{cast.b.pk}" selected>Other Works</option>' in typed

    def test_the_picker_of_each_client_offers_its_own(self, cast, campaign, other_campaign):
        ours = factories.bookable(campaign, cast.rita, minutes=60, after=0, step=60)
        theirs = factories.bookable(other_campaign, cast.rita, minutes=60, after=0, step=60)
        tuesday = [
            Stretch(1, time(9), time(10)),
            Stretch(1, time(10), time(11), client_id=cast.a.pk),
            Stretch(1, time(10), time(12), client_id=cast.b.pk),
        ]
        Availability.set_week(cast.rita, tuesday, by=cast.rita)

        def offered(campaign, kind, by):
            lead = factories.lead(campaign.client, by)
            day = date(2026, 11, 24)
            found = Picker(lead, kind, by=by, day=day).times
            return [at.starts_at.hour + 2 for at in found]

        assert offered(campaign, ours, cast.sam) == [9, 10]
        assert offered(other_campaign, theirs, cast.oscar) == [9, 10, 11]

    def test_hours_that_hold_for_both_at_once_overlap(self, cast):
        for client in (None, cast.a.pk):
            with pytest.raises(Refused, match="overlap"):
                Availability.set_week(
                    cast.rita,
                    [
                        Stretch(0, time(9), time(12), client_id=client),
                        Stretch(0, time(11), time(13), client_id=cast.a.pk),
                    ],
                    by=cast.rita,
                )

    def test_a_client_of_somebody_else_cannot_be_named(self, cast, as_):
        other = Client.open(name="Third", slug="third", at=clock.now())
        said = {"0-0-from": "09:00", "0-0-until": "12:00", "0-0-for": str(other.pk)}
        answer = as_("rita").post(HOURS, said)
        assert answer.status_code == 422

    def test_who_works_for_one_is_not_asked(self, cast, as_):
        page = as_("oren").get(HOURS).content.decode()
        assert "0-0-for" not in page
