"""A manager takes a time that the rules do not offer: with a reason that is kept, and never over something busy."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from appointments.models import (
    Appointment,
    CalendarBlock,
    HolidayRegion,
    MeetingKind,
    Override,
    Overrule,
    Picker,
    TimeOff,
)
from appointments.models.moving import move
from office import clock
from office.models import Refused
from tests import factories

ATHENS = ZoneInfo("Europe/Athens")
EVENING = datetime(2026, 11, 24, 20, tzinfo=ATHENS)


@pytest.fixture
def take(cast, enrollment, kind):
    def taken(at, reason="She leaves on Friday", by=cast.mo):
        return Overrule.take(Picker(enrollment.lead, kind, by=by), at, reason=reason)

    return taken


@pytest.fixture
def url(enrollment):
    return lambda name: reverse(f"appointments:{name}", args=[enrollment.lead_id])


def test_outside_hours_with_a_reason_that_the_meeting_shows(cast, as_, enrollment, take):
    block = take(EVENING)
    assert (block.person, block.state) == (cast.rita, CalendarBlock.State.ON_HOLD)
    meeting = Appointment.book(enrollment, by=cast.mo, hold=block.token)
    assert (meeting.overrule.reason, meeting.overrule.by) == ("She leaves on Friday", cast.mo)
    assert meeting.overrule.against == ["outside hours"]
    card = as_("rita").get(reverse("appointments:meeting", args=[meeting.pk])).content.decode()
    assert "“She leaves on Friday”" in card
    assert "Mo · outside hours" in card


def test_moved_to_a_time_that_is_offered_it_stands_against_no_rule(cast, enrollment, kind, take):
    meeting = Appointment.book(enrollment, by=cast.mo, hold=take(EVENING).token)
    offered = Picker(enrollment.lead, kind, by=cast.mo).soonest.starts_at
    hold = Picker(enrollment.lead, kind, by=cast.mo).hold(offered)
    move(meeting, hold=hold.token, by=cast.mo, due_at=clock.now())
    assert (meeting.overrule, Overrule.objects.count()) == (None, 1)


def test_what_stands_against_it_is_kept_in_full(cast, kind, take):
    kind.change(by=cast.mo, cap=1, horizon=7)
    HolidayRegion.choose(cast.rita, "GR", by=cast.rita)
    take(clock.now() + timedelta(minutes=30))
    assert Overrule.objects.get().against == ["notice"]
    take(datetime(2026, 12, 25, 10, tzinfo=ATHENS))
    assert Overrule.objects.latest("pk").against == ["horizon", "holiday"]


def test_a_full_day_and_what_is_booked_so_is_confirmed(cast, campaign, kind, enrollment, take):
    kind.change(by=cast.mo, cap=1)
    factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    start = datetime(2026, 11, 23, 16, tzinfo=ATHENS)
    block = take(start)
    assert Overrule.objects.get().against == ["cap"]
    assert Appointment.book(enrollment, by=cast.mo, hold=block.token).starts_at == start


def test_a_day_that_the_rep_has_closed(cast, take):
    Override.put(cast.rita, date(2026, 11, 24), [], by=cast.rita)
    assert take(datetime(2026, 11, 24, 10, tzinfo=ATHENS)).person == cast.rita


@pytest.mark.parametrize(("minutes", "why"), [(0, "busy"), (30, "busy"), (-45, "too close"), (45, "busy")])
def test_never_over_a_meeting_or_what_is_kept_free_around_it(cast, campaign, kind, take, minutes, why):
    meeting = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    with pytest.raises(Refused, match=why):
        take(meeting.starts_at + timedelta(minutes=minutes))
    assert not Overrule.objects.exists()


def test_never_over_time_off_or_what_lies_beyond_the_horizon(cast, take):
    far = EVENING + timedelta(days=90)
    TimeOff.take(cast.rita, starts_at=far, ends_at=far + timedelta(hours=1), by=cast.rita)
    with pytest.raises(Refused, match="busy"):
        take(far)
    assert take(far + timedelta(hours=1))


def test_never_over_what_somebody_who_must_be_there_does(cast, campaign, enrollment, take, kind):
    tom = factories.person("tom", (cast.a, "rep"))
    kind.change(by=cast.mo, companions=[tom.pk])
    TimeOff.take(tom, starts_at=EVENING, ends_at=EVENING + timedelta(hours=1), by=tom)
    with pytest.raises(Refused, match="busy"):
        take(EVENING)
    take(EVENING + timedelta(hours=1))
    assert Overrule.objects.get().against == ["outside hours"]
    assert CalendarBlock.objects.live(clock.now()).count() == 2


def test_the_rep_who_has_room_takes_it(cast, campaign, enrollment, take, kind):
    ray = factories.person("ray", (cast.a, "rep"))
    factories.bookable(campaign, ray, name="Ray's")
    TimeOff.take(ray, starts_at=EVENING, ends_at=EVENING + timedelta(hours=1), by=ray)
    assert take(EVENING).person == cast.rita


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_it_is_refused(take, reason):
    with pytest.raises(Refused, match="Say why"):
        take(EVENING, reason)


def test_a_time_that_is_over_is_refused(take):
    with pytest.raises(Refused, match="That time is over"):
        take(clock.now() - timedelta(minutes=1))


@pytest.mark.parametrize("name", ["sam", "ada", "otto"])
def test_only_the_clients_manager_may(cast, take, name):
    with pytest.raises(Refused, match="Only a manager"):
        take(EVENING, by=getattr(cast, name))


def test_without_reps_the_sentence_says_so(cast, campaign, enrollment):
    empty = MeetingKind.add(campaign, by=cast.mo, name="Nobody")
    with pytest.raises(Refused, match="No rep takes"):
        Overrule.take(Picker(enrollment.lead, empty, by=cast.mo), EVENING, reason="x")


def test_the_database_wants_a_reason(cast, enrollment):
    told = {"lead": enrollment.lead, "token": "0" * 32, "against": [], "by": cast.mo}
    with pytest.raises(IntegrityError, match="overrule_says_why"), transaction.atomic():
        Overrule.objects.create(client=cast.a, reason="", **told)


def test_the_page_reads_the_leads_clock(cast, as_, enrollment, kind, url):
    cast.mo.zone = "Europe/London"
    cast.mo.save()
    told = {"kind": kind.pk, "at": "2026-11-24T20:00", "why": "She leaves on Friday"}
    page = as_("mo").post(url("overrule"), told)
    assert page.status_code == 200
    assert page.context["held"].starts_at == EVENING
    assert 'name="hold"' in page.content.decode()


@pytest.mark.parametrize(
    ("at", "why", "words"),
    [
        ("2026-11-24T20:00", "", "This field is required."),
        ("nonsense", "So", "Enter a valid date/time."),
        ("9999-12-31T20:00", "So", "Enter a valid date/time."),
        ("2026-11-20T20:00", "So", "That time is over."),
    ],
)
def test_what_was_typed_stays_beside_the_sentence(as_, kind, url, at, why, words):
    page = as_("mo").post(url("overrule"), {"kind": kind.pk, "at": at, "why": why})
    text = page.content.decode()
    assert page.status_code == 422
    assert words in text
    assert f'value="{at}"' in text
    assert not why or f'value="{why}"' in text


def test_setters_do_not_see_it_and_may_not(cast, as_, kind, url):
    assert "Take a time that is not offered" not in as_("sam").get(url("slots")).content.decode()
    assert "Take a time that is not offered" in as_("mo").get(url("slots")).content.decode()
    assert as_("sam").post(url("overrule"), {}).status_code == 404
    assert as_("otto").post(url("overrule"), {}).status_code == 404


def test_a_manager_books_without_a_call(cast, as_, enrollment, kind, url, take):
    page = as_("mo").get(url("book"))
    assert page.status_code == 200
    assert "Book the meeting" in page.content.decode()
    none = as_("mo").post(url("book"), {"note": "Bring the drawings"})
    assert none.status_code == 422
    assert "Choose a time first." in none.content.decode()
    assert "Bring the drawings" in none.content.decode()
    token = take(EVENING).token
    answer = as_("mo").post(url("book"), {"hold": token, "note": "Bring the drawings", "place": "phone"})
    meeting = Appointment.objects.get()
    assert answer.headers["Location"] == reverse("appointments:meeting", args=[meeting.pk])
    assert (meeting.setter, meeting.note, meeting.place) == (cast.mo, "Bring the drawings", "phone")


def test_a_lead_without_a_pass_cannot_be_booked(cast, as_, client_a):
    lead = factories.lead(client_a, cast.mo)
    page = as_("mo").post(reverse("appointments:book", args=[lead.pk]), {"hold": "0" * 32})
    assert page.status_code == 422
    assert "in no campaign" in page.content.decode()


def test_the_leads_page_leads_there(cast, as_, enrollment, url):
    link = url("book")
    meetings = reverse("appointments:of_lead", args=[enrollment.lead_id])
    assert link in as_("mo").get(meetings).content.decode()
    assert link not in as_("sam").get(meetings).content.decode()


def test_the_hours_of_the_night_of_a_change_are_the_leads(cast, as_, enrollment, kind, url):
    """03:30 does not come on 28 March 2027 in Athens: the clocks jump over it, and so does the meeting."""
    told = {"kind": kind.pk, "at": "2027-03-28T03:30", "why": "A wish"}
    held = as_("mo").post(url("overrule"), told).context["held"]
    assert held.starts_at.astimezone(ATHENS).time() == time(4)
