"""A rep's own hours and time off."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from appointments.models import Availability, TimeOff
from office import clock
from office.models import Refused

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
