"""A setter who is away: what falls due meanwhile goes to the stand-in or to anyone, in one act that is on record."""

from datetime import timedelta

import pytest

from calls import queue
from calls.models import Absence, CallAttempt, Callback, Draft
from calls.tasks import stand_in
from leads.models import Activity, Enrollment
from office import clock
from office.models import Refused

DAY = timedelta(days=1)


@pytest.fixture
def away(cast):
    def begin(**told):
        usual = {"client": cast.a, "starts_at": clock.now(), "ends_at": clock.now() + 3 * DAY, "stand_in": None}
        return Absence.begin(cast.sam, by=cast.mo, **{**usual, **told})

    return begin


@pytest.fixture
def promised(cast, enrolled):
    return lambda after=timedelta(hours=2), by=None: Callback.promise(
        enrolled(), at=clock.now() + after, by=by or cast.sam
    )


def setter_of(callback):
    callback.refresh_from_db()
    callback.enrollment.refresh_from_db()
    assert callback.enrollment.reserved_for_id == callback.setter_id
    return callback.setter


def test_callbacks_go_to_the_stand_in_and_those_after_the_return_stay(cast, away, promised):
    soon, later, others = promised(), promised(5 * DAY), promised(by=cast.mo)
    made = away(stand_in=cast.sue)
    assert (setter_of(soon), setter_of(later), setter_of(others)) == (cast.sue, cast.sam, cast.mo)
    assert made.passed == {"outcomes": 0, "callbacks": 1, "leads": 0}
    told = Activity.objects.of_lead(soon.lead).filter(kind="passed_on").get()
    assert told.details["to"] == "Sue" and told.by == cast.mo


def test_without_a_stand_in_they_are_anyones(cast, away, promised):
    callback = promised()
    away()
    assert setter_of(callback) is None


def test_what_is_promised_meanwhile_goes_over_when_the_sweep_comes(cast, away, promised):
    made = away(starts_at=clock.now() + DAY, ends_at=clock.now() + 3 * DAY, stand_in=cast.sue)
    callback = promised(DAY + timedelta(hours=2))
    stand_in()
    assert setter_of(callback) == cast.sam, "not before the first day"
    clock.advance(DAY)
    stand_in()
    assert setter_of(callback) == cast.sue
    stand_in()
    made.refresh_from_db()
    assert made.passed["callbacks"] == 1, "twice is once"


def test_after_the_last_day_nothing_goes_over(cast, away, promised):
    away()
    clock.advance(3 * DAY)
    callback = promised()
    stand_in()
    assert setter_of(callback) == cast.sam


def test_a_stand_in_who_is_away_too_leaves_it_to_anyone(cast, away, promised):
    Absence.begin(cast.sue, client=cast.a, starts_at=clock.now(), ends_at=clock.now() + DAY, stand_in=None, by=cast.mo)
    callback = promised()
    away(stand_in=cast.sue)
    assert setter_of(callback) is None


def test_an_offered_lead_and_one_that_is_kept_go_over(cast, away, enrolled):
    kept, offered = enrolled(queue={"reserved_for": cast.sam}), enrolled()
    offered.hold(cast.sam)
    made = away(stand_in=cast.sue)
    kept.refresh_from_db()
    offered.refresh_from_db()
    assert (kept.reserved_for, offered.claimed_by) == (cast.sue, None)
    assert made.passed["leads"] == 2


def test_an_owed_outcome_is_settled_and_the_lead_called_again_first(cast, away, enrolled, dialled):
    made = enrolled()
    attempt = dialled()
    Draft.keep(made, "Wants a quote", by=cast.sam)
    away(stand_in=cast.sue)
    attempt.refresh_from_db()
    made.refresh_from_db()
    assert (attempt.outcome, attempt.notes, attempt.setter) == ("not_reached", "Wants a quote", cast.sam)
    assert attempt.reason == "The setter is away"
    assert (made.claimed_by, made.reserved_for) == (None, cast.sue)
    assert not Draft.objects.exists() and not CallAttempt.objects.owed().exists()
    assert queue.claim(cast.sue) == made


def test_of_another_client_nothing_goes_over(cast, away, other_campaign):
    from tests import factories

    cast.sam.join(cast.b, "setter")
    theirs = Callback.promise(
        factories.enrolled(other_campaign, cast.olga), at=clock.now() + timedelta(hours=1), by=cast.sam
    )
    away()
    assert setter_of(theirs) == cast.sam


def test_back_sooner(cast, away, promised):
    made = away(stand_in=cast.sue)
    clock.advance(timedelta(seconds=1))
    made.end(by=cast.mo)
    callback = promised()
    clock.advance(timedelta(seconds=1))
    stand_in()
    assert setter_of(callback) == cast.sam
    with pytest.raises(Refused, match="over already"):
        made.end(by=cast.mo)


def test_one_that_has_not_begun_is_called_off(cast, away):
    away(starts_at=clock.now() + DAY).end(by=cast.mo)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"ends_at": -DAY}, "must lie ahead"),
        ({"starts_at": 2 * DAY, "ends_at": DAY}, "must lie ahead"),
        ({"stand_in": "sam"}, "stands in for themselves"),
    ],
)
def test_what_is_refused(cast, away, told, why):
    said = {name: getattr(cast, value) if value == "sam" else clock.now() + value for name, value in told.items()}
    with pytest.raises(Refused, match=why):
        away(**said)
    assert not Absence.objects.exists()


def test_nobody_is_away_twice_at_once(cast, away):
    away()
    with pytest.raises(Refused, match="away in these days"):
        away(starts_at=clock.now() + DAY)


def test_a_lead_on_a_call_just_now_stays_with_its_promise(cast, away, promised):
    """A colleague holds it: the promise changes hands, the claim does not."""
    callback = promised()
    callback.enrollment.hold(cast.sue)
    away(stand_in=cast.sue)
    callback.refresh_from_db()
    assert callback.setter == cast.sue
    assert Enrollment.objects.get(pk=callback.enrollment_id).claimed_by == cast.sue
