"""How a claim ends: the tab is closed, a beat of a tab that shows another lead, a manager lets the lead go."""

from datetime import timedelta

import pytest

from calls import letting, queue
from calls.models import CallAttempt, Callback
from leads.models import Activity, Enrollment, Priority
from office import clock
from office.models import Refused


def test_a_closed_tab_keeps_the_lead_for_a_minute(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    assert letting.leave(cast.sam) == 1
    clock.advance(timedelta(seconds=60))
    assert queue.release_lapsed() == 0
    clock.advance(timedelta(seconds=1))
    assert queue.release_lapsed() == 1
    assert queue.claim(cast.sue) == made


def test_it_never_makes_a_lease_longer(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    clock.advance(timedelta(seconds=80))
    assert letting.leave(cast.sam) == 0
    made.refresh_from_db()
    assert made.claimed_until == clock.now() + timedelta(seconds=10)


def test_another_tab_or_the_same_one_loaded_anew_goes_on(cast, enrolled):
    enrolled()
    queue.claim(cast.sam)
    letting.leave(cast.sam)
    clock.advance(timedelta(seconds=20))
    assert queue.beat(cast.sam)
    clock.advance(timedelta(seconds=80))
    assert queue.release_lapsed() == 0


def test_what_was_dialled_is_not_released_by_a_closed_tab(cast, enrolled, dialled):
    enrolled()
    dialled()
    assert letting.leave(cast.sam) == 0
    clock.advance(timedelta(hours=9))
    assert queue.release_lapsed() == 0
    assert CallAttempt.objects.by_setter(cast.sam).owed().count() == 1


def test_closing_a_tab_is_a_door_of_its_setter(as_, cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    assert as_("sue").post("/desk/leave/").status_code == 204
    made.refresh_from_db()
    assert made.claimed_until == clock.now() + timedelta(seconds=90)
    assert as_("sam").post("/desk/leave/").status_code == 204
    made.refresh_from_db()
    assert made.claimed_until == clock.now() + timedelta(seconds=60)


def test_a_tab_that_shows_what_is_no_longer_held_is_told(as_, cast, enrolled):
    first, second = enrolled(), enrolled()
    queue.claim(cast.sam)
    beat = as_("sam").post
    assert beat("/desk/beat/", {"lead": first.pk}).status_code == 204
    assert beat("/desk/beat/", {"lead": second.pk}).status_code == 410
    assert beat("/desk/beat/", {"lead": "x"}).status_code == 410
    assert beat("/desk/beat/").status_code == 204


def test_a_manager_gives_an_offered_lead_back(cast, enrolled):
    made = enrolled()
    letting.let_go(queue.claim(cast.sam), by=cast.mo, reason="Went home")
    assert queue.claim(cast.sue) == made
    line = Activity.objects.of_lead(made.lead).newest().first()
    assert (line.kind, line.by, line.details) == ("let_go", cast.mo, {"setter": "Sam", "note": "Went home"})


def test_an_owed_outcome_that_is_given_up_sets_its_setter_free(cast, enrolled, dialled, dispositions):
    made, other = enrolled(), enrolled()
    attempt = dialled()
    letting.let_go(attempt.enrollment, by=cast.mo, reason="Her computer broke")
    made.refresh_from_db()
    assert (made.claimed_by, made.priority, made.attempts) == (None, Priority.RETRY, 1)
    assert made.call_after == clock.now() + timedelta(hours=1)
    attempt.refresh_from_db()
    assert (attempt.given_up_at, attempt.state, attempt.disposition) == (clock.now(), "ended", None)
    assert dialled().enrollment == other
    with pytest.raises(Refused, match="let this lead go"):
        attempt.log(dispositions["no-answer"], by=cast.sam)


def test_the_number_of_a_call_that_was_given_up_may_be_called_again(cast, enrolled, dialled):
    made = enrolled()
    letting.let_go(dialled().enrollment, by=cast.mo, reason="Gone")
    clock.advance(timedelta(hours=1))
    assert dialled(cast.sue).enrollment == made


def test_a_promise_stays_a_promise(cast, enrolled, dialled):
    made = enrolled()
    Callback.promise(made, at=clock.now() + timedelta(minutes=1), by=cast.sam)
    clock.advance(timedelta(minutes=1))
    letting.let_go(dialled().enrollment, by=cast.mo, reason="Gone")
    made.refresh_from_db()
    assert made.priority == Priority.CALLBACK


@pytest.mark.parametrize("reason", ["", "   "])
def test_it_needs_a_reason(cast, enrolled, reason):
    enrolled()
    with pytest.raises(Refused, match="why"):
        letting.let_go(queue.claim(cast.sam), by=cast.mo, reason=reason)
    assert Enrollment.objects.claimed_by(cast.sam).exists()


def test_what_nobody_holds_is_not_let_go(cast, enrolled):
    with pytest.raises(Refused, match="Nobody"):
        letting.let_go(enrolled(), by=cast.mo, reason="Gone")


def test_the_desk_of_the_one_it_was_taken_from_says_so(as_, cast, enrolled, dialled, dispositions):
    attempt = (enrolled(), dialled())[1]
    letting.let_go(attempt.enrollment, by=cast.mo, reason="Gone")
    answer = as_("sam").post(
        f"/desk/calls/{attempt.pk}/log/", {"disposition": "no-answer"}, headers={"hx-request": "true"}
    )
    assert answer.status_code == 422 and "let this lead go" in answer.content.decode()
