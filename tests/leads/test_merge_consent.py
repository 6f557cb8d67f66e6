"""Two leads become one: what both agreed to goes over, a withdrawal of either holds for both, a split restores it."""

from datetime import timedelta

import pytest

from leads.models import Consent, LeadMerge
from office import clock
from tests import factories


@pytest.fixture
def pair(cast):
    return [factories.lead(cast.a, cast.mia, first_name="Ann") for _each in range(2)]


def agreed(lead, days=10, basis="consent"):
    given = clock.now() - timedelta(days=days)
    told = {"client_id": lead.client_id, "lead": lead, "basis": basis, "text": "Yes", "source": "form"}
    return Consent.objects.create(given_at=given, **told)


def rows():
    return list(Consent.objects.order_by("pk").values())


def test_nothing_is_lost_and_all_of_it_stands(pair, cast):
    kept, absorbed = pair
    made = [agreed(kept), agreed(absorbed, basis="contract"), agreed(absorbed, days=3)]
    before = rows()
    merge = LeadMerge.make(kept, absorbed, by=cast.mia)
    assert {one.pk for one in Consent.objects.of_lead(kept).standing()} == {one.pk for one in made}
    merge.split(by=cast.mia)
    assert rows() == before


@pytest.mark.parametrize("side", [0, 1])
def test_a_withdrawal_of_either_wins_and_a_split_restores(pair, cast, side):
    consents = [agreed(lead) for lead in pair]
    other = agreed(pair[1 - side], basis="interest")
    Consent.withdraw(pair[side], by=cast.sam, why="On the phone")
    before = rows()
    merge = LeadMerge.make(*pair, by=cast.mia)
    assert Consent.objects.of_lead(pair[0]).last_word_is_no()
    assert list(Consent.objects.of_lead(pair[0]).standing()) == [other]
    assert Consent.objects.get(pk=consents[side].pk).withdrawn_why == "On the phone"
    assert "Merged" in Consent.objects.get(pk=consents[1 - side].pk).withdrawn_why
    merge.split(by=cast.mia)
    assert rows() == before


def test_who_agreed_again_after_withdrawing_did_not_withdraw(pair, cast):
    agreed(pair[0])
    Consent.withdraw(pair[0], by=cast.sam, why="On the phone")
    agreed(pair[0], days=-1)
    second = agreed(pair[1])
    LeadMerge.make(*pair, by=cast.mia)
    assert second in Consent.objects.of_lead(pair[0]).standing()


def test_what_was_withdrawn_after_the_merge_stays_withdrawn(pair, cast):
    agreed(pair[0])
    second = agreed(pair[1])
    merge = LeadMerge.make(*pair, by=cast.mia)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        Consent.withdraw(pair[0], by=cast.sam, why="On the phone")
        merge.split(by=cast.mia)
    assert list(Consent.objects.of_lead(pair[1])) == [second] and Consent.objects.of_lead(pair[1]).last_word_is_no()
