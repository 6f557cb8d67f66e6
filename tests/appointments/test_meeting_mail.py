"""Mail that comes in about a meeting: a calendar's yes confirms, a no is told, words and bounces reach the people."""

from datetime import timedelta
from email import message_from_string

import pytest

from appointments.models import Appointment, MeetingMail
from appointments.models.relocating import relocate
from appointments.tasks import read_mail
from leads.mailreading import Letter, read
from leads.models import Activity, InboundMail, MailBar
from office import clock, isolation
from office.models import Message, Notice
from tests.appointments.test_replies import ics, mail

State, What = Appointment.State, MeetingMail.What
HELEN, RITA = "helen@fresh.example", "rita@demo.test"


def arrives(meeting, letter, key="1", report=""):
    """Through the door, sorted by leads, read by the sweep that sees no client by itself."""
    kept = InboundMail.receive(letter, client=meeting.client, key=key, source="Test", report=report)
    with isolation.seeing([]):
        InboundMail.objects.sweep()
        read_mail()
    meeting.refresh_from_db()
    kept.refresh_from_db()
    return kept


def answer(meeting, **told):
    usual = {"uid": meeting.uid, "attendee": HELEN}
    return read(message_from_string(mail(ics(**usual | told))))


def letter_to(meeting, address):
    return Message.objects.about(meeting.matter).gone().get(to=address)


def told(person):
    return [notice.text for notice in Notice.objects.to(person).order_by("pk")]


def lines(meeting):
    found = Activity.objects.of_lead(meeting.lead).filter(kind="meeting").order_by("pk")
    return [line.details["what"] for line in found]


# --- A calendar's answer ---------------------------------------------------------------------------


def test_yes_confirms_and_is_told(cast, invited):
    kept = arrives(invited, answer(invited))
    assert invited.state == State.CONFIRMED
    assert MeetingMail.objects.of_mail(kept).get().what == What.ACCEPTED
    assert lines(invited) == ["mail_accepted", "confirmed"]
    for person in (cast.sam, cast.rita):
        assert told(person) == [f"{invited.lead} accepted the invitation: the meeting is confirmed."]


def test_no_calls_nothing_off_but_is_told(cast, invited):
    arrives(invited, answer(invited, answer="DECLINED"))
    assert invited.state == State.BOOKED
    assert lines(invited) == ["mail_declined"]
    assert "declined the invitation" in told(cast.sam)[0] and told(cast.sam) == told(cast.rita)


def test_perhaps_is_told(cast, invited):
    arrives(invited, answer(invited, answer="TENTATIVE"))
    assert invited.state == State.BOOKED and "perhaps" in told(cast.rita)[0]


def test_an_answer_to_an_earlier_version_says_nothing_of_this_one(cast, invited):
    relocate(invited, "Room 4", by=cast.rita)
    kept = arrives(invited, answer(invited, sequence=0))
    assert (invited.state, MeetingMail.objects.of_mail(kept).get().what) == (State.BOOKED, What.OVERTAKEN)
    assert told(cast.sam) == []
    arrives(invited, answer(invited, sequence=1), key="2")
    assert invited.state == State.CONFIRMED


def test_the_same_mail_is_read_once(cast, invited):
    for _time in range(2):
        arrives(invited, answer(invited))
        clock.advance(timedelta(minutes=1))
    assert len(told(cast.sam)) == 1 and MeetingMail.objects.count() == 1


def test_the_reps_no_is_told_to_the_setter(cast, invited):
    arrives(invited, answer(invited, attendee=RITA, answer="DECLINED"))
    assert told(cast.sam) == [
        f"Rita declined the invitation to the meeting with {invited.lead}. It still stands: call."
    ]
    assert told(cast.rita) == []


def test_the_reps_yes_is_no_yes_of_the_lead(cast, invited):
    arrives(invited, answer(invited, attendee=RITA))
    assert invited.state == State.BOOKED and told(cast.sam) == []


@pytest.mark.parametrize("wrong", [{"uid": "another@setterdesk"}, {"attendee": "eve@evil.example"}])
def test_who_was_not_invited_answers_nothing(cast, invited, wrong):
    kept = arrives(invited, answer(invited, **wrong))
    assert (invited.state, MeetingMail.objects.of_mail(kept).get().what) == (State.BOOKED, What.NOTHING)
    assert told(cast.sam) == []


