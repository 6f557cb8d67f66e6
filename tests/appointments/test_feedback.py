"""What came of a meeting, and where the lead goes then."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.urls import resolve, reverse

from appointments.models import Appointment, Assignment, CalendarBlock, Feedback, Picker
from leads.models import Activity, Customer, Enrollment, HandOff, Lead, Priority
from leads.states import Stage
from office import clock, isolation
from office.models import Notice, Refused, Role

State, Result = Appointment.State, Feedback.Result


@pytest.fixture
def over(meeting):
    clock.advance(timedelta(hours=3))
    return meeting


def stage(meeting):
    return Enrollment.objects.get(pk=meeting.enrollment_id).stage


def soonest(meeting, by):
    picker = Picker(Lead.objects.with_pass().get(pk=meeting.lead_id), meeting.kind, by=by)
    return int(picker.soonest.starts_at.timestamp())


def test_nothing_can_be_said_before_it_begins(cast, meeting):
    with pytest.raises(Refused, match="not begun"):
        Feedback.give(meeting, Result.HELD, by=cast.rita)
    assert Feedback.possible(meeting, by=cast.rita) == []


def test_held_hands_the_lead_over_and_tells_the_setter(cast, over):
    said = Feedback.give(over, Result.HELD, by=cast.rita, was_qualified=True, next_step="Send the offer")
    assert (said.was_qualified, said.next_step, over.state) == (True, "Send the offer", State.HELD)
    assert stage(over) == Stage.HANDED_OVER
    notice = Notice.objects.to(cast.sam).get()
    assert "Held" in notice.text
    assert resolve(notice.url).view_name == "appointments:meeting"


def test_a_no_show_goes_back_to_the_queue(cast, over):
    Feedback.give(over, Result.NO_SHOW, by=cast.rita)
    enrollment = Enrollment.objects.get(pk=over.enrollment_id)
    assert (over.state, enrollment.stage, enrollment.priority) == (State.NO_SHOW, Stage.WORKING, Priority.RETRY)
    assert enrollment.call_after == clock.now()


def test_after_a_no_show_the_rep_books_anew_and_the_setter_takes_the_lead(cast, as_, over):
    page, anew = reverse("appointments:meeting", args=[over.pk]), reverse("appointments:book", args=[over.lead_id])
    assert anew not in as_("rita").get(page).content.decode()
    Feedback.give(over, Result.NO_SHOW, by=cast.rita)
    assert f"{anew}?rep={cast.rita.pk}" in as_("rita").get(page).content.decode()
    shown = as_("sam").get(page).content.decode()
    assert reverse("calls:take_lead", args=[over.lead_id]) in shown
    assert anew not in shown
    as_("rita").post(reverse("appointments:hold", args=[over.lead_id]), {"start": soonest(over, by=cast.rita)})
    hold = CalendarBlock.objects.held_by(cast.rita).get()
    as_("rita").post(anew, {"hold": hold.token})
    again = Appointment.objects.of_lead(over.lead).standing().ahead(clock.now()).get()
    assert (again.rep, again.setter, stage(over)) == (cast.rita, cast.rita, Stage.APPOINTMENT_SET)
    assert Assignment.of(again).accepted_at == clock.now(), "who takes it alone need not accept it"
    assert anew not in as_("rita").get(page).content.decode()


def test_a_rep_who_did_not_come_is_told_apart_and_the_managers_read_it(cast, as_, over):
    Feedback.give(over, Result.REP_NO_SHOW, by=cast.rita)
    enrollment = Enrollment.objects.get(pk=over.enrollment_id)
    assert (over.state, enrollment.stage, enrollment.call_after) == (State.NO_SHOW, Stage.WORKING, clock.now())
    assert {person.name for person in (cast.sam, cast.mo) if Notice.objects.to(person).exists()} == {"Sam", "Mo"}
    assert Activity.objects.of_lead(over.lead).newest().first().details["what"] == "rep_no_show"
    page = as_("sam").get(reverse("appointments:of_lead", args=[over.lead_id])).content.decode()
    assert "No-show of the rep" in page
    assert Feedback.possible(over, by=cast.rita) == []


def test_won_goes_to_the_account_manager_with_the_whole_story(cast, over):
    Feedback.give(over, Result.HELD, by=cast.rita)
    Feedback.give(over, Result.WON, by=cast.rita, value=Decimal("12500.50"), next_step="Kick-off in May")
    customer = Customer.objects.get()
    assert (customer.lead, customer.account_manager, customer.value) == (over.lead, cast.alex, Decimal("12500.50"))
    assert (customer.handoff.to_team, customer.handoff.note) == (HandOff.Team.ACCOUNTS, "Kick-off in May")
    assert (stage(over), over.state) == (Stage.WON, State.HELD)
    assert resolve(Notice.objects.to(cast.alex).get().url).view_name == "leads:customer"


def test_lost_needs_a_reason(cast, over):
    with pytest.raises(Refused, match="why it was lost"):
        Feedback.give(over, Result.LOST, by=cast.rita)
    Feedback.give(over, Result.LOST, by=cast.rita, reason="Bought from a rival")
    assert Enrollment.objects.get(pk=over.enrollment_id).end_reason == "Bought from a rival"
    assert over.lead.activities.filter(kind=Activity.Kind.LOST).exists()


def test_not_truly_qualified_goes_to_marketing_with_words(cast, over):
    with pytest.raises(Refused, match="not true"):
        Feedback.give(over, Result.UNQUALIFIED, by=cast.rita)
    said = Feedback.give(over, Result.UNQUALIFIED, by=cast.rita, reason="Has no budget at all")
    back = HandOff.objects.of_lead(over.lead).to_team(HandOff.Team.MARKETING).get()
    assert (said.was_qualified, back.label, back.from_team) == (False, "Has no budget at all", HandOff.Team.SALES)
    assert stage(over) == Stage.DISQUALIFIED


def test_what_is_final_is_said_once(cast, over):
    Feedback.give(over, Result.LOST, by=cast.rita, reason="No")
    for result in Result:
        with pytest.raises(Refused, match="said already"):
            Feedback.give(over, result, by=cast.rita, reason="again")
    assert Feedback.objects.count() == 1


def test_a_lead_that_may_not_be_called_meanwhile_stays_so_but_the_meeting_is_told(cast, over):
    over.enrollment.become(Stage.DO_NOT_CALL)
    Feedback.give(over, Result.NO_SHOW, by=cast.rita)
    assert (over.state, stage(over)) == (State.NO_SHOW, Stage.DO_NOT_CALL)


def test_a_cancelled_meeting_takes_no_feedback(cast, meeting):
    meeting.cancel(by=cast.rita)
    clock.advance(timedelta(hours=3))
    assert Feedback.possible(meeting, by=cast.rita) == []
    with pytest.raises(Refused, match="cannot go"):
        Feedback.give(meeting, Result.HELD, by=cast.rita)


class TestPage:
    def post(self, browser, meeting, **said):
        return browser.post(reverse("appointments:feedback", args=[meeting.pk]), said)

    def test_the_rep_says_it_and_the_card_shows_it(self, as_, over):
        answer = self.post(as_("rita"), over, result="held", was_qualified="yes", next_step="Offer")
        assert answer.status_code == 302
        page = as_("rita").get(answer.url).content.decode()
        assert "Next step: Offer" in page
        assert Feedback.objects.get().was_qualified is True

    def test_an_error_keeps_the_words(self, as_, over):
        answer = self.post(as_("rita"), over, result="lost", reason="")
        assert answer.status_code == 422
        assert "Say why it was lost." in answer.content.decode()
        assert self.post(as_("rita"), over, result="").status_code == 422

    def test_only_the_meetings_own_rep_and_the_manager_may(self, cast, as_, over):
        assert self.post(as_("sam"), over, result="held").status_code == 404
        assert self.post(as_("oren"), over, result="held").status_code == 404
        assert "feedback-form" not in as_("sam").get(reverse("appointments:meeting", args=[over.pk])).content.decode()
        assert self.post(as_("mo"), over, result="held").status_code == 302


def test_who_booked_a_colleague_s_meeting_says_nothing_of_it(as_, cast, over):
    cast.sam.join(cast.a, Role.REP)
    url = reverse("appointments:feedback", args=[over.pk])
    assert as_("sam").post(url, {"result": "held"}).status_code == 404
    assert not Feedback.objects.exists()


def test_won_with_a_long_next_step(as_, cast, over):
    said = {"result": "won", "value": "100", "next_step": "x" * 200}
    assert as_("rita").post(reverse("appointments:feedback", args=[over.pk]), said).status_code == 302
    assert (Feedback.objects.get().next_step, stage(over)) == ("x" * 200, Stage.WON)


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.django_db(transaction=True)
def test_two_who_say_won_at_once_win_one_customer(cast, over, held):
    if held:
        Feedback.give(over, Result.HELD, by=cast.rita)
    now, ready, said = clock.now(), threading.Barrier(2), []

    def win(who):
        with clock.frozen(now), isolation.seeing([cast.a.pk]):
            meeting = Appointment.objects.get(pk=over.pk)
            ready.wait(30)
            try:
                Feedback.give(meeting, Result.WON, by=who, value=Decimal(100))
                said.append("won")
            except Refused as refusal:
                said.append(refusal.sentence)
        connections.close_all()

    speakers = [threading.Thread(target=win, args=[who]) for who in (cast.rita, cast.mo)]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join(60)
    assert sorted(said) == ["It has been said already how this meeting went.", "won"]
    assert HandOff.objects.to_team(HandOff.Team.ACCOUNTS).count() == Customer.objects.count() == 1
    assert Notice.objects.to(cast.sam).count() == 1 + held
    assert Activity.objects.of_lead(over.lead).filter(kind="won").count() == 1
