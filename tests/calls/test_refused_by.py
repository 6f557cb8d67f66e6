"""A lead that said no in person is never offered to that setter again: other setters get it, or it waits."""

from datetime import timedelta

import pytest

from calls import queue
from calls.lull import Lull
from calls.models import CallAttempt, Callback, Outcome, Reached
from leads.models import Enrollment, HandOff, Priority, Suppression
from office import clock
from office.models import Refused, Role
from tests import factories

SAYS = {"not-interested": {"reason": "No need"}, "not-now": {"return_on": None}, "do-not-call": {}}


@pytest.fixture
def said_no(cast, dispositions, dialled, enrolled):
    """A lead that said no to sam, and came back."""

    def say(code="not-interested", **more):
        made = enrolled()
        told = {**SAYS[code], **more}
        if code == "not-now":
            told["return_on"] = clock.today("Europe/Athens") + timedelta(days=30)
        dialled().log(dispositions[code], by=cast.sam, **told)
        clock.advance(timedelta(seconds=61))
        HandOff.objects.sweep()
        return made

    return say


def came_back(cast, made):
    HandOff.objects.of_lead(made.lead).get().bring_back(by=cast.mia)
    return Enrollment.objects.of_lead(made.lead).current().get()


@pytest.mark.parametrize("code", ["not-interested", "not-now"])
def test_it_goes_to_another_setter_and_not_to_the_one_it_refused(cast, said_no, code):
    again = came_back(cast, said_no(code))
    assert again.refused_by == [cast.sam.pk]
    assert queue.ahead(cast.sam) == [] and queue.claim(cast.sam) is None
    assert queue.claim(cast.sue) == again


def test_one_who_asked_never_to_be_called_and_changed_their_mind_too(cast, said_no):
    made = said_no("do-not-call")
    for put in Suppression.objects.all():
        put.lift(by=cast.mo, evidence="wrote to us")
    again = came_back(cast, made)
    assert queue.claim(cast.sam) is None and queue.claim(cast.sue) == again


def test_a_gatekeepers_no_is_not_the_leads(cast, campaign, enrolled, dialled, dispositions):
    gate = dispositions["not-interested"]
    gate.reached = Reached.SOMEBODY
    gate.save()
    made = enrolled()
    dialled().log(gate, by=cast.sam, reason="No need")
    made.refresh_from_db()
    assert made.refused_by == [] and gate.outcome == Outcome.NOT_A_FIT


def test_an_undone_no_was_none(cast, enrolled, dialled, dispositions):
    made = enrolled()
    attempt = dialled()
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    made.refresh_from_db()
    assert made.refused_by == [cast.sam.pk]
    attempt.undo(by=cast.sam)
    made.refresh_from_db()
    assert made.refused_by == []


def test_two_who_were_refused_are_both_remembered(cast, said_no, dispositions, dialled):
    again = came_back(cast, said_no())
    dialled(cast.sue).log(dispositions["not-interested"], by=cast.sue, reason="No need")
    clock.advance(timedelta(seconds=61))
    HandOff.objects.sweep()
    HandOff.objects.of_lead(again.lead).newest()[0].bring_back(by=cast.mia)
    third = Enrollment.objects.of_lead(again.lead).current().get()
    assert third.number == 3 and set(third.refused_by) == {cast.sam.pk, cast.sue.pk}
    sid = factories.person("sid", (cast.a, Role.SETTER))
    assert [queue.claim(setter) for setter in (cast.sam, cast.sue)] == [None, None]
    assert queue.claim(sid) == third


def test_the_others_behind_it_are_still_offered(cast, said_no, enrolled):
    came_back(cast, said_no())
    other = enrolled()
    assert [found.pk for found in queue.ahead(cast.sam)] == [other.pk]
    assert queue.claim(cast.sam) == other


def test_a_callback_for_anyone_is_not_for_the_one_it_refused(cast, said_no):
    again = came_back(cast, said_no())
    Callback.promise(again, at=clock.now() + timedelta(minutes=5), by=cast.sue, anyone=True)
    clock.advance(timedelta(minutes=6))
    assert queue.claim(cast.sam) is None
    assert not Callback.objects.of(cast.sam).exists() and Callback.objects.of(cast.sue).exists()
    with pytest.raises(Refused, match="said no to you"):
        queue.take(Enrollment.objects.get(pk=again.pk), by=cast.sam)
    assert queue.claim(cast.sue) == again


def test_one_reserved_for_the_setter_it_refused_waits_for_a_colleague(cast, said_no):
    again = came_back(cast, said_no())
    again.queue_for(Priority.CALLBACK, clock.now(), reserved_for=cast.sam)
    assert queue.claim(cast.sam) is None
    clock.advance(timedelta(minutes=16))
    queue.release_lapsed()
    assert queue.claim(cast.sam) is None
    assert queue.claim(cast.sue) == again


def test_when_only_that_setter_works_it_waits_and_the_empty_queue_says_so(cast, said_no):
    came_back(cast, said_no())
    why = Lull.of(cast.sam)
    assert why.refused == 1 and not why.nobody
    assert Lull.of(cast.sue).refused == 0


def test_the_desk_says_who_it_waits_for(as_, cast, said_no):
    came_back(cast, said_no())
    page = as_("sam").post("/desk/claim/", headers={"HX-Request": "true"}).content.decode()
    assert "1 said no to you before, and waits for a colleague" in page


# --- When it was first noticed ----------------------------------------------------------------------


def test_the_first_offer_is_kept_and_later_ones_do_not_move_it(cast, enrolled):
    made, first = enrolled(), clock.now()
    queue.claim(cast.sam)
    clock.advance(timedelta(minutes=5))
    queue.release_lapsed()
    queue.claim(cast.sue)
    made.refresh_from_db()
    assert (made.noticed_at, made.claimed_by) == (first, cast.sue)


def test_a_lead_taken_out_of_turn_is_noticed_then(cast, enrolled):
    made = enrolled()
    queue.take(made, by=cast.sam)
    made.refresh_from_db()
    assert made.noticed_at == clock.now()


def test_who_looks_ahead_notices_nothing(cast, enrolled):
    made = enrolled()
    queue.ahead(cast.sam)
    made.refresh_from_db()
    assert made.noticed_at is None


def test_a_pass_remembers_that_it_began_hot(cast, enrolled):
    hot, cold = enrolled(queue={"priority": Priority.HOT}), enrolled()
    hot.queue_for(Priority.RETRY, clock.now())
    hot.refresh_from_db()
    assert (hot.was_hot, cold.was_hot) == (True, False)


def test_the_dial_of_a_lead_that_refused_is_still_possible_from_an_owed_call(cast, enrolled, dialled, dispositions):
    """An undo gives the call back to the same setter, whatever the lead said."""
    enrolled()
    attempt = dialled()
    attempt.log(dispositions["not-interested"], by=cast.sam, reason="No need")
    attempt.undo(by=cast.sam)
    assert queue.claim(cast.sam) == attempt.enrollment
    assert CallAttempt.dial(attempt.enrollment, by=cast.sam) == attempt
