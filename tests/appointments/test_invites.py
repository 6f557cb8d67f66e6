"""The .ics files, read back by the same library and, where it matters, line by line."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from appointments.invites import Invitation, Party, cancel, plain, request

ATHENS, LONDON = ZoneInfo("Europe/Athens"), ZoneInfo("Europe/London")
INVITATION = Invitation(
    uid="7d0c@setterdesk",
    sequence=0,
    starts_at=datetime(2026, 11, 25, 10, 30, tzinfo=LONDON),
    ends_at=datetime(2026, 11, 25, 11, 15, tzinfo=LONDON),
    stamp=datetime(2026, 11, 23, 12, 42, tzinfo=ATHENS),
    summary="Cold-store audit: Helen Papadakis",
    organizer=Party("Aegean Cold", "meetings@aegean.example"),
    attendees=(Party("Ελένη Παπαδάκη", "helen@fresh.example"), Party("Rita Rep", "rita@demo.test")),
    description="Video call\nhttps://meet.example/1",
    location="https://meet.example/1",
)


def event(ics):
    return Calendar.from_ical(ics).walk("VEVENT")[0]


def lines(ics):
    return ics.replace(b"\r\n ", b"").decode().split("\r\n")


def test_a_request_carries_all_that_a_calendar_needs():
    found = lines(request(INVITATION))
    for line in [
        "METHOD:REQUEST",
        "VERSION:2.0",
        "UID:7d0c@setterdesk",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTART:20261125T103000Z",
        "DTEND:20261125T111500Z",
        "DTSTAMP:20261123T104200Z",
        "DESCRIPTION:Video call\\nhttps://meet.example/1",
    ]:
        assert line in found


def test_times_are_utc_across_a_clock_change():
    summer = replace(
        INVITATION, starts_at=datetime(2026, 7, 1, 10, tzinfo=ATHENS), ends_at=datetime(2026, 7, 1, 11, tzinfo=ATHENS)
    )
    assert "DTSTART:20260701T070000Z" in lines(request(summer))


def test_organizer_and_attendees_are_named_and_asked_to_answer():
    found = event(request(INVITATION))
    assert found["organizer"] == "mailto:meetings@aegean.example"
    assert [a.params["CN"] for a in found["attendee"]] == ["Ελένη Παπαδάκη", "Rita Rep"]
    assert [a.params["RSVP"] for a in found["attendee"]] == ["TRUE", "TRUE"]
    assert found["attendee"][0] == "mailto:helen@fresh.example"


def test_a_change_keeps_the_uid_and_raises_the_sequence():
    moved = event(request(replace(INVITATION, sequence=1)))
    assert (moved["uid"], moved["sequence"]) == (INVITATION.uid, 1)


def test_a_cancel_says_so_twice_and_asks_for_no_answer():
    ics = cancel(replace(INVITATION, sequence=2))
    assert "METHOD:CANCEL" in lines(ics)
    found = event(ics)
    assert (found["uid"], found["sequence"], found["status"]) == (INVITATION.uid, 2, "CANCELLED")
    assert "RSVP" not in found["attendee"][0].params


def test_the_same_invitation_gives_the_same_bytes():
    assert request(INVITATION) == request(replace(INVITATION))


def test_a_calendar_shows_it_on_its_day():
    calendar = Calendar.from_ical(request(INVITATION))
    assert len(recurring_ical_events.of(calendar).at(datetime(2026, 11, 25, tzinfo=UTC).date())) == 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Helen\r\nATTENDEE:mailto:evil@x.example", "Helen ATTENDEE:mailto:evil@x.example"),
        ('Helen";ROLE=CHAIR;X="', "Helen';ROLE=CHAIR;X='"),
        ("=HYPERLINK('http://x')", "HYPERLINK('http://x')"),
        ("  +-@=cmd", "cmd"),
        ("\u202egnp.exe", "gnp.exe"),
        ("line\u2028break", "line break"),
        ("Anne-Marie O'Neil", "Anne-Marie O'Neil"),
        ("Γιώργος Αντωνίου", "Γιώργος Αντωνίου"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_names_are_made_plain(written, shown):
    assert plain(written) == shown


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b\r\nX:1", "a b@c.example", "a@b.example?cc=c@d.example,x@y", 'a"@b.example']
)
def test_an_address_that_could_carry_more_is_refused(email):
    with pytest.raises(ValueError, match="not an e-mail address"):
        request(replace(INVITATION, attendees=(Party("Helen", email),)))


NASTY = st.text(
    st.sampled_from("aΩ\r\n\t\x00\x0b\x85\u2028\u202e;:,\"'\\=+-@^{}🙂 ") | st.characters(codec="utf-8"), max_size=80
)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(name=NASTY, summary=NASTY, description=NASTY, location=NASTY)
def test_no_text_adds_a_line_or_a_property(name, summary, description, location):
    party = Party(name, "helen@fresh.example")
    nasty = replace(INVITATION, attendees=(party,), summary=summary, description=description, location=location)
    usual = {line.split(":")[0].split(";")[0] for line in lines(request(INVITATION)) if line}
    found = lines(request(nasty))
    assert {line.split(":")[0].split(";")[0] for line in found if line} <= usual
    assert sum(line.startswith(("ATTENDEE", "ORGANIZER")) for line in found) == 2
    assert not any(char in line for line in found for char in "\r\n\x00\x0b\x85\u2028\u202e")
    back = event(request(nasty))
    assert back["attendee"] == "mailto:helen@fresh.example"
    assert set(back["attendee"].params) == {"CN", "ROLE", "PARTSTAT", "RSVP"}
    assert not str(back["attendee"].params["CN"]).startswith(("=", "+", "-", "@"))
    assert not str(back["summary"]).startswith(("=", "+", "-", "@"))
