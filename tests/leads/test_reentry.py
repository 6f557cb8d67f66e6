"""Coming back: how often, how soon, into which list; what may not come back is closed with a word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from leads.models import Enrollment, HandOff, LeadList, Listing, Priority, ReturnRules, Suppression
from leads.states import Stage
from office import clock
from office.models import Job, Refused
from tests import factories
from tests.leads.test_returns import THAT_MORNING, carried, kinds, not_now, passes


def rules(client, **told):
    ReturnRules.objects.create(client=client, **told)


def now_is(day):
    return clock.frozen(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))


# --- As often as the rules allow -------------------------------------------------------------------


def test_at_its_last_pass_a_return_closes_with_a_word_on_its_day(cast, campaign):
    rules(cast.a, max_passes=1)
    handoff = carried(not_now(campaign, cast.sam))
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 1
    handoff.refresh_from_db()
    assert len(passes(handoff.lead)) == 1
    assert (handoff.state, handoff.reentered_at) == (Job.State.DONE, None)
    assert handoff.accepted_at and "as many passes as the rules allow" in handoff.closing


def test_before_its_last_pass_it_comes_back(cast, campaign):
    rules(cast.a, max_passes=2)
    handoff = carried(not_now(campaign, cast.sam))
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
        second = Enrollment.objects.current().get()
        assert second.number == 2
        again = HandOff.give_back(second, stage=Stage.DISQUALIFIED, reason="data", by=cast.sam, due_at=clock.now())
        HandOff.objects.sweep()
        again.refresh_from_db()
        assert again.bring_back(by=cast.mia) == HandOff.Fate.CLOSED
    again.refresh_from_db()
    assert len(passes(handoff.lead)) == 2 and again.closing and again.to_user == cast.mia


# --- As soon as the rules allow --------------------------------------------------------------------


def test_within_its_rest_it_is_put_to_the_first_day_that_is_allowed(cast, campaign):
    rules(cast.a, cool_down=10)
    handoff = carried(not_now(campaign, cast.sam))
    assert handoff.bring_back(by=cast.mia) == HandOff.Fate.DATED
    assert (handoff.return_on, handoff.state) == (date(2026, 12, 3), Job.State.DUE)
    with now_is(date(2026, 12, 2)):
        assert HandOff.objects.sweep() == 0
    with now_is(date(2026, 12, 3)):
        assert HandOff.objects.sweep() == 1
    assert passes(handoff.lead)[-1] == (2, "new", Priority.HOT)


def test_a_day_within_the_rest_is_moved_when_the_return_arrives(cast, campaign):
    rules(cast.a, cool_down=60)
    handoff = carried(not_now(campaign, cast.sam))
    assert handoff.return_on == date(2027, 1, 22)


def test_rules_that_were_made_stricter_meanwhile_hold_on_the_day(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    rules(cast.a, cool_down=60)
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 1
    handoff.refresh_from_db()
    assert (handoff.return_on, handoff.state, len(passes(handoff.lead))) == (date(2027, 1, 22), Job.State.DUE, 1)


def test_marketing_chooses_no_day_within_the_rest(cast, campaign):
    rules(cast.a, cool_down=60)
    handoff = carried(not_now(campaign, cast.sam))
    assert handoff.postpone(date(2026, 12, 1), by=cast.mia) == date(2027, 1, 22)
    assert handoff.postpone(date(2027, 3, 1), by=cast.mia) == date(2027, 3, 1)


def test_one_clients_rules_are_no_others(cast, campaign, other_campaign):
    rules(cast.a, max_passes=1)
    theirs = carried(not_now(other_campaign, cast.oscar))
    assert theirs.bring_back(by=cast.olga) == HandOff.Fate.BACK


# --- What may not come back ------------------------------------------------------------------------


def test_a_suppressed_lead_is_closed_with_a_word_and_not_said_to_be_back(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.suppress(by=cast.mo, source="asked", evidence="by letter")
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    handoff.refresh_from_db()
    assert (handoff.reentered_at, handoff.closing) == (None, "It may not be called.")
    assert kinds(handoff.lead, "reentered") == 0


def test_one_whose_suppression_was_lifted_comes_back_on_its_day(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.suppress(by=cast.mo, source="asked", evidence="by letter")
    for put in Suppression.objects.all():
        put.lift(by=cast.mo, evidence="wrote again")
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    assert passes(handoff.lead) == [(1, "do_not_call", Priority.NEW), (2, "new", Priority.HOT)]


def test_a_do_not_call_is_brought_back_only_when_every_number_and_address_is_free(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam, email="ann@example.org")
    handoff = carried(HandOff.give_back(enrollment, stage=Stage.DO_NOT_CALL, reason="compliance", by=cast.sam))
    enrollment.lead.suppress(by=cast.mo, source="asked", evidence="")
    Suppression.objects.get(value=enrollment.lead.phone).lift(by=cast.mo)
    with pytest.raises(Refused, match="may not be called"):
        handoff.bring_back(by=cast.mia)
    Suppression.objects.get(value="ann@example.org").lift(by=cast.mo)
    assert handoff.bring_back(by=cast.mia) == HandOff.Fate.BACK


def test_one_that_is_worked_on_its_day_is_closed_with_a_word(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.enroll(campaign, by=cast.mia)
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    handoff.refresh_from_db()
    assert (handoff.reentered_at, handoff.closing) == (None, "It is being worked already.")


# --- Into another list -----------------------------------------------------------------------------


@pytest.fixture
def elsewhere(cast):
    return LeadList.open(campaign=factories.campaign(cast.a, cast.mo, name="Spring"), name="Second try", by=cast.mia)


def test_it_is_brought_back_into_another_campaigns_list(cast, campaign, elsewhere):
    handoff = carried(not_now(campaign, cast.sam))
    assert handoff.bring_back(by=cast.mia, into=elsewhere) == HandOff.Fate.BACK
    now = Enrollment.objects.current().get()
    assert (now.campaign, now.lead_list, now.was_hot) == (elsewhere.campaign, elsewhere, True)
    assert Listing.objects.of_lead(handoff.lead).get().lead_list == elsewhere


def test_the_list_is_remembered_through_its_rest(cast, campaign, elsewhere):
    rules(cast.a, cool_down=10)
    handoff = carried(not_now(campaign, cast.sam))
    assert handoff.bring_back(by=cast.mia, into=elsewhere) == HandOff.Fate.DATED
    with now_is(date(2026, 12, 3)):
        HandOff.objects.sweep()
    assert Enrollment.objects.current().get().lead_list == elsewhere


def test_not_into_another_clients_list(as_, cast, campaign, other_campaign):
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    handoff = carried(not_now(campaign, cast.sam))
    with pytest.raises(Refused, match="another customer"):
        handoff.bring_back(by=cast.mia, into=theirs)
    as_("mia").post(reverse("leads:bring_back"), {"handoffs": handoff.pk, "into": theirs.pk})
    assert len(passes(handoff.lead)) == 1


def test_who_was_refused_goes_along_into_every_later_pass(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    enrollment.said_no_to(cast.sam)
    handoff = carried(HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.sam))
    handoff.bring_back(by=cast.mia)
    assert Enrollment.objects.current().get().refused_by == [cast.sam.pk]


def test_a_return_of_an_earlier_pass_is_no_longer_waiting(as_, cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.enroll(campaign, by=cast.mia)
    mia, url = as_("mia"), reverse("leads:returns")
    assert list(mia.get(url).context["rows"]) == []
    assert mia.get(f"{url}?state=overtaken").context["rows"] == [handoff]
    assert "worked again" in mia.get(f"{url}?state=all").content.decode()


@pytest.mark.parametrize("days", [1, 40])
def test_the_bulk_act_says_what_became_of_each(as_, cast, campaign, days):
    rules(cast.a, max_passes=2, cool_down=days)
    first, spent = carried(not_now(campaign, cast.sam)), carried(not_now(campaign, cast.sam))
    Enrollment.objects.of_lead(spent.lead).update(number=2)
    clock.advance(timedelta(days=2))
    answer = as_("mia").post(reverse("leads:bring_back"), {"handoffs": [first.pk, spent.pk]}, follow=True)
    page = answer.content.decode()
    assert "1 return was closed: the lead had as many passes as the rules allow." in page
    assert ("1 lead is back in the queue." if days == 1 else "1 lead comes back later: its rest is not over.") in page