def test_another_clients_meeting_cannot_be_answered(cast, invited):
    kept = InboundMail.receive(answer(invited), client=cast.b, key="1", source="Test")
    with isolation.seeing([]):
        InboundMail.objects.sweep()
        read_mail()
    invited.refresh_from_db()
    assert invited.state == State.BOOKED
    assert MeetingMail.objects.of_mail(kept).get().appointment is None


def test_marketing_need_not_look_at_what_was_understood(cast, invited):
    kept = arrives(invited, answer(invited))
    assert kept.kind == InboundMail.Kind.OTHER and kept.read_at is not None
    assert not InboundMail.objects.unmatched().exists()


def test_an_answer_to_what_is_called_off_changes_nothing(cast, invited):
    invited.cancel(by=cast.rita)
    arrives(invited, answer(invited, sequence=1))
    assert invited.state == State.CANCELLED and told(cast.sam) == []


# --- Words and bounces -----------------------------------------------------------------------------


def test_an_answer_in_words_reaches_setter_and_rep(cast, invited):
    refs = (letter_to(invited, HELEN).message_id,)
    text = "Could we start at 13:00?\n\n> Meeting on Wed 25 Nov"
    kept = arrives(invited, Letter(sender=HELEN, subject="Re: Meeting", text=text, refs=refs))
    assert kept.kind == InboundMail.Kind.REPLY
    assert lines(invited) == ["mail_words"]
    expected = f"{invited.lead} answered a mail about the meeting: “Could we start at 13:00?”"
    assert (told(cast.sam), told(cast.rita)) == ([expected], [expected])


def test_an_answer_to_the_plus_address_is_found_too(cast, invited):
    word = letter_to(invited, HELEN).message_id.strip("<").partition("@")[0]
    to = (f"in+{word}@mail.example.com",)
    arrives(invited, Letter(sender="assistant@fresh.example", subject="Re", text="She is away", recipients=to))
    assert "She is away" in told(cast.rita)[0]


def test_an_automatic_answer_is_nobodys_news(cast, invited):
    refs = (letter_to(invited, HELEN).message_id,)
    marks = {"Auto-Submitted": "auto-replied"}
    arrives(invited, Letter(sender=HELEN, subject="Out of office", text="Away", refs=refs, marks=marks))
    assert told(cast.sam) == [] and lines(invited) == []


def test_a_bounce_of_the_confirmation_is_told_to_the_setter(cast, invited):
    refs = (letter_to(invited, HELEN).message_id,)
    report = Letter(sender="mailer-daemon@mx.example", refs=refs, failed_to=HELEN, failed_status="5.1.1")
    arrives(invited, report)
    assert f"The mail about the meeting with {invited.lead} was not delivered ({HELEN})." in told(cast.sam)
    assert "mail_bounced" in lines(invited)
    assert MailBar.objects.of_address(HELEN).exists()


def test_a_providers_report_that_names_only_the_address(cast, invited):
    report = Letter(failed_to=HELEN, failed_status="5.0.0")
    arrives(invited, report, report="bounced")
    assert any("was not delivered" in each and "meeting" in each for each in told(cast.sam))


def test_a_mail_about_something_else_is_left(cast, invited):
    kept = arrives(invited, Letter(sender="stranger@example.com", subject="Offer", text="Buy"))
    found = MeetingMail.objects.of_mail(kept).get()
    assert (found.appointment, found.what) == (None, What.NOTHING)
    assert kept.read_at is None and told(cast.sam) == []


def test_a_mail_that_cannot_be_read_holds_up_no_other(cast, invited, monkeypatch):
    real = MeetingMail.read.__func__

    def trip(cls, mail):
        if mail.key == "1":
            raise KeyError("no room")
        return real(cls, mail)

    monkeypatch.setattr(MeetingMail, "read", classmethod(trip))
    arrives(invited, Letter(sender="x@example.com", text="x"), key="1")
    arrives(invited, answer(invited), key="2")
    assert invited.state == State.CONFIRMED
