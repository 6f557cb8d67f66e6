"""The lead's own page: by a signed address, no log-in; it confirms, moves, calls off and says where, within rules."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import Signer
from django.test import Client as Browser
from django.urls import reverse

from appointments.models import Appointment, CalendarBlock, LetterPlan, OwnAct, OwnPage
from appointments.models.ownlink import own_link, own_token
from appointments.models.ownpage import MOST_A_DAY
from appointments.walltime import instant, moment
from leads.models import Activity, Enrollment
from leads.states import Stage
from office import clock, isolation
from office.models import Message, Notice, Refused
from tests import factories
from tests.appointments.test_reminders import USUAL

State = Appointment.State
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def visitor():
    """A stranger's browser, which refuses cookies: no CSRF token either."""
    return Browser(enforce_csrf_checks=True)


def url(meeting, act=""):
    return reverse(f"appointments:own{act and '_' + act}", args=[own_token(meeting)])


def post(visitor, meeting, act, version=None, **said):
    with isolation.seeing([]):
        return visitor.post(url(meeting, act), {"version": version or meeting.version, **said})


def get(visitor, address):
    with isolation.seeing([]):
        return visitor.get(address)


def times(meeting, days=1):
    """Starts that the page offers on a day after the meeting's, as its form sends them."""
    day = (meeting.starts_at + timedelta(days=days)).date()
    return [time.stamp for time in OwnPage(own_token(meeting), meeting).picker(day).times]


def said(meeting):
    lines = Activity.objects.of_lead(meeting.lead).filter(kind="meeting").order_by("pk")
    return [line.details["what"] for line in lines]


def told(person):
    return [notice.text for notice in Notice.objects.to(person).order_by("pk")]


# --- The address -----------------------------------------------------------------------------------


def test_the_letters_carry_the_address(invited, visitor):
    Message.objects.sweep()
    clock.advance(invited.starts_at - 24 * HOUR - clock.now())
    Message.objects.sweep()
    reminder = [letter for letter in mail.outbox if any(invited.lead.email in to for to in letter.to)][-1]
    link = re.search(r"https?://\S+/m/\S+", reminder.body)[0]
    assert link == own_link(invited)
    assert get(visitor, re.sub(r"^https?://[^/]+", "", link)).status_code == 200


def test_looking_shows_the_meeting_and_changes_nothing(invited, visitor):
    rows = (Message.objects.count(), Activity.objects.count(), CalendarBlock.objects.count())
    for address in (url(invited), url(invited, "move")):
        page = get(visitor, address)
        assert page.status_code == 200 and page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "same-origin" and "no-store" in page["Cache-Control"]
        assert not page.cookies
    assert "Wednesday 25 November" in get(visitor, url(invited)).content.decode()
    assert rows == (Message.objects.count(), Activity.objects.count(), CalendarBlock.objects.count())


@pytest.mark.parametrize("act", ["confirm", "cancel", "where"])
def test_an_act_is_never_done_by_looking(invited, visitor, act):
    assert get(visitor, url(invited, act)).status_code == 405
    invited.refresh_from_db()
    assert invited.state == State.BOOKED


def wrong_addresses(meeting):
    """Forged, expired and unknown ones."""
    token = own_token(meeting)
    unknown = mock.Mock(client_id=meeting.client_id, pk=999_999_999)
    elsewhere = mock.Mock(client_id=meeting.client_id + 1, pk=meeting.pk)
    return {
        "another signature": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "no signature": token.partition(".")[0],
        "another number": token.replace(f"-{meeting.pk}.", f"-{meeting.pk + 1}."),
        "another salt": Signer(salt="another", sep=".").sign(f"{meeting.client_id}-{meeting.pk}"),
        "words": Signer(salt="appointments.own-page", sep=".").sign("a-b"),
        "unknown": own_token(unknown),
        "another client's": own_token(elsewhere),
        "long": "x" * 5000,
        "nul": "1-2\0.x",
    }


