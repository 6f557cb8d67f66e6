"""Undo: for a minute, any outcome with everything it caused."""

from datetime import date, timedelta

import pytest

from calls import queue
from calls.models import CallAttempt, Callback, Draft
from leads.models import UNDO, Activity, HandOff, Priority, Suppression
from office import clock
from office.models import Message, Refused
from tests import factories

OUTCOMES = {
    "no-answer": {},
    "voicemail": {},
    "busy": {},
    "call-back": {"callback_at": factories.MONDAY + timedelta(hours=2)},
    "not-interested": {"reason": "No need"},
    "wrong-number": {},
    "do-not-call": {},
    "not-now": {"return_on": date(2027, 2, 23)},
    "booked": {},
}
STANDING = ("stage", "priority", "call_after", "reserved_for_id", "next_number", "attempts", "ended_at", "end_reason")


def standing(enrollment):
    enrollment.refresh_from_db()
    return {name: getattr(enrollment, name) for name in STANDING}


@pytest.fixture
def logged(cast, enrolled, dialled, dispositions, held):
    """Dial a lead and give an outcome; returns the attempt and how the lead stood before."""

    def log(code, *numbers):
        enrolled(*numbers, email="helen@aegean.example")
        attempt = dialled()
        before = standing(attempt.enrollment)
        told = dict(OUTCOMES[code]) | ({"hold": held(attempt).token} if code == "booked" else {})
        attempt.log(dispositions[code], by=cast.sam, notes="What I heard", **told)
        return attempt, before

    return log


@pytest.mark.parametrize("code", OUTCOMES)
def test_the_lead_stands_where_it_stood_and_is_mine_again(cast, logged, code):
    attempt, before = logged(code)
    attempt.undo(by=cast.sam)
    assert standing(attempt.enrollment) == before
    assert queue.claim(cast.sam) == attempt.enrollment
    assert attempt.disposition is None and attempt.outcome == "" and attempt.undone_at == clock.now()


@pytest.mark.parametrize("code", OUTCOMES)
def test_nothing_of_what_it_caused_is_left(cast, logged, code):
    attempt, _before = logged(code)
    attempt.undo(by=cast.sam)
    assert not Callback.objects.open().exists()
    assert not Suppression.objects.in_force(clock.now()).exists()
    assert not HandOff.objects.of_lead(attempt.lead).due(clock.now() + UNDO).exists()
    assert not any(phone.is_wrong for phone in attempt.lead.phones.all())
    assert not attempt.lead.appointments.standing().exists()
    assert not Message.objects.unsent().exists()


@pytest.mark.parametrize("code", OUTCOMES)
def test_the_same_outcome_can_be_given_again_and_undone_again(cast, logged, dispositions, held, code):
    attempt, before = logged(code)
    for _ in range(2):
        attempt.undo(by=cast.sam)
        told = dict(OUTCOMES[code]) | ({"hold": held(attempt).token} if code == "booked" else {})
        attempt.log(dispositions[code], by=cast.sam, **told)
    attempt.undo(by=cast.sam)
    assert standing(attempt.enrollment) == before


def test_history_is_added_to(cast, logged):
    attempt, _before = logged("no-answer")
    lines = Activity.objects.of_lead(attempt.lead).count()
    attempt.undo(by=cast.sam)
    assert Activity.objects.of_lead(attempt.lead).count() == lines + 1
    assert Activity.objects.of_lead(attempt.lead).newest().first().kind == "undone"


def test_the_dial_stays_in_the_figures(cast, logged):
    attempt, _before = logged("no-answer")
    attempt.undo(by=cast.sam)
    assert CallAttempt.objects.by_setter(cast.sam).outbound().count() == 1


def test_the_notes_come_back_as_a_draft(cast, logged):
    attempt, _before = logged("no-answer")
    attempt.undo(by=cast.sam)
    assert Draft.objects.on(attempt.enrollment).get().text == "What I heard"


@pytest.mark.parametrize("after", [59, 61])
def test_the_minute(cast, logged, after):
    attempt, before = logged("do-not-call")
    with clock.frozen(clock.now() + timedelta(seconds=after)):
        if after < 60:
            attempt.undo(by=cast.sam)
            assert standing(attempt.enrollment) == before
        else:
            with pytest.raises(Refused, match="minute is over"):
                attempt.undo(by=cast.sam)


def test_only_my_own(cast, logged):
    attempt, _before = logged("no-answer")
    with pytest.raises(Refused):
        attempt.undo(by=cast.sue)


def test_undone_once(cast, logged):
    attempt, _before = logged("no-answer")
    attempt.undo(by=cast.sam)
    with pytest.raises(Refused):
        attempt.undo(by=cast.sam)


def test_the_newly_offered_lead_goes_back(cast, enrolled, logged):
    attempt, _before = logged("no-answer")
    offered = enrolled()
    assert queue.claim(cast.sam) == offered
    attempt.undo(by=cast.sam)
    assert queue.claim(cast.sue) == offered


def test_during_the_next_call_the_lead_comes_back_right_after_it(cast, enrolled, logged, dispositions):
    attempt, _before = logged("do-not-call")
    enrolled()
    next_one = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    attempt.undo(by=cast.sam)
    assert queue.claim(cast.sam) == next_one.enrollment
    assert not Suppression.objects.in_force(clock.now()).exists()
    next_one.log(dispositions["busy"], by=cast.sam)
    again = queue.claim(cast.sam)
    assert again == attempt.enrollment and again.priority == Priority.CALLBACK
    assert CallAttempt.dial(again, by=cast.sam).pass_attempt == 2


def test_a_suppression_that_stood_before_stays(cast, enrolled, dialled, dispositions):
    made = enrolled("+306900000001", "+306900000002")
    Suppression.put("+306900000002", client=cast.a, source="letter", by=cast.mo)
    attempt = dialled()
    attempt.log(dispositions["do-not-call"], by=cast.sam)
    attempt.undo(by=cast.sam)
    assert [row.value for row in Suppression.objects.in_force(clock.now())] == ["+306900000002"]
    made.refresh_from_db()
    assert made.next_number == "+306900000001"


def test_a_kept_promise_stands_again(cast, enrolled, dialled, dispositions):
    made = enrolled()
    with clock.frozen(clock.now() - timedelta(hours=1)):
        promise = Callback.promise(made, at=factories.MONDAY, by=cast.sam)
    attempt = dialled()
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    attempt.undo(by=cast.sam)
    promise.refresh_from_db()
    assert promise.state == "open"


def test_what_marketing_has_is_not_taken_back(cast, logged):
    attempt, _before = logged("not-interested")
    HandOff.objects.of_lead(attempt.lead).update(carried_at=clock.now(), state="done")
    with pytest.raises(Refused, match="gone back to marketing"):
        attempt.undo(by=cast.sam)
    attempt.refresh_from_db()
    assert attempt.disposition is not None


def test_a_lead_that_was_given_back_during_the_next_call_waits_for_its_setter_for_a_quarter_of_an_hour(
    cast, enrolled, dialled, dispositions
):
    enrolled(), enrolled()
    attempt = dialled()
    attempt.log(dispositions["no-answer"], by=cast.sam)
    dialled()
    attempt.undo(by=cast.sam)
    queue.release_lapsed()
    attempt.enrollment.refresh_from_db()
    assert attempt.enrollment.reserved_for == cast.sam
    clock.advance(timedelta(minutes=16))
    queue.release_lapsed()
    assert queue.claim(cast.sue) == attempt.enrollment
