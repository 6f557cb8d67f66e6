"""The row is written before the dial; what the provider says only moves it forward."""

from datetime import timedelta

import pytest

from calls import queue
from calls.models import CallAttempt
from leads.models import Suppression
from leads.states import Stage
from office import clock
from office.models import Refused


def test_a_dial_is_written_before_it_happens(cast, enrolled, dialled):
    made = enrolled()
    attempt = dialled()
    made.refresh_from_db()
    assert (attempt.state, attempt.number, attempt.pass_attempt) == ("dialling", made.next_number, 1)
    assert attempt.started_at == clock.now() and attempt.disposition is None
    assert (made.stage, made.attempts, made.claimed_until) == (Stage.WORKING, 1, None)


def test_dialling_twice_is_one_dial(cast, enrolled, dialled):
    made = enrolled()
    assert dialled() == CallAttempt.dial(made, by=cast.sam)
    made.refresh_from_db()
    assert made.attempts == 1


def test_only_who_holds_the_lead_may_dial(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    with pytest.raises(Refused, match="no longer yours"):
        CallAttempt.dial(made, by=cast.sue)


def test_a_second_number_is_taken_at_its_dial(cast, enrolled):
    made = enrolled("+306900000001", "+306900000002")
    other = enrolled("+306900000002")
    claimed = queue.claim(cast.sam)
    assert queue.claim(cast.sue) == other
    with pytest.raises(Refused, match="on a call with a colleague"):
        CallAttempt.dial(claimed, by=cast.sam, number="+306900000002")
    made.refresh_from_db()
    assert made.attempts == 0 and made.next_number == "+306900000001"


@pytest.mark.parametrize("repeat", [1, 2])
def test_events_move_it_forward_once(enrolled, dialled, repeat):
    enrolled()
    attempt, start = dialled(), clock.now()
    for say, after in ((attempt.ring, 2), (attempt.answer, 9), (attempt.end, 70)):
        for again in range(repeat):
            say(start + timedelta(seconds=after + again))
    attempt.refresh_from_db()
    assert attempt.state == "ended"
    assert attempt.answered_at == start + timedelta(seconds=9)
    assert attempt.ended_at == start + timedelta(seconds=70)


def test_events_out_of_order_never_move_it_back(enrolled, dialled):
    enrolled()
    attempt, start = dialled(), clock.now()
    attempt.end(start + timedelta(seconds=30))
    attempt.answer(start + timedelta(seconds=5))
    attempt.ring(start + timedelta(seconds=1))
    attempt.refresh_from_db()
    assert attempt.state == "ended" and attempt.answered_at == start + timedelta(seconds=5)
    assert attempt.ended_at == start + timedelta(seconds=30)


@pytest.mark.parametrize("number", ["+306911111111", "+30 6900000002"])
def test_only_a_number_of_the_lead_is_dialled_and_only_as_it_is_kept(cast, enrolled, number):
    enrolled("+306900000001", "+306900000002")
    claimed = queue.claim(cast.sam)
    Suppression.put("+306900000002", client=cast.a, source="asked", by=cast.mo)
    with pytest.raises(Refused, match="may be dialled"):
        CallAttempt.dial(claimed, by=cast.sam, number=number)
    assert not CallAttempt.objects.exists()
