"""Whose turn is it: the groups in their order, and why nobody's."""

from datetime import timedelta

import pytest

from calls import queue
from calls.lull import Lull
from calls.models import Callback
from leads.models import ANY_TIME, Priority
from office import clock
from tests import factories


@pytest.fixture
def everyone(cast, enrolled):
    """One lead of each group, enrolled in the wrong order."""
    now = clock.now()
    new = enrolled(first_name="New")
    retry = enrolled(first_name="Retry", queue={"priority": Priority.RETRY, "call_after": now - timedelta(hours=1)})
    hot = enrolled(first_name="Hot", queue={"priority": Priority.HOT})
    anyones, mine = enrolled(first_name="Anyones"), enrolled(first_name="Mine")
    with clock.frozen(now - timedelta(hours=1)):
        Callback.promise(anyones, at=now - timedelta(minutes=30), by=cast.sue, anyone=True)
        Callback.promise(mine, at=now - timedelta(minutes=5), by=cast.sam)
    return [mine, anyones, hot, retry, new]


def test_the_groups_come_in_their_order(cast, everyone):
    assert [found.pk for found in queue.ahead(cast.sam)] == [wanted.pk for wanted in everyone]


def test_claims_follow_the_same_order(cast, everyone):
    taken = []
    while found := queue.claim_next(cast.sam):
        taken.append(found.pk)
        found.queue_for(Priority.REST, clock.now() + timedelta(days=1))
    assert taken == [wanted.pk for wanted in everyone]


def test_a_personal_callback_is_nobody_elses(cast, everyone):
    mine = everyone[0]
    assert mine.pk not in [found.pk for found in queue.ahead(cast.sue)]


def test_a_personal_callback_that_is_late_becomes_anyones(cast, everyone):
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        queue.release_lapsed()
        assert everyone[0].pk in [found.pk for found in queue.ahead(cast.sue)]
        assert Callback.objects.of_pass(everyone[0]).get().setter is None


def test_inside_a_group_the_one_that_waits_longest_and_ranks_first(cast, enrolled):
    now = clock.now()
    later = enrolled(queue={"priority": Priority.RETRY, "call_after": now - timedelta(minutes=1)})
    sooner = enrolled(queue={"priority": Priority.RETRY, "call_after": now - timedelta(minutes=2)})
    second = enrolled(queue={"rank": 2})
    first = enrolled(queue={"rank": 1})
    assert [found.pk for found in queue.ahead(cast.sam)] == [sooner.pk, later.pk, first.pk, second.pk]


def test_what_is_not_due_waits(cast, enrolled):
    enrolled(queue={"priority": Priority.RETRY, "call_after": clock.now() + timedelta(seconds=1)})
    assert queue.ahead(cast.sam) == [] and queue.claim(cast.sam) is None


def test_a_closed_zone_is_passed_over(cast, enrolled):
    enrolled(zones=("America/Los_Angeles",), country="US")
    athens = enrolled()
    assert [found.pk for found in queue.ahead(cast.sam)] == [athens.pk]


def test_several_zones_must_all_be_open(cast, enrolled):
    enrolled(zones=("Europe/Athens", "America/New_York"), country="")
    assert queue.claim(cast.sam) is None


def test_a_campaign_that_stands_still_gives_nothing(cast, campaign, enrolled):
    enrolled()
    campaign.is_running = False
    campaign.save()
    assert queue.claim(cast.sam) is None


def test_another_clients_leads_are_not_mine(cast, other_campaign):
    factories.enrolled(other_campaign, cast.olga)
    assert queue.ahead(cast.sam) == [] and queue.claim(cast.sam) is None
    assert queue.claim(cast.oscar) is not None


def test_a_new_place_is_seen_within_the_minute(cast, enrolled):
    assert queue.claim(cast.sam) is None
    made = enrolled(zones=("Europe/London",), country="GB", queue={"call_after": ANY_TIME})
    assert queue.claim(cast.sam) == made


def test_why_nobody_is_next(cast, campaign, enrolled):
    now = clock.now()
    enrolled(zones=("America/Los_Angeles",), country="US")
    enrolled(queue={"call_after": now + timedelta(hours=2)})
    enrolled().leave_queue()
    found = enrolled()
    assert queue.claim(cast.sue) == found
    why = Lull.of(cast.sam)
    assert (why.outside_hours, why.waiting, why.without_number, why.claimed) == (1, 1, 1, 1)
    assert why.opens_at is not None and why.opens_at > now
    assert why.next_try == now + timedelta(hours=2)


def test_a_lead_that_owes_its_outcome_gets_no_lease_by_being_taken_again(cast, enrolled, dialled, dispositions):
    made = enrolled()
    dialled().log(dispositions["call-back"], by=cast.sam, callback_at=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(hours=1))
    dialled()
    queue.take(made, by=cast.sam)
    clock.advance(timedelta(minutes=10))
    queue.release_lapsed()
    made.refresh_from_db()
    assert (made.claimed_by, made.claimed_until) == (cast.sam, None)
