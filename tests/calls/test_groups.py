"""The groups of the queue in their order, hot leads that cool, retries that ripen, and the reason told of each."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from calls import queue, rules
from calls.gate import where
from calls.models import Callback
from calls.ripen import ripen
from calls.turn import Turn, turns
from leads import sorting
from leads.models import ANY_TIME, Enrollment, Pace, Priority, Ranking
from leads.models.welcome import call_soon
from office import clock
from office.models import Refused
from tests import factories


def names(found):
    return [each.lead.first_name for each in found]


def reasons(reader):
    return [turn.reason for turn in turns(queue.ahead(reader), reader)]


def closing(enrollment):
    """When the window that is open at noon closes, on Athens' clock."""
    shuts = rules.open_until(where(enrollment.window_class), factories.MONDAY, rules.load())
    return shuts.astimezone(ZoneInfo("Europe/Athens"))


@pytest.fixture
def sorted_by(cast, campaign):
    def choose(*keys):
        Ranking.choose(campaign, sorting.read(keys), by=cast.mo)
        Ranking.objects.sweep()

    return choose


def test_all_groups_in_the_order_of_the_trade(cast, enrolled):
    now = clock.now()
    for name, priority, ago in [
        ("Rest", Priority.REST, 9), ("Vague", Priority.VAGUE, 60), ("New", Priority.NEW, 0),
        ("Retry", Priority.RETRY, 600), ("Hot", Priority.HOT, 1), ("Confirm", Priority.CONFIRM, 10),
    ]:  # fmt: skip
        enrolled(first_name=name, queue={"priority": priority, "call_after": now - timedelta(minutes=ago)})
    enrolled(first_name="Aside", queue={"priority": Priority.ASIDE})
    anyones, mine = enrolled(first_name="Anyones"), enrolled(first_name="Mine")
    with clock.frozen(now - timedelta(hours=1)):
        Callback.promise(anyones, at=now - timedelta(minutes=30), by=cast.sue, anyone=True)
        Callback.promise(mine, at=now - timedelta(minutes=5), by=cast.sam)
    assert names(queue.ahead(cast.sam)) == [
        "Mine", "Anyones", "Confirm", "Hot", "Retry", "New", "Vague", "Rest",
    ]  # fmt: skip
    taken = []
    while found := queue.claim_next(cast.sam):
        taken.append(found.lead.first_name)
        found.queue_for(Priority.ASIDE, now)
    assert taken == ["Mine", "Anyones", "Confirm", "Hot", "Retry", "New", "Vague", "Rest"]


def test_a_group_that_was_empty_a_moment_ago_is_asked_where_it_matters(cast, enrolled):
    enrolled(first_name="New")
    queue.ahead(cast.sam)  # the minute's branches are known now
    enrolled(first_name="Hot", queue={"priority": Priority.HOT})
    assert names(queue.ahead(cast.sam)) == ["Hot", "New"]


def test_a_hot_lead_cools_after_the_minutes_of_its_campaign(cast, campaign, enrolled):
    Pace.of(campaign).set(by=cast.mo, target=5)
    enrolled(first_name="New", queue={"rank": -1})
    enrolled(first_name="Hot", queue={"priority": Priority.HOT})
    clock.advance(timedelta(minutes=4))
    assert names(queue.ahead(cast.sam)) == ["Hot", "New"]
    clock.advance(timedelta(minutes=1))
    assert names(queue.ahead(cast.sam)) == ["New", "Hot"], "at once, before any sweep"
    assert ripen() == 1
    assert names(queue.ahead(cast.sam)) == ["New", "Hot"]
    cooled = Enrollment.objects.get(lead__first_name="Hot")
    assert (cooled.priority, cooled.call_after, cooled.was_hot) == (Priority.NEW, ANY_TIME, True)
    assert ripen() == 0


def test_a_hot_lead_that_was_called_cools_among_the_retries(cast, enrolled):
    made = enrolled(queue={"priority": Priority.HOT, "attempts": 1})
    clock.advance(timedelta(minutes=15))
    ripen()
    made.refresh_from_db()
    assert made.priority == Priority.RETRY


def test_a_night_in_which_nobody_may_call_does_not_cool(cast, enrolled):
    night = clock.now().replace(hour=20)  # 22:00 in Athens
    with clock.frozen(night):
        enrolled(first_name="Hot", queue={"priority": Priority.HOT})
        enrolled(first_name="New", queue={"rank": -1})
    morning = (night + timedelta(days=1)).replace(hour=7, minute=5)  # 9:05 in Athens: open since 9:00
    with clock.frozen(morning):
        ripen()
        assert names(queue.ahead(cast.sam)) == ["Hot", "New"]
    with clock.frozen(morning + timedelta(minutes=15)):
        ripen()
        assert names(queue.ahead(cast.sam)) == ["New", "Hot"]


def test_one_that_asks_again_is_fresh_again(cast, campaign, enrolled):
    made = enrolled(first_name="Old")
    clock.advance(timedelta(days=1))
    enrolled(first_name="New")
    lead_list = factories.LeadList.open(campaign=campaign, name="Web", by=cast.mia)
    call_soon([made.lead_id], lead_list=lead_list)
    ripen()
    assert names(queue.ahead(cast.sam)) == ["Old", "New"]


