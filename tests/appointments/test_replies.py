"""Answers to invitations as calendars send them; and whatever else comes in a mail."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appointments.replies import Reply, reply_in

UID = "7d0c@setterdesk"
LINES = """BEGIN:VCALENDAR
PRODID:-//Another//Calendar//EN
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:20261123T110000Z
DTSTART:20261125T100000Z
DTEND:20261125T104500Z
ORGANIZER:mailto:in+aegean@mail.example.com
ATTENDEE;CN="Helen; Papadaki";PARTSTAT={answer};ROLE=REQ-PARTICIPANT:MAILTO:{attendee}
SUMMARY:First meeting
END:VEVENT
END:VCALENDAR
"""


def ics(**told):
    usual = {"method": "REPLY", "uid": UID, "sequence": 0, "answer": "ACCEPTED", "attendee": "Helen@Fresh.example"}
    return LINES.format(**usual | told).replace("\n", "\r\n")


def mail(calendar, *, attached=False):
    """As a mail program sends it: words, and the calendar beside them or attached, in base64."""
    message = EmailMessage()
    message["From"], message["Subject"] = "helen@fresh.example", "Accepted: First meeting"
    message.set_content("Helen has accepted.")
    if attached:
        message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")
    else:
        message.add_alternative(calendar, subtype="calendar", params={"method": "REPLY"}, cte="base64")
    return message.as_string()


@pytest.mark.parametrize("attached", [True, False])
def test_an_answer_is_found_beside_the_words_and_attached(attached):
    assert reply_in(mail(ics(), attached=attached)) == Reply(UID, 0, "helen@fresh.example", "ACCEPTED")


def test_it_tells_which_version_it_answers():
    found = reply_in(mail(ics(sequence=3, answer="DECLINED")))
    assert (found.sequence, found.answer) == (3, "DECLINED")
    assert reply_in(mail(ics().replace("SEQUENCE:0\r\n", ""))).sequence == 0


def test_folded_lines_are_one():
    folded = ics().replace("ROLE=REQ-PARTICIPANT", "ROLE=REQ-\r\n PARTICIPANT")
    assert reply_in(mail(folded)).answer == "ACCEPTED"


@pytest.mark.parametrize(
    "told",
    [
        {"method": "REQUEST"},
        {"method": "CANCEL"},
        {"answer": "NEEDS-ACTION"},
        {"answer": "DELEGATED"},
        {"uid": ""},
        {"attendee": "nobody"},
        {"sequence": "x"},
    ],
)
def test_what_is_no_answer(told):
    assert reply_in(mail(ics(**told))) is None


@pytest.mark.parametrize("raw", ["", "Subject: x\n\nwords", "\0\0\0", mail("BEGIN:VCALENDAR"), mail(ics())[:-300]])
def test_whatever_comes_breaks_nothing(raw):
    reply_in(raw)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_calendar_part_is_read_or_left(text):
    reply_in("Content-Type: text/calendar; method=REPLY\n\n" + text)
