"""A claim: a short lease on the number, given back unless it was dialled."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls import queue
from calls.models import CallAttempt
from leads.models import LEASE, Activity, Enrollment, Suppression
from office import clock, isolation
from office.models import Refused
from tests import factories


def test_a_claim_is_one_statement(cast, enrolled, settings):
    settings.PREPARE_STATEMENTS = False  # to read it
    enrolled()
    queue.ahead(cast.sam)  # the minute's branches are known now
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queue.claim_next(cast.sam)
    updates = [q["sql"] for q in asked if "UPDATE" in q["sql"]]
    assert len(updates) == 1 and "SKIP LOCKED" in updates[0] and "sd.clients" in updates[0]


def test_the_lease_leaves_no_line_in_the_timeline(cast, enrolled):
    made = enrolled()
    before = Activity.objects.of_lead(made.lead).count()
    queue.claim(cast.sam)
    assert Activity.objects.of_lead(made.lead).count() == before


def test_who_holds_a_lead_gets_the_same_again(cast, enrolled):
    enrolled(), enrolled()
    assert queue.claim(cast.sam) == queue.claim(cast.sam)
    assert queue.claim_next(cast.sam) == queue.claim(cast.sam)


def test_two_setters_get_two_leads(cast, enrolled):
    enrolled(), enrolled()
    assert queue.claim(cast.sam) != queue.claim(cast.sue)


def test_one_number_on_two_leads_is_one_call(cast, enrolled):
    enrolled("+306900000001"), enrolled("+306900000001"), enrolled("+306900000002")
    assert queue.claim(cast.sam).next_number == "+306900000001"
    assert queue.claim(cast.sue).next_number == "+306900000002"


def test_one_number_is_one_call_across_clients(cast, enrolled, other_campaign):
    enrolled("+306900000001")
    factories.enrolled(other_campaign, cast.olga, "+306900000001")
    with isolation.seeing([cast.a.pk]):
        assert queue.claim(cast.sam) is not None
    with isolation.seeing([cast.b.pk]):
        assert queue.claim(cast.oscar) is None


def test_a_second_number_is_taken_at_its_dial_across_clients(cast, enrolled, other_campaign):
    enrolled("+306900000001", "+306900000002")
    factories.enrolled(other_campaign, cast.olga, "+306900000002")
    claimed = queue.claim(cast.sam)
    with isolation.seeing([cast.b.pk]):
        assert queue.claim(cast.oscar).next_number == "+306900000002"
    with pytest.raises(Refused, match="on a call with a colleague"):
        CallAttempt.dial(claimed, by=cast.sam, number="+306900000002")
    Enrollment.objects.claimed_by(cast.oscar).released()
    CallAttempt.dial(claimed, by=cast.sam, number="+306900000002")
    with isolation.seeing([cast.b.pk]):
        assert queue.claim(cast.oscar) is None, "it is on a call in another client's name"


def test_a_whole_firm_behind_one_number_is_passed_over_at_once(cast, enrolled):
    for _ in range(30):
        enrolled("+306900000001")
    alone = enrolled("+306900000002")
    queue.claim(cast.sam)
    assert queue.claim(cast.sue) == alone


def test_an_offered_lead_goes_back_when_its_lease_runs_out(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        assert queue.release_lapsed() == 1
        assert queue.claim(cast.sue) == made


def test_the_heartbeat_keeps_it(cast, enrolled):
    enrolled()
    queue.claim(cast.sam)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert queue.beat(cast.sam)
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
        assert queue.release_lapsed() == 0


def test_a_heartbeat_without_a_lead_says_so(cast):
    assert not queue.beat(cast.sam)


def test_asking_for_the_next_one_goes_on_with_the_lease_of_what_is_held(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):  # run out, and not swept yet
        assert queue.claim(cast.sam) == made
        assert queue.release_lapsed() == 0


def test_what_the_sweep_takes_while_one_asks_is_not_handed_out_twice(cast, enrolled, monkeypatch):
    first = enrolled()
    queue.claim(cast.sam)

    def swept(setter, *, showing):
        with clock.frozen(clock.now() + LEASE + timedelta(seconds=1)):
            queue.release_lapsed()
            assert queue.claim(cast.sue) == first
        return False

    monkeypatch.setattr(queue, "beat", swept)
    assert queue.claim(cast.sam) is None


def test_what_was_dialled_is_never_released_and_owes_an_outcome(cast, enrolled):
    made, _other = enrolled(), enrolled()
    CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    with clock.frozen(clock.now() + timedelta(hours=3)):
        assert queue.release_lapsed() == 0
        assert queue.claim(cast.sam) == made
        assert queue.beat(cast.sam)


def test_a_suppressed_number_leaves_the_queue_at_once(cast, enrolled):
    made = enrolled()
    Suppression.put(made.next_number, client=cast.a, source="letter", by=cast.mo)
    assert queue.claim(cast.sam) is None


def test_one_suppressed_while_claimed_is_not_offered_again(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    Suppression.put(made.next_number, client=cast.a, source="letter", by=cast.mo)
    Enrollment.objects.claimed_by(cast.sam).released()
    assert queue.claim(cast.sue) is None
    made.refresh_from_db()
    assert made.next_number == "" and made.claimed_by is None


def test_one_at_its_limit_goes_back_to_marketing(cast, campaign, enrolled):
    made = enrolled(queue={"attempts": campaign.max_attempts})
    assert queue.claim(cast.sam) is None
    made.refresh_from_db()
    assert made.stage == "exhausted" and made.handoffs.get().to_team == "marketing"


def test_a_lead_may_be_taken_out_of_turn(cast, enrolled):
    first, second = enrolled(), enrolled()
    assert queue.claim(cast.sam) == first
    assert queue.take(second, by=cast.sam) == second
    assert queue.claim(cast.sue) == first


def test_a_colleagues_lead_may_not(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    with pytest.raises(Refused, match="colleague"):
        queue.take(made, by=cast.sue)


def test_who_owes_an_outcome_takes_nothing_else(cast, enrolled, dialled):
    _first, second = enrolled(), enrolled()
    dialled()
    with pytest.raises(Refused, match="Finish"):
        queue.take(second, by=cast.sam)


def test_the_claim_reads_the_queues_index_under_the_row_policies(cast, campaign, enrolled):
    for _ in range(40):
        enrolled()
    now = clock.now()
    at = queue.branches(cast.sam, now, fresh=True)
    asked = queue.facts(cast.sam, now, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("setterdesk_app",)
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relname = 'leads_enrollment'")
        cursor.execute("SET ROLE setterdesk_app")
        cursor.execute("EXPLAIN " + queue.CLAIM, asked)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    conditions = [line for line in plan.splitlines() if "Index Cond" in line and "window_class_id" in line]
    assert "using queue on leads_enrollment" in plan
    assert not re.search(r"Sort Key: e(_\d)?\.", plan), "a branch is sorted: its cost grows with the leads\n" + plan
    assert len(conditions) == 2
    for line in conditions:
        assert all(name in line for name in ("campaign_id", "priority", "reserved_for_id", "call_after"))