def test_retries_stand_in_the_campaigns_order_once_they_are_due(cast, enrolled, sorted_by):
    now = clock.now()
    for city, ago in (("Volos", 30), ("Athens", 10), ("Patras", -10)):
        enrolled(first_name=city, city=city, queue={
            "priority": Priority.RETRY, "call_after": now - timedelta(minutes=ago)})  # fmt: skip
    sorted_by("city")
    assert names(queue.ahead(cast.sam)) == ["Volos", "Athens"]
    assert ripen() == 2
    assert names(queue.ahead(cast.sam)) == ["Athens", "Volos"]
    assert reasons(cast.sam)[0] == "Retry 1 of 6, due since 11:50"
    ripe = Enrollment.objects.get(lead__first_name="Athens")
    ripe.queue_for(Priority.RETRY, now + timedelta(hours=1))
    ripe.refresh_from_db()
    assert ripe.due_since is None


def test_without_an_order_the_retry_that_waits_longest_is_first(cast, enrolled):
    now = clock.now()
    for ago in (10, 30):
        enrolled(first_name=str(ago), queue={"priority": Priority.RETRY, "call_after": now - timedelta(minutes=ago)})
    assert ripen() == 0
    assert names(queue.ahead(cast.sam)) == ["30", "10"]


def test_a_new_one_that_was_passed_over_does_not_wait_for_all_the_others(cast, enrolled):
    first, _second = enrolled(first_name="First"), enrolled(first_name="Second")
    queue.claim(cast.sam)
    queue.skip(first, by=cast.sam, reason="known")
    assert names(queue.ahead(cast.sam)) == ["Second"]
    clock.advance(timedelta(hours=1))
    ripen()
    assert names(queue.ahead(cast.sam)) == ["First", "Second"]


def test_where_the_window_closes_soonest_comes_first(cast, campaign, enrolled, sorted_by):
    enrolled(first_name="London", zones=("Europe/London",), country="GB")
    athens = enrolled(first_name="Athens")
    sorted_by("closes")
    queue.branches(cast.sam, clock.now(), fresh=True)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert names(queue.ahead(cast.sam)) == ["Athens", "London"]
        assert reasons(cast.sam)[0] == f"New, as they came · Window closes at {closing(athens):%H:%M}"
        assert reasons(cast.sam)[1].endswith("London"), "on the lead's own clock, as beside it on the desk"
    sorted_by()
    with clock.frozen(clock.now() + timedelta(hours=3)):
        assert names(queue.ahead(cast.sam)) == ["London", "Athens"]


def test_a_campaign_that_stops_gives_nothing_at_once_and_nothing_out_of_turn(cast, campaign, enrolled):
    made = enrolled()
    assert queue.ahead(cast.sam) == [made]
    campaign.change(by=cast.mo, is_running=False)
    assert queue.claim(cast.sam) is None
    with pytest.raises(Refused, match="stands still"):
        queue.take(made, by=cast.sam)


def test_the_reason_of_every_group(cast, campaign, enrolled, sorted_by):
    now = clock.now()
    for priority, ago in [(Priority.VAGUE, 1500), (Priority.RETRY, 50), (Priority.CONFIRM, 1), (Priority.REST, 0)]:
        enrolled(queue={"priority": priority, "call_after": now - timedelta(minutes=ago), "attempts": 1})
    enrolled(queue={"priority": Priority.HOT, "call_after": now - timedelta(minutes=3)}, source="Web form")
    enrolled(custom={"Size": "9"})
    mine, anyones = enrolled(), enrolled()
    with clock.frozen(now - timedelta(hours=1)):
        Callback.promise(mine, at=now - timedelta(minutes=5), by=cast.sam)
        Callback.promise(anyones, at=now - timedelta(minutes=30), by=cast.sue, anyone=True)
    sorted_by("-custom.Size", "city")
    Enrollment.objects.of_leads([anyones.lead_id]).update(began_at=now - timedelta(days=1))
    assert reasons(cast.sam) == [
        "Promised for 11:55 by you",
        "Promised for 11:30",
        "Meeting to confirm",
        "Hot: Web form, 0 min ago",
        "Retry 2 of 6, due since 11:10",
        "New · sorted by Size (falling), City",
        "Asked for a call about Sun 22 Nov, 11:00",
        "None before it waits",
    ]
    assert [turn.is_urgent for turn in turns(queue.ahead(cast.sam), cast.sam)] == [True] * 4 + [False] * 4


def test_the_reason_stays_while_the_lead_is_on_the_line(cast, enrolled, dialled):
    enrolled(queue={"priority": Priority.RETRY, "attempts": 1})
    held = dialled().enrollment
    assert Turn(held, cast.sam, clock.now()).reason == "Retry 2 of 6"


def test_a_window_that_closes_soon_is_told(cast, enrolled):
    made = enrolled()
    with clock.frozen(closing(made) - timedelta(minutes=61)):
        assert reasons(cast.sam) == ["New, as they came"]
    with clock.frozen(closing(made) - timedelta(minutes=30)):
        assert reasons(cast.sam) == [f"New, as they came · Window closes at {closing(made):%H:%M}"]


def test_a_hot_one_of_long_ago_and_without_a_source(cast, enrolled):
    made = enrolled(queue={"priority": Priority.HOT})
    made.began_at = clock.now() - timedelta(hours=2)
    assert Turn(made, cast.sam, clock.now()).reason == "Hot, since 10:00"
