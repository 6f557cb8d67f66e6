"""A time is on hold while the setter talks: one rep, one hold a setter, five minutes, never twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from appointments.models import CalendarBlock, Picker
from office import clock
from office.models import Refused
from tests import factories

State = CalendarBlock.State


@pytest.fixture
def picker(cast, enrollment, kind):
    return lambda by: Picker(enrollment.lead, kind, by=by)


def test_a_held_time_is_not_offered_to_another_setter(cast, picker):
    soonest = picker(cast.sam).soonest.starts_at
    held = picker(cast.sam).hold(soonest)
    assert (held.state, held.person, held.held_by) == (State.ON_HOLD, cast.rita, cast.sam)
    assert held.hold_until == clock.now() + timedelta(minutes=5)
    assert soonest not in [time.starts_at for time in picker(cast.sue).times]
    assert soonest in [time.starts_at for time in picker(cast.sam).times]


def test_who_comes_second_reads_a_sentence(cast, picker):
    late = picker(cast.sue)
    soonest = late.soonest.starts_at
    assert late.diaries
    picker(cast.sam).hold(soonest)
    with pytest.raises(Refused, match="taken a moment ago"):
        late.hold(soonest)


def test_a_time_that_cannot_be_booked_says_why(cast, picker, kind):
    with pytest.raises(Refused, match="too soon"):
        picker(cast.sam).hold(clock.now() + timedelta(minutes=119))
    with pytest.raises(Refused, match="outside hours"):
        picker(cast.sam).hold(clock.now() + timedelta(hours=12))
    with pytest.raises(Refused, match="too far ahead"):
        picker(cast.sam).hold(clock.now() + timedelta(days=30))


def test_without_reps_the_sentence_says_so(cast, enrollment, campaign):
    empty = factories.bookable(campaign, name="Nobody")
    with pytest.raises(Refused, match="No rep takes"):
        Picker(enrollment.lead, empty, by=cast.sam).hold(clock.now() + timedelta(hours=3))


def test_a_setter_holds_one_time_and_moves_it(cast, picker):
    first, second = [time.starts_at for time in picker(cast.sam).times[:2]]
    old = picker(cast.sam).hold(first)
    new = picker(cast.sam).hold(second)  # overlaps the first: a meeting of 45 minutes, a start every 30
    old.refresh_from_db()
    assert (old.state, new.state) == (State.RELEASED, State.ON_HOLD)
    assert CalendarBlock.objects.held_by(cast.sam).count() == 1


def test_a_hold_that_ran_out_gives_way(cast, picker):
    later = picker(cast.sam).times[1].starts_at
    old = picker(cast.sam).hold(later)
    clock.advance(timedelta(minutes=5))
    new = picker(cast.sue).hold(later)
    old.refresh_from_db()
    assert (old.state, new.held_by) == (State.RELEASED, cast.sue)


def test_the_heartbeat_renews_a_live_hold_only(cast, picker):
    held = picker(cast.sam).hold(picker(cast.sam).soonest.starts_at)
    clock.advance(timedelta(minutes=4))
    assert CalendarBlock.renew(held.token, by=cast.sam).hold_until == clock.now() + timedelta(minutes=5)
    with pytest.raises(Refused, match="run out"):
        CalendarBlock.renew(held.token, by=cast.sue)
    clock.advance(timedelta(minutes=5))
    with pytest.raises(Refused, match="run out"):
        CalendarBlock.renew(held.token, by=cast.sam)


def test_the_database_refuses_two_live_blocks_of_one_person(cast, picker):
    held = picker(cast.sam).hold(picker(cast.sam).soonest.starts_at)
    with pytest.raises(IntegrityError, match="no_double_booking"), transaction.atomic():
        CalendarBlock.objects.create(person=cast.rita, blocked=held.blocked, state=State.BOOKED)
    end = held.blocked.upper
    CalendarBlock.objects.create(person=cast.rita, blocked=(end, end + timedelta(hours=1)), state=State.BOOKED)
    CalendarBlock.objects.create(person=cast.oren, blocked=held.blocked, state=State.BOOKED)


def test_another_rep_takes_it_when_the_first_is_taken(cast, campaign, enrollment):
    ray = factories.person("ray", (cast.a, "rep"))
    kind = factories.bookable(campaign, cast.rita, ray)
    both = Picker(enrollment.lead, kind, by=cast.sam)
    soonest = both.soonest
    assert (soonest.free, soonest.rep) == (2, ray)
    assert Picker(enrollment.lead, kind, by=cast.sam).hold(soonest.starts_at).person == ray
    assert Picker(enrollment.lead, kind, by=cast.sue).hold(soonest.starts_at).person == cast.rita
    with pytest.raises(Refused, match="busy"):
        Picker(enrollment.lead, kind, by=cast.mo).hold(soonest.starts_at)


def test_a_hold_of_nobody_is_not_confirmed(cast):
    with pytest.raises(Refused, match="Too late"):
        CalendarBlock.confirm(uuid4(), by=cast.sam, lead=1)