def test_forged_expired_and_unknown_addresses_get_the_same_answer(invited, visitor):
    answers = set()
    for name, token in wrong_addresses(invited).items():
        for act in ("", "_move"):
            page = get(visitor, reverse(f"appointments:own{act}", args=[token]))
            answers.add((page.status_code, page.content))
            assert page.status_code == 404, name
        for act in ("_confirm", "_cancel", "_move", "_where"):
            with isolation.seeing([]):
                page = visitor.post(reverse(f"appointments:own{act}", args=[token]), {"version": 1})
            answers.add((page.status_code, page.content))
    clock.advance(invited.ends_at - clock.now())
    page = get(visitor, url(invited))
    answers.add((page.status_code, page.content))
    assert len(answers) == 1, "who guesses learns nothing"


def test_an_address_holds_for_every_version_until_the_meeting_is_over(cast, invited, visitor):
    before = url(invited)
    post(visitor, invited, "move", start=times(invited)[0])
    invited.refresh_from_db()
    assert url(invited) == before and get(visitor, before).status_code == 200
    clock.advance(invited.ends_at - timedelta(minutes=1) - clock.now())
    assert get(visitor, before).status_code == 200
    clock.advance(timedelta(minutes=1))
    assert get(visitor, before).status_code == 404


def test_it_speaks_the_leads_language(cast, campaign, visitor):
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    made = factories.booked(factories.enrolled(campaign, cast.sam, email="e@x.example", language="el"), kind, cast.sam)
    page = visitor.get(url(made), HTTP_ACCEPT_LANGUAGE="en")
    assert page["Content-Language"] == "el" and 'lang="el"' in page.content.decode()


def test_too_many_questions_from_one_place_wait(invited, visitor):
    statuses = [get(visitor, url(invited)).status_code for _each in range(121)]
    assert statuses[119] == 200 and statuses[120] == 429
    assert visitor.get(reverse("appointments:own", args=["x"])).status_code == 429, "guessing costs as much"


# --- Yes -------------------------------------------------------------------------------------------


def test_the_lead_confirms_and_both_hear_of_it(cast, invited, visitor):
    page = post(visitor, invited, "confirm")
    assert (page.status_code, page["Location"]) == (302, url(invited))
    invited.refresh_from_db()
    assert (invited.state, invited.version) == (State.CONFIRMED, 1)
    assert said(invited) == ["confirmed", "page_confirmed"]
    for person in (cast.sam, cast.rita):
        assert told(person)[-1] == f"{invited.lead} confirmed the meeting."
        assert Notice.objects.to(person).latest("pk").url == reverse("appointments:meeting", args=[invited.pk])
    assert "You have confirmed" in get(visitor, url(invited)).content.decode()


def test_twice_is_once(cast, invited, visitor):
    for _time in range(2):
        assert post(visitor, invited, "confirm").status_code == 302
    assert OwnAct.objects.on(invited).count() == 1
    assert len(told(cast.rita)) == 1


# --- Another time ----------------------------------------------------------------------------------


def test_the_lead_moves_it_to_a_time_that_is_offered(cast, invited, visitor):
    start = times(invited)[1]
    assert post(visitor, invited, "move", start=start).status_code == 302
    moved = Appointment.objects.get(pk=invited.pk)
    assert (instant(moved.starts_at), moved.rep, moved.version, moved.sequence) == (start, cast.rita, 2, 1)
    block = CalendarBlock.objects.of_appointment(invited.pk).booked().get()
    assert instant(block.starts_at) == start
    assert said(invited) == ["rescheduled", "page_moved"]
    assert told(cast.sam) == [f"{invited.lead} moved the meeting to another time."]
    assert Message.objects.sweep() == 2
    assert all(each.subject.startswith("Changed:") for each in mail.outbox)


def test_the_same_rep_first(cast, campaign, invited):
    roy = factories.person("Roy", (cast.a, "rep"))
    factories.bookable(campaign, roy, name="Roy's")
    page = OwnPage(own_token(invited), invited)
    assert {time.rep for time in page.picker().times} == {cast.rita}
    invited.rep.availability.all().delete()
    assert {time.rep for time in OwnPage(own_token(invited), invited).picker().times} == {roy}


