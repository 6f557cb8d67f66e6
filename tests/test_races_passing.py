"""Real connections race for one meeting: accepted and declined, given away twice, given away while it lapses, and told
of while it is given away. One thing happens; the others read what did; nobody deadlocks; the ledger adds up."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from appointments.models import (
    Appointment,
    Assignment,
    CalendarBlock,
    FairnessEntry,
    Feedback,
    Picker,
    PoolMember,
    PoolTerms,
)
from appointments.models.chase import chase_feedback
from appointments.models.passing import accept, decline, reassign, sweep_unanswered
from appointments.walltime import moment
from office import clock
from office.models import Message, Notice
from tests import factories
from tests.test_races_booking import race, told, won

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reps(cast):
    """rita's colleagues; by name they come before her."""
    return [factories.person(f"rep{n}", (cast.a, "rep")) for n in range(3)]


def until_tomorrow(zone):
    """Minutes to one o'clock: the day has room for hours whenever the test runs."""
    now = clock.now().astimezone(ZoneInfo(zone))
    return int(((now + timedelta(days=1)).replace(hour=1, minute=0) - now).total_seconds() // 60)


@pytest.fixture
def meeting(real_clock, cast, campaign, reps):
    PoolTerms.of(campaign).set(by=cast.mo, accept_within=60)
    kind = factories.bookable(
        campaign, cast.rita, *reps, starts="00:00", ends="00:00", notice=until_tomorrow(cast.rita.zone)
    )
    made = factories.booked(factories.enrolled(campaign, cast.sam, email="helen@fresh.example"), kind, cast.sam)
    assert made.rep == reps[0]
    return made


def fresh(meeting):
    return Appointment.objects.get(pk=meeting.pk)


def one_rep_has_it(meeting):
    """Whose it is stands the same in the meeting, the assignment, the calendar and the ledger."""
    found = fresh(meeting)
    assert Assignment.of(found).rep == found.rep
    assert [block.person for block in CalendarBlock.objects.of_appointment(found.pk).booked()] == [found.rep]
    assert FairnessEntry.objects.held(found) == {found.rep_id: 1}
    return found.rep


def begun(meeting):
    """It began a minute ago."""
    start = clock.now() - timedelta(minutes=1)
    Appointment.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + timedelta(minutes=45))


def test_accepted_and_declined_at_once(cast, meeting, reps):
    acts = [
        lambda: accept(fresh(meeting), by=reps[0]),
        lambda: decline(fresh(meeting), by=reps[0], reason="Ill"),
    ]
    results = race(cast.a, acts)
    assert len(told(results)) == 1
    rep = one_rep_has_it(meeting)
    accepted = Assignment.of(meeting).accepted_at is not None
    assert (rep == reps[0]) is accepted


def test_declined_eight_times_at_once_goes_on_once(cast, meeting, reps):
    results = race(cast.a, [lambda: decline(fresh(meeting), by=reps[0], reason="Ill") for _n in range(8)])
    assert len(won(results)) == 1
    assert one_rep_has_it(meeting) == reps[1]
    assert fresh(meeting).sequence == 2


def test_two_managers_give_it_to_two_reps(cast, meeting, reps):
    acts = [lambda to=to: reassign(fresh(meeting), to=to, by=cast.mo) for to in (reps[1], reps[2])]
    results = race(cast.a, acts)
    assert told(results) == []
    assert one_rep_has_it(meeting) in (reps[1], reps[2])
    assert fresh(meeting).sequence == 4
    ended = meeting.assignments.exclude(ended_at=None)
    assert ended.count() == 2


def test_two_meetings_are_not_given_to_one_rep_at_one_time(cast, campaign, meeting, reps):
    kind = meeting.kind
    other = factories.booked(factories.enrolled(campaign, cast.sue), kind, cast.sue)
    assert (other.rep, other.starts_at) == (reps[1], meeting.starts_at)
    acts = [lambda m=m: reassign(fresh(m), to=reps[2], by=cast.mo) for m in (meeting, other)]
    results = race(cast.a, acts)
    assert len(told(results)) == 1
    assert {one_rep_has_it(meeting), one_rep_has_it(other)} in ({reps[2], reps[0]}, {reps[2], reps[1]})


def test_two_reps_swap_their_meetings_and_nobody_waits_for_the_other(cast, campaign, meeting, reps):
    other = factories.booked(factories.enrolled(campaign, cast.sue), meeting.kind, cast.sue)
    acts = [
        lambda: reassign(fresh(meeting), to=reps[1], by=cast.mo),
        lambda: reassign(fresh(other), to=reps[0], by=cast.mo),
    ]
    for _round in range(5):
        race(cast.a, acts)
        assert one_rep_has_it(meeting) != one_rep_has_it(other)


