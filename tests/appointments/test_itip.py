"""What RFC 5546 asks of each change: who gets which METHOD, one UID for life, a rising SEQUENCE, whom CANCEL names."""

from email.utils import parseaddr

import pytest
from django.core import mail
from icalendar import Calendar

from appointments.models import PoolMember
from appointments.models.moving import move
from appointments.models.relocating import relocate
from office import clock
from office.models import Message
from tests import factories

HELEN, RITA, ROY = "helen@fresh.example", "rita@demo.test", "roy@demo.test"


def swept():
    """[(to, METHOD, event)] of what left just now, letters without a calendar left out."""
    mail.outbox.clear()
    Message.objects.sweep()
    found = []
    for each in mail.outbox:
        ics = [part for part in each.alternatives if part.mimetype.startswith("text/calendar")]
        if ics:
            calendar = Calendar.from_ical(ics[0].content)
            found.append((each.to[0], str(calendar["method"]), calendar.walk("VEVENT")[0]))
    return found


def attendees(event):
    told = event["attendee"]
    return [str(each).removeprefix("mailto:") for each in (told if isinstance(told, list) else [told])]


@pytest.fixture
def roy(cast, campaign):
    """Another rep of the pool."""
    return factories.person("Roy", (cast.a, "rep"))


def moved_to(rep, meeting, cast, notice=96):
    kind = factories.bookable(meeting.enrollment.campaign, rep, notice=notice * 60, name=f"With {rep} {notice}")
    if rep != meeting.rep:
        PoolMember.objects.filter(person=meeting.rep).delete()
    hold = factories.held(meeting.enrollment, kind, cast.sam)
    assert hold.person == rep
    move(meeting, hold=hold.token, by=cast.sam, due_at=clock.now())


def test_a_move_updates_everybody_with_a_higher_sequence(cast, invited):
    moved_to(cast.rita, invited, cast)
    told = swept()
    assert {(to, method) for to, method, _event in told} == {(HELEN, "REQUEST"), (RITA, "REQUEST")}
    for _to, _method, event in told:
        assert (event["uid"], event["sequence"], event["status"]) == (invited.uid, 1, "CONFIRMED")
        assert event["dtstart"].dt == invited.starts_at and "Z" in event["dtstart"].to_ical().decode()
        assert attendees(event) == [HELEN, RITA]


def test_a_rep_who_is_swapped_out_gets_a_cancel_that_names_nobody_else(cast, roy, invited):
    moved_to(roy, invited, cast)
    told = {(to, method): event for to, method, event in swept()}
    assert set(told) == {(RITA, "CANCEL"), (HELEN, "REQUEST"), (ROY, "REQUEST")}
    off = told[RITA, "CANCEL"]
    assert attendees(off) == [RITA]
    assert "status" not in off, "the meeting goes on: STATUS must not say that it is called off (RFC 5546, 3.2.5)"
    assert off["uid"] == invited.uid and off["sequence"] == 1
    on = told[HELEN, "REQUEST"]
    assert attendees(on) == [HELEN, ROY] and on["sequence"] == 2 and on["uid"] == invited.uid
    assert on["sequence"] == told[ROY, "REQUEST"]["sequence"]


def test_the_lead_reads_of_a_change_and_the_new_rep_of_a_meeting(cast, roy, invited):
    moved_to(roy, invited, cast)
    swept()
    subjects = {each.to[0]: each.subject for each in mail.outbox}
    assert subjects[HELEN].startswith("Changed:") and subjects[ROY].startswith("Meeting on")
    assert subjects[RITA].startswith("Called off:")


def test_a_rep_who_comes_back_is_asked_anew(cast, roy, invited):
    moved_to(roy, invited, cast)
    swept()
    moved_to(cast.rita, invited, cast, notice=120)
    told = {(to, method): event for to, method, event in swept()}
    assert set(told) == {(ROY, "CANCEL"), (HELEN, "REQUEST"), (RITA, "REQUEST")}
    assert told[ROY, "CANCEL"]["sequence"] == 3 and told[RITA, "REQUEST"]["sequence"] == 4


def test_called_off_names_all_and_says_so(cast, invited):
    invited.cancel(by=cast.rita)
    told = swept()
    assert {(to, method) for to, method, _event in told} == {(HELEN, "CANCEL"), (RITA, "CANCEL")}
    for _to, _method, event in told:
        assert (event["status"], event["sequence"], attendees(event)) == ("CANCELLED", 1, [HELEN, RITA])
        assert event["organizer"] == "mailto:setterdesk@localhost"


def test_who_was_taken_off_before_is_not_told_again_when_it_is_called_off(cast, roy, invited):
    moved_to(roy, invited, cast)
    swept()
    invited.cancel(by=cast.sam)
    assert {to for to, _method, _event in swept()} == {HELEN, ROY}


def test_another_place_is_an_update_too(cast, invited):
    relocate(invited, "Kifisias 12,\n Athens", by=cast.rita)
    told = swept()
    assert {(to, method, event["sequence"], str(event["location"])) for to, method, event in told} == {
        (HELEN, "REQUEST", 1, "Kifisias 12, Athens"),
        (RITA, "REQUEST", 1, "Kifisias 12, Athens"),
    }
    relocate(invited, "Kifisias 12, Athens", by=cast.rita)
    assert swept() == [], "the same again is no change"


def test_a_change_before_the_invitation_left_is_one_invitation(cast, ahead):
    """Nobody's calendar knew the first time: it is asked for, not changed."""
    moved_to(cast.rita, ahead, cast)
    assert {(to, method, event["sequence"]) for to, method, event in swept()} == {
        (HELEN, "REQUEST", 1),
        (RITA, "REQUEST", 1),
    }
    assert all(each.subject.startswith("Meeting on") for each in mail.outbox)


def test_the_organizer_is_the_clients_address_at_the_door_for_mail(cast, ahead, settings):
    settings.INBOUND_ADDRESS = "in@mail.example.com"
    relocate(ahead, "Room 4", by=cast.rita)
    told = swept()
    assert {str(event["organizer"]) for _to, _method, event in told} == {"mailto:in+aegean@mail.example.com"}
    answers_to = {parseaddr(each.extra_headers["Reply-To"])[1] for each in mail.outbox}
    assert len(answers_to) == 2 and all(each.startswith(f"in+{cast.a.pk}.") for each in answers_to)


def test_two_at_once_never_share_a_sequence(cast, invited):
    """Whoever comes second goes on from what the first has made of it, not from what the page had read."""
    stale = type(invited).objects.shown().get(pk=invited.pk)
    relocate(invited, "Room 4", by=cast.rita)
    relocate(stale, "Room 5", by=cast.sam)
    invited.refresh_from_db()
    assert (invited.sequence, invited.version, invited.where) == (2, 3, "Room 5")