def test_with_another_rep_the_first_one_hears_of_it(cast, campaign, invited, visitor):
    roy = factories.person("Roy", (cast.a, "rep"))
    factories.bookable(campaign, roy, name="Roy's")
    invited.rep.availability.all().delete()
    assert post(visitor, invited, "move", start=times(invited)[0]).status_code == 302
    invited.refresh_from_db()
    assert invited.rep == roy
    assert all(told(person)[-1].endswith("moved the meeting to another time.") for person in (cast.rita, cast.sam, roy))


@pytest.mark.parametrize("shift", [-1, 60, 9 * 3600, 400 * 24 * 3600])
def test_a_time_that_is_not_offered_is_refused(invited, visitor, shift):
    page = post(visitor, invited, "move", start=times(invited)[0] + shift)
    assert page.status_code == 422
    assert "not free any more" in page.content.decode()
    invited.refresh_from_db()
    assert invited.version == 1 and CalendarBlock.objects.of_appointment(invited.pk).booked().count() == 1


def test_a_time_that_was_taken_meanwhile_is_refused(cast, campaign, invited, visitor):
    start = times(invited)[0]
    CalendarBlock.hold([cast.rita], invited.kind, moment(start), by=cast.sue, lead=1)
    page = post(visitor, invited, "move", start=start)
    assert page.status_code == 422 and "Choose another one" in page.content.decode()


def test_a_setters_hold_is_left_alone(cast, campaign, invited, visitor):
    """The setter of the meeting talks to another lead just now."""
    other = factories.enrolled(campaign, cast.sam)
    held = factories.held(other, invited.kind, cast.sam)
    assert post(visitor, invited, "move", start=times(invited)[0]).status_code == 302
    held.refresh_from_db()
    assert held.state == CalendarBlock.State.ON_HOLD


def test_not_more_often_than_the_plan_says(cast, invited, visitor):
    LetterPlan.set(cast.a, by=cast.mo, **USUAL | {"moves": 1})
    assert post(visitor, invited, "move", start=times(invited)[0]).status_code == 302
    invited.refresh_from_db()
    page = post(visitor, invited, "move", start=times(invited)[0])
    assert page.status_code == 422 and "as often as can be done here" in page.content.decode()


def test_not_when_it_begins_soon_but_it_may_be_called_off(cast, invited, visitor):
    clock.advance(invited.starts_at - HOUR - clock.now())
    assert "too late to move it here" in get(visitor, url(invited, "move")).content.decode()
    assert post(visitor, invited, "move", start=times(invited, days=3)[0]).status_code == 422
    assert post(visitor, invited, "cancel").status_code == 302


def test_an_old_page_changes_nothing(cast, invited, visitor):
    """Moved by the setter while the lead's page lay open."""
    start = times(invited)[0]
    assert post(visitor, invited, "move", start=start).status_code == 302
    for act in ("confirm", "cancel", "where", "move"):
        page = post(visitor, invited, act, version=1, where="https://x.example", start=start)
        assert page.status_code == 422, act
        assert "has changed meanwhile" in page.content.decode()
    invited.refresh_from_db()
    assert (invited.state, invited.version) == (State.BOOKED, 2)