def test_accepted_in_the_moment_in_which_it_lapses(cast, meeting, reps):
    Assignment.objects.update(accept_by=clock.now())
    acts = [lambda: accept(fresh(meeting), by=reps[0]), sweep_unanswered, sweep_unanswered]
    race(cast.a, acts)
    rep = one_rep_has_it(meeting)
    spent = FairnessEntry.objects.filter(why=FairnessEntry.Why.LAPSED).count()
    assert (rep, spent) in ((reps[0], 0), (reps[1], 1))


def test_given_away_while_the_rep_says_how_it_went(cast, meeting, reps):
    begun(meeting)
    acts = [
        lambda: Feedback.give(fresh(meeting), "held", by=reps[0]),
        lambda: reassign(fresh(meeting), to=reps[1], by=cast.mo),
    ]
    results = race(cast.a, acts)
    assert told(results) == ["This meeting is over, or off: it stays as it is."]
    assert Feedback.objects.get().by == reps[0]
    assert one_rep_has_it(meeting) == reps[0]


def test_the_word_of_a_rep_who_no_longer_has_it_does_not_count(cast, meeting, reps):
    stale = fresh(meeting)
    reassign(meeting, to=reps[1], by=cast.mo)
    begun(meeting)
    results = race(cast.a, [lambda: Feedback.give(stale, "lost", by=reps[0], reason="x")])
    assert told(results) == ["This meeting is with Rep1 now."]


def test_called_off_and_given_away_at_once(cast, meeting, reps):
    acts = [
        lambda: fresh(meeting).cancel(by=cast.sam),
        lambda: reassign(fresh(meeting), to=reps[1], by=cast.mo),
    ]
    race(cast.a, acts)
    assert fresh(meeting).state == Appointment.State.CANCELLED
    assert not CalendarBlock.objects.of_appointment(meeting.pk).booked().exists()
    assert Assignment.of(meeting) is None
    assert FairnessEntry.objects.held(meeting) == {}


def test_two_sweeps_remind_once(cast, meeting, reps):
    start = clock.now() - timedelta(hours=30)
    Appointment.objects.filter(pk=meeting.pk).update(starts_at=start, ends_at=start + timedelta(minutes=45))
    noon = factories.MONDAY + timedelta(days=3_650)  # years later, at a time when nobody sleeps

    def chase():
        with clock.frozen(noon):
            return chase_feedback()

    assert sum(race(cast.a, [chase] * 4)) == 2  # the rep's, and the manager's
    assert Message.objects.about("chase").count() == 2
    assert Notice.objects.to(reps[0]).filter(text__startswith="Say how").count() == 1


def test_two_meetings_of_one_day_are_not_passed_on_beyond_a_cap(cast, campaign, meeting, reps):
    """Both go to the one rep who has room for one more that day: one does, the other stays with a flag."""
    for person in (cast.rita, reps[1]):
        PoolMember.objects.of_campaign(campaign).get(person=person).leave(by=cast.mo)
    kind = meeting.kind
    found = Picker(meeting.lead, kind, by=cast.sue, rep=reps[0].pk)
    same = found.zone
    day = meeting.starts_at.astimezone(ZoneInfo(same)).date()
    start = next(o for o in found.offers if moment(o.start).astimezone(ZoneInfo(same)).date() == day)
    lead = factories.enrolled(campaign, cast.sue)
    hold = Picker(lead.lead, kind, by=cast.sue, rep=reps[0].pk).hold(moment(start.start))
    other = Appointment.book(lead, by=cast.sue, hold=hold.token)
    kind.change(by=cast.mo, cap=1)
    race(cast.a, [lambda m=m: decline(fresh(m), by=reps[0], reason="Ill") for m in (meeting, other)])
    assert sorted([one_rep_has_it(meeting).name, one_rep_has_it(other).name]) == ["Rep0", "Rep2"]
    assert CalendarBlock.objects.of_person(reps[2]).booked().count() == 1
    assert Assignment.objects.stranded().count() == 1


def test_a_manager_gives_it_to_a_rep_whose_day_is_full(cast, campaign, meeting, reps):
    meeting.kind.change(by=cast.mo, cap=1)
    full = factories.booked(factories.enrolled(campaign, cast.sue), meeting.kind, cast.sue)
    assert full.rep == reps[1]
    start = meeting.starts_at + timedelta(hours=3)
    CalendarBlock.objects.of_appointment(full.pk).update(
        blocked=(start, start + timedelta(hours=1)), starts_at=start, ends_at=start + timedelta(minutes=45)
    )
    reassign(fresh(meeting), to=reps[1], by=cast.mo)
    assert one_rep_has_it(meeting) == reps[1]
