"""A setter's day shared out among campaigns by weights."""

from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps

from calls import queue
from calls.lull import Lull
from calls.models import Callback, Share
from leads.models import Priority
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def two(cast, campaign):
    """Two campaigns with twelve leads each, those of the first older."""
    second = factories.campaign(cast.a, cast.mo, name="Second")
    for each in (campaign, second):
        for _ in range(12):
            factories.enrolled(each, cast.mia)
    return campaign, second


def taken(setter, count):
    """Claim so many leads, one after another; the campaigns they are of."""
    found = []
    for _ in range(count):
        lead = queue.claim_next(setter)
        found.append(lead.campaign.name if lead else None)
        if lead:
            lead.queue_for(Priority.ASIDE, clock.now())
    return found


def test_without_weights_they_come_as_they_wait(cast, two):
    assert set(taken(cast.sam, 12)) == {"Cold-store audit"}


def test_three_to_one(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 3, second: 1}, by=cast.mo)
    found = taken(cast.sam, 8)
    assert Counter(found) == {"Cold-store audit": 6, "Second": 2}
    assert found[:4] == ["Cold-store audit", "Cold-store audit", "Cold-store audit", "Second"]


def test_what_is_shown_is_what_is_given(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 2, second: 1}, by=cast.mo)
    shown = [lead.campaign.name for lead in queue.ahead(cast.sam, most=9)]
    assert shown == taken(cast.sam, 9)


def test_the_same_weights_give_the_same_order_every_time(cast, two):
    first, second = two
    for setter in (cast.sam, cast.sue):
        Share.give(setter, {first: 1, second: 1}, by=cast.mo)
    assert taken(cast.sam, 4) == taken(cast.sue, 4) == ["Cold-store audit", "Second"] * 2


def test_no_weight_is_none_of_its_leads(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 0, second: 1}, by=cast.mo)
    assert taken(cast.sam, 13) == ["Second"] * 12 + [None]
    assert Lull.of(cast.sam).nobody, "what is not mine is no reason"
    assert taken(cast.sue, 1) == ["Cold-store audit"]


def test_an_empty_campaign_leaves_its_turns_to_the_others(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 1, second: 1}, by=cast.mo)
    assert Counter(taken(cast.sam, 24)) == {"Cold-store audit": 12, "Second": 12}


def test_promises_and_hot_leads_come_first_whatever_the_weights(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 100, second: 1}, by=cast.mo)
    promised = factories.enrolled(second, cast.mia)
    Callback.promise(promised, at=clock.now() + timedelta(minutes=1), by=cast.sam)
    factories.enrolled(second, cast.mia, queue={"priority": Priority.HOT})
    clock.advance(timedelta(minutes=1))
    assert taken(cast.sam, 3) == ["Second", "Second", "Cold-store audit"]


def test_each_day_begins_anew_on_the_setters_clock(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 1, second: 1}, by=cast.mo)
    taken(cast.sam, 5)
    share = Share.objects.of_setter(cast.sam).of_campaign(first).get()
    assert (share.given, share.given_on) == (3, clock.today(cast.sam.zone))
    clock.advance(timedelta(days=1))
    assert taken(cast.sam, 2) == ["Cold-store audit", "Second"]
    share.refresh_from_db()
    assert (share.given, share.given_on) == (1, clock.today(cast.sam.zone))


def test_a_new_weight_counts_at_the_next_claim(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 1, second: 0}, by=cast.mo)
    assert taken(cast.sam, 1) == ["Cold-store audit"]
    Share.give(cast.sam, {first: 0, second: 1}, by=cast.mo)
    assert taken(cast.sam, 1) == ["Second"]
    assert Share.objects.of_setter(cast.sam).weights() == {first.pk: 0, second.pk: 1}


@pytest.mark.parametrize(
    ("weights", "sentence"), [((0, 0), "One campaign"), ((101, 1), "between"), ((-1, 1), "between")]
)
def test_weights_that_make_no_sense_are_refused(cast, two, weights, sentence):
    with pytest.raises(Refused, match=sentence):
        Share.give(cast.sam, dict(zip(two, weights, strict=True)), by=cast.mo)
    assert not Share.objects.exists()


def test_the_weights_are_kept_in_history_and_the_counting_is_not(cast, two):
    first, second = two
    Share.give(cast.sam, {first: 1, second: 1}, by=cast.mo)
    taken(cast.sam, 3)
    Share.give(cast.sam, {first: 4, second: 1}, by=cast.mo)
    kept = apps.get_model("calls", "ShareEvent").objects.filter(campaign=first).order_by("pgh_id")
    assert [event.weight for event in kept] == [1, 4]