@pytest.mark.parametrize("query", ["", "version=x", "version=99999999", "version=1&start=x", "version=1"])
def test_nonsense_is_a_sentence(invited, visitor, query):
    with isolation.seeing([]):
        page = visitor.post(url(invited, "move"), query, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31", "2026-11-25"])
def test_any_day_can_be_asked_for(invited, visitor, day):
    assert get(visitor, f"{url(invited, 'move')}?day={day}").status_code == 200


# --- No --------------------------------------------------------------------------------------------


def test_the_lead_calls_it_off_with_a_reason(cast, invited, visitor):
    assert post(visitor, invited, "cancel", reason="We  are\nmoving house").status_code == 302
    invited.refresh_from_db()
    assert invited.state == State.CANCELLED
    assert Enrollment.objects.get(pk=invited.enrollment_id).stage == Stage.WORKING
    assert told(cast.rita) == [f"{invited.lead} called the meeting off: We are moving house"]
    assert said(invited) == ["cancelled", "page_cancelled"]
    assert "called off" in get(visitor, url(invited)).content.decode()
    assert Message.objects.sweep() == 2
    assert not Message.objects.about(invited.matter).unsent().exists()


def test_called_off_nothing_more_can_be_done(invited, visitor):
    post(visitor, invited, "cancel")
    invited.refresh_from_db()
    for act in ("confirm", "cancel", "move", "where"):
        assert post(visitor, invited, act, start=1, where="+302101234567").status_code == 422, act


def test_once_it_has_begun_nothing_can_be_done(invited, visitor):
    clock.advance(invited.starts_at - clock.now())
    for act in ("cancel", "move", "where"):
        assert post(visitor, invited, act, start=1, where="https://x.example").status_code == 422, act
    assert "nothing can be changed" in get(visitor, url(invited)).content.decode()


# --- Where -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "typed", "kept"),
    [
        ("phone", "210 123 4567", "+302101234567"),
        ("video", "meet.example.org/room", "https://meet.example.org/room"),
        ("theirs", "Kifisias 12,  Athens", "Kifisias 12, Athens"),
    ],
)
def test_the_lead_says_where(cast, invited, visitor, place, typed, kept):
    Appointment.objects.filter(pk=invited.pk).update(place=place)
    assert post(visitor, invited, "where", where=typed).status_code == 302
    invited.refresh_from_db()
    assert (invited.where, invited.version) == (kept, 2)
    assert told(cast.rita) == [f"{invited.lead} said where the meeting is: {kept}"]
    assert said(invited) == ["relocated", "page_where"]


@pytest.mark.parametrize(
    ("place", "typed", "sentence"),
    [
        ("phone", "12", "no number that can be called"),
        ("video", "javascript:alert(1)", "no link"),
        ("video", "ftp://x.example/", "no link"),
        ("theirs", " ", "Write it down first"),
    ],
)
def test_what_cannot_be_a_place_is_a_sentence_and_stays_typed(invited, visitor, place, typed, sentence):
    Appointment.objects.filter(pk=invited.pk).update(place=place)
    page = post(visitor, invited, "where", where=typed)
    assert page.status_code == 422
    assert sentence in page.content.decode() and f'value="{typed}"' in page.content.decode()
    invited.refresh_from_db()
    assert invited.where == ""


def test_our_office_needs_no_word(invited, visitor):
    Appointment.objects.filter(pk=invited.pk).update(place="ours")
    assert "Say where" not in get(visitor, url(invited)).content.decode()
    assert post(visitor, invited, "where", where="x").status_code == 422


def test_a_name_is_text_and_nothing_else(invited, visitor):
    Appointment.objects.filter(pk=invited.pk).update(place="theirs", where='<script>alert("x")</script>')
    page = get(visitor, url(invited)).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


# --- Limits, other clients -------------------------------------------------------------------------


def test_whoever_holds_the_address_changes_it_so_often_a_day(cast, invited, visitor):
    Appointment.objects.filter(pk=invited.pk).update(place="theirs")
    page = OwnPage(own_token(invited), Appointment.objects.shown().get(pk=invited.pk))
    for number in range(MOST_A_DAY):
        page.say_where(f"Street {number}", version=page.meeting.version)
    with pytest.raises(Refused, match="very often today"):
        page.say_where("Street", version=page.meeting.version)
    clock.advance(timedelta(days=1, minutes=1))
    page.say_where("Street", version=page.meeting.version)


def test_the_page_needs_no_clients_rows_opened_for_it(invited, visitor):
    with isolation.seeing([]):
        assert visitor.get(url(invited)).status_code == 200
        assert visitor.post(url(invited, "confirm"), {"version": 1}).status_code == 302
