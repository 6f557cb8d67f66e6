"""The ledger of turns: what is written when, that it is never changed, and that it decides whose turn is next."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from appointments.models import Appointment, FairnessEntry, Feedback, Picker, PoolMember, PoolTerms
from appointments.models.moving import move, rewind, standing
from leads.models import Lead
from office import clock
from office.models import Message, Refused
from tests import factories

Why = FairnessEntry.Why


@pytest.fixture
def nick(cast):
    return factories.person("nick", (cast.a, "rep"))


@pytest.fixture
def pool(cast, campaign, nick):
    """Nick and rita, in this order by name."""
    return factories.bookable(campaign, nick, cast.rita)


def turn(campaign, kind, setter, day, **details):
    """Who gets a meeting at the first time of a day of next week, at which everybody is free; of a new lead."""
    enrollment = factories.enrolled(campaign, setter, **details)
    picker = Picker(enrollment.lead, kind, by=setter, day=date(2026, 11, 30) + timedelta(days=day))
    hold = picker.hold(picker.times[0].starts_at)
    return Appointment.book(enrollment, by=setter, hold=hold.token).rep


def levels(campaign):
    return FairnessEntry.objects.levels(campaign.pk)


def lines(person):
    return [(line.why, line.amount) for line in FairnessEntry.objects.of_person(person.pk).order_by("pk")]


def sent(meeting):
    Message.objects.about(meeting.matter).update(state="done", sent_at=clock.now())


def test_a_booking_is_a_turn_and_the_next_one_is_the_others(cast, campaign, pool, nick):
    reps = [turn(campaign, pool, cast.sam, day) for day in range(4)]
    assert reps == [nick, cast.rita, nick, cast.rita]
    assert levels(campaign) == {nick.pk: 2, cast.rita.pk: 2}
    assert lines(nick) == [(Why.BOOKED, 1)] * 2


def test_weight_two_gets_twice_as_many(cast, campaign, pool, nick):
    PoolMember.objects.get(person=cast.rita).change(by=cast.mo, weight=2)
    reps = [turn(campaign, pool, cast.sam, day).name for day in range(6)]
    assert (reps.count("Rita"), reps.count("Nick")) == (4, 2)


def test_the_owner_gets_it_and_it_counts(cast, campaign, pool, nick):
    FairnessEntry.correct(campaign, cast.rita, 9, by=cast.mo, note="Had the fair to herself")
    enrollment = factories.enrolled(campaign, cast.sam)
    Lead.objects.filter(pk=enrollment.lead_id).update(owner=cast.rita)
    enrollment.lead.refresh_from_db()
    meeting = factories.booked(enrollment, pool, cast.sam)
    assert meeting.rep == cast.rita
    assert lines(cast.rita) == [(Why.MANUAL, 9), (Why.OWNER, 1)]


def test_a_rep_picked_by_the_setter_is_written_down_as_by_hand(cast, enrollment, pool):
    picker = Picker(enrollment.lead, pool, by=cast.sam, rep=cast.rita.pk)
    block = picker.hold(picker.soonest.starts_at)
    meeting = Appointment.book(enrollment, by=cast.sam, hold=block.token)
    assert lines(cast.rita) == [(Why.MANUAL, 1)]
    assert meeting.assignments.get().trace == [{"step": "chosen", "said": "by hand"}]


def test_territory_language_and_skill_of_the_sheet_decide_before_the_share(cast, campaign, pool, nick):
    FairnessEntry.correct(campaign, cast.rita, 9, by=cast.mo, note="Start")
    PoolMember.objects.get(person=cast.rita).change(by=cast.mo, postal_codes=["104"])
    meeting = factories.booked(factories.enrolled(campaign, cast.sam, postal_code="104 31"), pool, cast.sam)
    assert meeting.rep == cast.rita
    assert meeting.assignments.get().trace == [
        {"step": "territory", "said": "named", "what": "104"},
        {"step": "only", "of": 2},
    ]
    assert turn(campaign, pool, cast.sam, 0) == nick


def test_the_skill_is_what_the_sheet_says_in_the_column_of_the_terms(cast, campaign, pool, nick):
    PoolTerms.of(campaign).set(by=cast.mo, skill_column="Gas")
    PoolMember.objects.get(person=cast.rita).change(by=cast.mo, skills=["CO2"])
    asked = [turn(campaign, pool, cast.sam, day, custom={"Gas": gas}) for day, gas in enumerate(["co2", "", "CO2 "])]
    assert asked == [cast.rita, nick, cast.rita]


def test_an_undone_booking_gets_a_contrary_line(cast, campaign, meeting):
    meeting.unbook(by=cast.sam)
    assert lines(cast.rita) == [(Why.BOOKED, 1), (Why.UNDONE, -1)]
    assert levels(campaign) == {cast.rita.pk: 0}


def test_called_off_before_it_was_sent_gives_the_turn_back_whoever_did_it(cast, meeting):
    meeting.cancel(by=cast.rita)
    assert lines(cast.rita) == [(Why.BOOKED, 1), (Why.UNDONE, -1)]


def test_a_rep_who_calls_off_what_was_sent_has_had_the_turn(cast, meeting):
    sent(meeting)
    meeting.cancel(by=cast.rita)
    assert lines(cast.rita) == [(Why.BOOKED, 1)]


def test_called_off_by_others_gives_it_back(cast, meeting):
    sent(meeting)
    meeting.cancel(by=cast.sam)
    assert lines(cast.rita) == [(Why.BOOKED, 1), (Why.UNDONE, -1)]


@pytest.mark.parametrize(("result", "back"), [("no_show", True), ("rep_no_show", False), ("held", False)])
def test_only_the_leads_own_no_show_gives_the_turn_back(cast, meeting, result, back):
    clock.advance(timedelta(hours=3))
    Feedback.give(meeting, result, by=cast.rita)
    assert lines(cast.rita) == [(Why.BOOKED, 1), (Why.NO_SHOW, -1)][: 1 + back]


def test_moved_to_a_colleague_and_taken_back(cast, campaign, pool, nick, enrollment):
    meeting = factories.booked(enrollment, pool, cast.sam)
    assert meeting.rep == nick
    stood = standing(meeting)
    picker = Picker(enrollment.lead, pool, by=cast.sue, rep=cast.rita.pk)
    block = picker.hold(picker.times[-1].starts_at)
    move(meeting, hold=block.token, by=cast.sue, due_at=clock.now() + timedelta(minutes=1))
    assert levels(campaign) == {nick.pk: 0, cast.rita.pk: 1}
    rewind(stood)
    assert levels(campaign) == {nick.pk: 1, cast.rita.pk: 0}
    live = meeting.assignments.live().get()
    assert (live.rep, live.trace[-1]["step"]) == (nick, "share")


def test_moved_with_the_same_rep_costs_nothing(cast, campaign, kind, enrollment, meeting):
    picker = Picker(enrollment.lead, kind, by=cast.sue)
    move(meeting, hold=picker.hold(picker.times[-1].starts_at).token, by=cast.sue, due_at=clock.now())
    assert lines(cast.rita) == [(Why.BOOKED, 1)]
    assert meeting.assignments.live().get().rep == cast.rita


def test_a_cancellation_that_is_taken_back_is_a_turn_again(cast, campaign, meeting):
    stood = standing(meeting)
    meeting.cancel(by=cast.sue, due_at=clock.now() + timedelta(minutes=1))
    assert levels(campaign) == {cast.rita.pk: 0}
    rewind(stood)
    assert levels(campaign) == {cast.rita.pk: 1}
    assert meeting.assignments.live().get().rep == cast.rita


def test_the_ledger_is_of_one_campaign(cast, campaign, meeting):
    other = factories.campaign(cast.a, cast.mo, name="Another")
    assert levels(other) == {}


@pytest.mark.parametrize("act", [lambda rows: rows.update(amount=5), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_a_line(cast, meeting, act):
    with pytest.raises(DatabaseError, match="append_only|Cannot (update|delete)"), transaction.atomic():
        act(FairnessEntry.objects.all())
    assert lines(cast.rita) == [(Why.BOOKED, 1)]


def test_who_comes_in_later_starts_where_the_others_are(cast, campaign, pool, nick):
    for person, turns in ((nick, 10), (cast.rita, 12)):
        FairnessEntry.correct(campaign, person, turns, by=cast.mo, note="So far")
    ray = factories.person("ray", (cast.a, "rep"))
    member = PoolMember.join(campaign, ray, by=cast.mo, weight=2)
    assert (member.level, lines(ray)) == (20, [(Why.JOINED, 20)])


def test_who_comes_back_is_not_put_further_back(cast, campaign, pool, nick):
    FairnessEntry.correct(campaign, nick, 3, by=cast.mo, note="So far")
    PoolMember.objects.get(person=nick).leave(by=cast.mo)
    assert PoolMember.join(campaign, nick, by=cast.mo).level == 3


def test_another_weight_keeps_the_share(cast, campaign, pool, nick):
    FairnessEntry.correct(campaign, nick, 4, by=cast.mo, note="So far")
    member = PoolMember.objects.get(person=nick)
    member.change(by=cast.mo, weight=3)
    assert (member.level, lines(nick)[-1]) == (12, (Why.WEIGHT, 8))
    member.change(by=cast.mo, weight=1)
    assert member.level == 4


def test_a_correction_says_why_and_is_something(cast, campaign, kind):
    for amount, note in ((1, "  "), (0, "Nothing"), (1001, "Too much")):
        with pytest.raises(Refused):
            FairnessEntry.correct(campaign, cast.rita, amount, by=cast.mo, note=note)
    assert not FairnessEntry.objects.exists()


def test_only_a_rep_of_the_client_comes_in_and_once(cast, campaign, kind):
    with pytest.raises(Refused, match="no rep"):
        PoolMember.join(campaign, cast.oren, by=cast.mo)
    with pytest.raises(Refused, match="already"):
        PoolMember.join(campaign, cast.rita, by=cast.mo)
