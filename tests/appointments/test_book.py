"""Booking: one transaction takes the time, hands the lead over, puts the invitations in the post; and its undo."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from appointments.models import Appointment, CalendarBlock
from appointments.models.meetings import MOVES
from leads.models import Activity, Answer, Enquiry, Enrollment, HandOff, Priority
from leads.states import Stage
from office import clock
from office.models import Message, Refused
from tests import factories

State = Appointment.State


def parts(message):
    return Calendar.from_ical(message.calendar).walk("VEVENT")[0]


def sweep_after(minutes):
    clock.advance(timedelta(minutes=minutes))
    return Message.objects.sweep()


def test_a_booking_takes_the_time_and_moves_the_lead(cast, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    meeting = Appointment.book(enrollment, by=cast.sam, hold=block.token, note="Asked about rollout", place="phone")
    block.refresh_from_db()
    assert (block.state, block.appointment, block.hold_until) == (CalendarBlock.State.BOOKED, meeting.pk, None)
    assert (meeting.rep, meeting.setter, meeting.state, meeting.place) == (cast.rita, cast.sam, State.BOOKED, "phone")
    assert (meeting.starts_at, meeting.ends_at) == (block.starts_at, block.starts_at + timedelta(minutes=45))
    assert (meeting.zone, meeting.wall_start) == ("Europe/Athens", "2026-11-23T14:00")
    assert (meeting.email, meeting.enrollment.stage) == ("helen@fresh.example", Stage.APPOINTMENT_SET)


def test_what_was_answered_and_asked_goes_along(cast, campaign, enrollment, kind):
    question = factories.question(campaign)
    Answer.give(enrollment, question, "Yes", by=cast.sam)
    Enquiry.ask(enrollment, "Does it work at -30?", by=cast.sam)
    meeting = factories.booked(enrollment, kind, cast.sam, note="Wants the case study")
    snapshot = meeting.handoff.snapshot
    assert snapshot["answers"] == [{"area": "ability", "question": question.text, "answer": "Yes"}]
    assert [asked["text"] for asked in snapshot["asked"]] == ["Does it work at -30?"]
    assert (meeting.handoff.to_user, meeting.handoff.note) == (cast.rita, "Wants the case study")
    assert meeting.lead.activities.filter(kind=Activity.Kind.BOOKED).get().details["rep"] == "Rita"


def test_a_needed_answer_must_be_there_or_be_overruled(cast, campaign, enrollment, kind):
    question = factories.question(campaign)
    block = factories.held(enrollment, kind, cast.sam)
    with pytest.raises(Refused, match="Takes part in the decision"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token)
    Answer.give(enrollment, question, "No", by=cast.sam)
    with pytest.raises(Refused, match="Takes part in the decision"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token)
    meeting = Appointment.book(enrollment, by=cast.sam, hold=block.token, overrule="She asks for the CFO herself")
    said = meeting.lead.activities.filter(kind=Activity.Kind.QUALIFIED).latest("pk").details
    assert (said["may_book"], said["overrule"]) == (False, "She asks for the CFO herself")


def test_the_same_hold_twice_is_one_meeting(cast, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    first = Appointment.book(enrollment, by=cast.sam, hold=block.token)
    assert Appointment.book(enrollment, by=cast.sam, hold=block.token) == first
    assert Message.objects.about(first.matter).exclude(calendar_method="").count() == 2


def test_a_hold_that_ran_out_is_too_late_and_nothing_happens(cast, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    clock.advance(timedelta(minutes=5))
    with pytest.raises(Refused, match="Too late"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token)
    assert not Appointment.objects.exists()
    enrollment.refresh_from_db()
    assert enrollment.stage == Stage.NEW


def test_anothers_hold_cannot_be_booked(cast, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    with pytest.raises(Refused, match="Too late"):
        Appointment.book(enrollment, by=cast.sue, hold=block.token)


def test_a_time_held_for_one_lead_is_not_booked_for_another(cast, campaign, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    with pytest.raises(Refused, match="Too late"):
        Appointment.book(factories.enrolled(campaign, cast.sam), by=cast.sam, hold=block.token)


def test_both_are_invited_a_minute_later(cast, meeting, settings):
    assert Message.objects.sweep() == 0
    assert sweep_after(1) == 2
    to_lead, to_rep = sorted(mail.outbox, key=lambda m: m.to != ["helen@fresh.example"])
    assert (to_lead.to, to_rep.to) == (["helen@fresh.example"], ["rita@demo.test"])
    assert "14:00" in to_lead.subject
    assert "Aegean Cold Stores" in to_lead.subject
    assert "Papadakis" in to_rep.subject
    invitation = Calendar.from_ical(to_lead.attachments[0].get_payload(decode=True))
    assert invitation["method"] == "REQUEST"
    event = invitation.walk("VEVENT")[0]
    assert (str(event["uid"]), event["sequence"]) == (meeting.uid, 0)
    assert event["dtstart"].dt == meeting.starts_at
    assert [str(a) for a in event["attendee"]] == ["mailto:helen@fresh.example", "mailto:rita@demo.test"]


def test_each_reads_the_own_clock_and_language(cast, campaign, kind):
    cast.rita.zone = "Europe/London"
    cast.rita.save()
    greek = factories.enrolled(campaign, cast.sam, email="eleni@fresh.example", language="el")
    meeting = factories.booked(greek, kind, cast.sam)
    to_lead, to_rep = Message.objects.about(meeting.matter).exclude(calendar_method="").order_by("key")
    assert (to_lead.to, to_rep.to) == ("eleni@fresh.example", "rita@demo.test")
    assert "14:00" in to_lead.body
    assert "12:00" in to_rep.body
    assert "14:00 (Athens)" in to_rep.body
    assert reverse("appointments:meeting", args=[meeting.pk]) in to_rep.body
    places = [str(Calendar.from_ical(each.calendar).walk("VEVENT")[0]["location"]) for each in (to_lead, to_rep)]
    assert places == ["Βιντεοκλήση", "Video call"]


def test_a_lead_without_an_address_is_not_written_to(cast, campaign, kind):
    meeting = factories.booked(factories.enrolled(campaign, cast.sam), kind, cast.sam)
    assert {message.to for message in Message.objects.about(meeting.matter)} == {"rita@demo.test"}


def test_an_address_that_cannot_be_invited_is_refused_in_words(cast, enrollment, kind):
    block = factories.held(enrollment, kind, cast.sam)
    with pytest.raises(Refused, match="cannot be sent an invitation"):
        Appointment.book(enrollment, by=cast.sam, hold=block.token, email='"a b"@fresh.example')
    assert Appointment.book(enrollment, by=cast.sam, hold=block.token, email="o'neil@fresh.example").email


def test_undo_frees_the_time_and_nothing_is_ever_sent(cast, enrollment, kind, meeting):
    block = CalendarBlock.objects.of_appointment(meeting.pk).get()
    meeting.unbook(by=cast.sam)
    block.refresh_from_db()
    assert (meeting.state, block.state) == (State.CANCELLED, CalendarBlock.State.RELEASED)
    assert sweep_after(2) == 0
    assert mail.outbox == []
    assert HandOff.objects.of_lead(enrollment.lead).get().state == HandOff.State.VOID
    assert meeting.handoff is None


def test_a_cancel_after_the_letters_tells_those_who_had_them(cast, meeting):
    sweep_after(1)
    meeting.cancel(by=cast.rita, reason="ill")
    assert sweep_after(0) == 2
    called_off = [m for m in Message.objects.about(meeting.matter) if ":cancellation:" in m.key]
    assert {m.calendar_method for m in called_off} == {"CANCEL"}
    assert {(str(parts(m)["uid"]), parts(m)["sequence"], str(parts(m)["status"])) for m in called_off} == {
        (meeting.uid, 1, "CANCELLED")
    }
    assert len(mail.outbox) == 4


def test_a_cancel_before_the_letters_sends_nothing(cast, meeting):
    meeting.cancel(by=cast.sam)
    assert sweep_after(2) == 0


def test_a_cancelled_lead_is_back_in_the_queue(cast, enrollment, meeting):
    meeting.cancel(by=cast.rita)
    enrollment.refresh_from_db()
    assert (enrollment.stage, enrollment.priority, enrollment.call_after) == (
        Stage.WORKING,
        Priority.RETRY,
        clock.now(),
    )


def test_the_time_can_be_booked_again_after_a_cancel(cast, campaign, kind, meeting):
    meeting.cancel(by=cast.rita)
    again = factories.booked(factories.enrolled(campaign, cast.sue), kind, cast.sue)
    assert again.starts_at == meeting.starts_at


@pytest.mark.parametrize("old", list(State))
@pytest.mark.parametrize("new", list(State))
def test_every_pair_of_states(meeting, old, new):
    Appointment.objects.filter(pk=meeting.pk).update(state=old)
    meeting.refresh_from_db()
    if new in MOVES[old]:
        meeting.become(new)
        meeting.refresh_from_db()
        assert meeting.state == new
    else:
        with pytest.raises(Refused, match="cannot go"):
            meeting.become(new)


def test_the_hold_of_a_meeting_that_was_undone_books_nothing(cast, enrollment, kind):
    hold = factories.held(enrollment, kind, cast.sam).token
    Appointment.book(enrollment, by=cast.sam, hold=hold).unbook(by=cast.sam)
    with pytest.raises(Refused, match="run out"):
        Appointment.book(enrollment, by=cast.sam, hold=hold)


def test_a_meeting_is_called_off_though_its_lead_may_not_be_called_any_more(cast, meeting):
    meeting.lead.suppress(by=cast.mo, source="asked", evidence="A letter")
    Appointment.objects.get(pk=meeting.pk).cancel(by=cast.rita)
    assert not CalendarBlock.objects.of_appointment(meeting.pk).booked().exists()
    assert Enrollment.objects.get(pk=meeting.enrollment_id).stage == Stage.DO_NOT_CALL


def test_called_off_in_two_tabs_takes_the_lead_from_nobody(cast, meeting):
    first, second = (Appointment.objects.shown().get(pk=meeting.pk) for _tab in range(2))
    first.cancel(by=cast.rita)
    Enrollment.objects.get(pk=meeting.enrollment_id).hold(cast.sue)
    with pytest.raises(Refused, match="cannot go"):
        second.cancel(by=cast.rita)
    assert Enrollment.objects.get(pk=meeting.enrollment_id).claimed_by == cast.sue
