"""Meetings of one rep on one local day: no more than the kind allows, when offered, held and confirmed."""

from datetime import date, timedelta

import pytest

from appointments.models import Appointment, CalendarBlock, Picker
from office import clock
from office.models import Refused
from tests import factories

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def capped(cast, campaign):
    return factories.bookable(campaign, cast.rita, name="Audit", cap=1)


@pytest.fixture
def free(cast, campaign):
    return factories.bookable(campaign, cast.rita, name="Chat")


@pytest.fixture
def lead(cast, campaign):
    return lambda: factories.enrolled(campaign, cast.sam, email="helen@fresh.example")


def later(hours):
    """So many hours after Tuesday 9:00 in Athens."""
    return factories.MONDAY + timedelta(days=1, hours=hours - 3)


def book(enrollment, kind, by, start):
    block = Picker(enrollment.lead, kind, by=by).hold(start)
    return Appointment.book(enrollment, by=by, hold=block.token)


def test_a_full_day_is_not_offered_and_says_why(cast, lead, capped, free):
    book(lead(), free, cast.sam, later(0))
    picker = Picker(lead().lead, capped, by=cast.sam, day=TUESDAY)
    assert picker.times == []
    assert (later(4), "enough meetings that day") in picker.missing
    with pytest.raises(Refused, match="enough meetings that day"):
        picker.hold(later(4))
    assert Picker(lead().lead, capped, by=cast.sam, day=TUESDAY + timedelta(days=1)).times


def test_a_kind_without_a_cap_is_booked_on_a_full_day(cast, lead, capped, free):
    book(lead(), capped, cast.sam, later(0))
    assert book(lead(), free, cast.sam, later(4))


def test_the_day_is_the_reps_own(cast, lead, capped):
    """Monday 23:30 and Tuesday 00:30 in Athens are one day in New York."""
    factories.bookable(capped.campaign, cast.rita, name="Night", starts="00:00", ends="00:00")
    cast.rita.zone = "America/New_York"
    cast.rita.save()
    monday_night = factories.MONDAY + timedelta(hours=11, minutes=30)
    book(lead(), capped, cast.sam, monday_night)
    with pytest.raises(Refused, match="enough meetings that day"):
        Picker(lead().lead, capped, by=cast.sam).hold(monday_night + timedelta(hours=1))
    assert Picker(lead().lead, capped, by=cast.sam).hold(monday_night + timedelta(hours=8))


def test_anothers_hold_counts_and_my_own_moves_along(cast, lead, capped):
    mine = lead()
    Picker(mine.lead, capped, by=cast.sam).hold(later(0))
    with pytest.raises(Refused, match="enough meetings that day"):
        Picker(lead().lead, capped, by=cast.sue).hold(later(4))
    assert Picker(mine.lead, capped, by=cast.sam).hold(later(4)).starts_at == later(4)
    clock.advance(timedelta(minutes=5))
    assert Picker(lead().lead, capped, by=cast.sue).hold(later(0))


def test_who_looked_before_the_day_was_full_is_told_when_holding(cast, lead, capped):
    late = Picker(lead().lead, capped, by=cast.sue)
    assert late.diaries
    Picker(lead().lead, capped, by=cast.sam).hold(later(0))
    with pytest.raises(Refused, match="taken a moment ago"):
        late.hold(later(4))
    assert CalendarBlock.objects.held_by(cast.sue).count() == 0


def test_the_next_rep_takes_it_when_the_first_has_enough(cast, campaign, lead, capped):
    ray = factories.person("ray", (cast.a, "rep"))
    factories.bookable(campaign, ray, name="With Ray")
    CalendarBlock.hold([cast.rita], capped, later(0), by=cast.sam, lead=1)
    held = CalendarBlock.hold([cast.rita, ray], capped, later(4), by=cast.sue, lead=2)
    assert held.person == ray


def test_a_day_that_filled_up_since_the_hold_is_too_late(cast, lead, capped, free):
    mine = lead()
    hold = Picker(mine.lead, capped, by=cast.sam).hold(later(0))
    book(lead(), free, cast.sue, later(4))
    with pytest.raises(Refused, match="Too late: Rita has enough meetings that day"):
        Appointment.book(mine, by=cast.sam, hold=hold.token)
    assert Appointment.objects.count() == 1
    hold.refresh_from_db()
    assert hold.state == CalendarBlock.State.ON_HOLD


def test_a_hold_of_somebody_else_does_not_make_it_too_late(cast, lead, capped, free):
    mine = lead()
    hold = Picker(mine.lead, capped, by=cast.sam).hold(later(0))
    Picker(lead().lead, free, by=cast.sue).hold(later(4))
    assert Appointment.book(mine, by=cast.sam, hold=hold.token)


def test_a_cancelled_meeting_leaves_room_again(cast, lead, capped):
    book(lead(), capped, cast.sam, later(0)).cancel(by=cast.rita)
    assert book(lead(), capped, cast.sam, later(4))


def test_the_fourth_of_three_is_refused(cast, campaign, lead):
    three = factories.bookable(campaign, cast.rita, name="Three", cap=3)
    for hours in (0, 2, 4):
        book(lead(), three, cast.sam, later(hours))
    with pytest.raises(Refused, match="enough meetings that day"):
        book(lead(), three, cast.sam, later(6))
