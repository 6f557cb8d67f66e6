"""A rep's meetings as a calendar to subscribe to: at an address that nobody guesses, with little of the lead in it."""

from datetime import timedelta

import pytest
import recurring_ical_events
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from icalendar import Calendar

from appointments.models import Appointment, CalendarFeed, Place
from appointments.models.relocating import relocate
from office import clock, isolation
from tests import factories


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def address(cast):
    return CalendarFeed.make(by=cast.rita).removeprefix("http://127.0.0.1:8000")


def fetch(address, **headers):
    """As a calendar program does: no cookie, no client's rows open."""
    with isolation.seeing([]):
        return Browser().get(address, headers=headers)


def events(address):
    answer = fetch(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_holds_the_reps_standing_meetings(ahead, address):
    answer = fetch(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert str(calendar["method"]) == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert (str(event["uid"]), event["sequence"], event["dtstart"].dt) == (ahead.uid, 0, ahead.starts_at)
    assert str(event["summary"]) == f"Ahead – {ahead.lead}"
    assert str(event["url"]).endswith(reverse("appointments:meeting", args=[ahead.pk]))
    assert len(recurring_ical_events.of(calendar).at(ahead.starts_at.date())) == 1


def test_nothing_of_the_lead_that_a_calendar_does_not_need(cast, ahead, address):
    Appointment.objects.filter(pk=ahead.pk).update(place=Place.PHONE, where="+306900000077", note="Wants a discount")
    text = fetch(address).content.decode()
    for private in ("+306900000077", "helen@fresh.example", "discount", "ATTENDEE", "ORGANIZER"):
        assert private not in text


def test_it_says_where_to_go(cast, ahead, address):
    Appointment.objects.filter(pk=ahead.pk).update(place=Place.THEIRS, where="Kifisias 12")
    assert str(events(address)[0]["location"]) == "Kifisias 12"


def test_what_is_called_off_or_another_reps_is_not_in_it(cast, campaign, ahead, address):
    roy = factories.person("Roy", (cast.a, "rep"))
    theirs = CalendarFeed.make(by=roy).removeprefix("http://127.0.0.1:8000")
    assert events(theirs) == []
    ahead.cancel(by=cast.rita)
    assert events(address) == []


def test_what_is_long_over_is_left_out(ahead, address):
    clock.advance(ahead.ends_at + timedelta(days=29) - clock.now())
    assert len(events(address)) == 1
    clock.advance(timedelta(days=2))
    assert events(address) == []


def test_only_the_clients_for_whom_one_is_a_rep_now(cast, ahead, address):
    cast.rita.memberships.filter(client=cast.a, role="rep").delete()
    cast.rita.join(cast.a, "setter")
    assert events(address) == []


def test_who_may_not_log_in_reads_nothing(cast, ahead, address):
    cast.rita.is_active = False
    cast.rita.save()
    assert fetch(address).status_code == 404


def test_unchanged_it_is_not_sent_again(cast, ahead, address):
    first = fetch(address)
    same = fetch(address, if_none_match=first["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    assert fetch(address, if_modified_since=first["Last-Modified"]).status_code == 304
    clock.advance(timedelta(seconds=5))
    assert fetch(address)["Last-Modified"] == first["Last-Modified"]
    relocate(ahead, "Room 4", by=cast.rita)
    changed = fetch(address, if_none_match=first["ETag"], if_modified_since=first["Last-Modified"])
    assert changed.status_code == 200 and changed["ETag"] != first["ETag"]
    assert fetch(address, if_modified_since=first["Last-Modified"]).status_code == 200
    assert [event["sequence"] for event in events(address)] == [1]


def test_two_changes_within_a_second_are_two(cast, ahead, address):
    seen = [fetch(address)["Last-Modified"]]
    for room in ("4", "5"):
        relocate(ahead, f"Room {room}", by=cast.rita)
        seen.append(fetch(address)["Last-Modified"])
    assert len(set(seen)) == 3


def test_a_meeting_that_went_to_another_rep_is_a_change(cast, ahead, address):
    first = fetch(address)
    Appointment.objects.filter(pk=ahead.pk).update(rep=factories.person("Roy", (cast.a, "rep")))
    clock.advance(timedelta(seconds=5))
    again = fetch(address, if_modified_since=first["Last-Modified"])
    assert (again.status_code, Calendar.from_ical(again.content).walk("VEVENT")) == (200, [])


def test_made_anew_the_old_address_opens_nothing(cast, ahead, address):
    other = CalendarFeed.make(by=cast.rita).removeprefix("http://127.0.0.1:8000")
    assert fetch(address).status_code == 404
    assert fetch(other).status_code == 200


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "é"])
def test_a_guess_opens_nothing(address, token):
    assert fetch(f"/calendar/{token}.ics").status_code == 404


def test_the_address_itself_is_not_kept(cast, address):
    token = address.rpartition("/")[2].removesuffix(".ics")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM appointments_calendarfeed f")
        [(kept,)] = cursor.fetchall()
    assert token not in kept and len(token) == 43


def test_the_rep_makes_it_and_switches_it_off_on_the_hours_page(cast, as_):
    rita = as_("rita")
    assert "Make an address" in rita.get(reverse("appointments:hours")).content.decode()
    page = rita.post(reverse("appointments:feed_new")).content.decode()
    token = page.partition("/calendar/")[2].partition(".ics")[0]
    assert fetch(f"/calendar/{token}.ics").status_code == 200
    hours = rita.get(reverse("appointments:hours")).content.decode()
    assert "Make the address anew" in hours and token not in hours
    rita.post(reverse("appointments:feed_off"))
    assert fetch(f"/calendar/{token}.ics").status_code == 404
    assert "Make an address" in rita.get(reverse("appointments:hours")).content.decode()


def test_in_the_reps_own_language(cast, ahead, address):
    cast.rita.language = "el"
    cast.rita.save()
    assert "Βιντεοκλήση" in fetch(address).content.decode()


def test_a_name_adds_no_line(cast, ahead, address):
    ahead.lead.last_name = "Evil\r\nATTENDEE:mailto:x@y.example"
    ahead.lead.save()
    text = fetch(address).content.replace(b"\r\n ", b"")
    assert b"\r\nATTENDEE" not in text


def test_who_comes_along_finds_the_meeting_there_too(cast, campaign):
    tom = factories.person("tom", (cast.a, "rep"))
    kind = factories.bookable(campaign, cast.rita, tom, companions=[tom.pk], name="Audit")
    campaign.pool.get(person=tom).delete()
    made = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    toms = CalendarFeed.make(by=tom).removeprefix("http://127.0.0.1:8000")
    assert [str(event["uid"]) for event in events(toms)] == [made.uid]
    made.cancel(by=cast.rita)
    assert events(toms) == []
