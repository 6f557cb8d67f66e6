"""May we call? Hours of all the lead's zones, suppressions of every scope, attempts, a number."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from calls import queue
from calls.gate import AT_MAXIMUM, NO_NUMBER, SUPPRESSED, may_call
from calls.models import CallAttempt
from leads.models import Priority, Suppression
from office import clock
from office.models import Refused


def test_open_hours_name_the_rules_that_decided(enrolled):
    answer = may_call(enrolled(), clock.now())
    assert answer.allowed and answer.rule_ids and not answer.sentence


@pytest.mark.parametrize(("hour", "allowed"), [(6, False), (7, True), (18, True), (19, False)])
def test_the_hours_are_those_of_the_lead(enrolled, hour, allowed):
    """House hours in Athens (two hours ahead of UTC in winter): 09:00 to 21:00."""
    assert may_call(enrolled(), datetime(2026, 11, 23, hour, 0, tzinfo=UTC)).allowed is allowed


def test_a_closed_window_says_when_it_opens(enrolled):
    answer = may_call(enrolled(), datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    assert answer.not_before == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert "Athens" in answer.sentence and "09:00" in answer.sentence


def test_no_zone_is_never(enrolled):
    answer = may_call(enrolled(zones=(), country=""), clock.now())
    assert not answer.allowed and answer.not_before is None


def test_a_suppressed_number(cast, enrolled):
    made = enrolled()
    number = made.next_number
    Suppression.put(number, client=cast.a, source="letter", by=cast.mo)
    answer = may_call(made, clock.now(), number=number)
    assert answer.rule_ids == (SUPPRESSED,) and "do-not-call" in answer.sentence


def test_a_number_suppressed_for_the_whole_agency(enrolled):
    """Only the owner of the tables writes such a row; the app's role may read it."""
    made = enrolled()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        Suppression.objects.create(client=None, value=made.next_number, source="register")
        cursor.execute("SET ROLE setterdesk_app")
    assert may_call(made, clock.now()).rule_ids == (SUPPRESSED,)


def test_a_suppressed_address_bars_the_person(cast, enrolled):
    made = enrolled(email="Helen@Aegean.example")
    Suppression.put("helen@aegean.example", client=cast.a, source="x", by=None)
    assert may_call(made, clock.now()).rule_ids == (SUPPRESSED,)


def test_another_clients_suppression_does_not(cast, enrolled):
    made = enrolled()
    Suppression.put(made.next_number, client=cast.b, source="x", by=None)
    made.refresh_from_db()
    assert may_call(made, clock.now(), number=made.lead.phone).allowed


def test_a_lifted_or_expired_one_does_not(cast, enrolled):
    made = enrolled()
    number = made.next_number
    Suppression.put(number, client=cast.a, source="x", by=None).lift(by=cast.mo)
    assert may_call(made, clock.now(), number=number).allowed
    put = Suppression.put(number, client=cast.a, source="x", by=None)
    put.until = clock.now() - timedelta(seconds=1)
    put.save()
    assert may_call(made, clock.now(), number=number).allowed


def test_the_most_attempts(campaign, enrolled):
    made = enrolled(queue={"attempts": campaign.max_attempts, "priority": Priority.RETRY})
    assert may_call(made, clock.now()).rule_ids == (AT_MAXIMUM,)


def test_a_promise_is_kept_even_beyond_them(campaign, enrolled):
    made = enrolled(queue={"attempts": campaign.max_attempts, "priority": Priority.CALLBACK})
    assert may_call(made, clock.now()).allowed


def test_no_number(enrolled):
    made = enrolled()
    made.next_number = ""
    assert may_call(made, clock.now()).rule_ids == (NO_NUMBER,)


def test_it_is_asked_again_at_the_dial(cast, enrolled):
    """Claimed at 20:59 in Athens, dialled at 21:00."""
    made = enrolled()
    with clock.frozen(datetime(2026, 11, 23, 18, 59, 30, tzinfo=UTC)):
        assert queue.claim(cast.sam) == made
    with clock.frozen(datetime(2026, 11, 23, 19, 0, 10, tzinfo=UTC)), pytest.raises(Refused, match="09:00"):
        CallAttempt.dial(made, by=cast.sam)
    assert not CallAttempt.objects.of_pass(made).exists()
    made.refresh_from_db()
    assert made.attempts == 0


def test_suppressed_between_claim_and_dial(cast, enrolled):
    made = enrolled()
    queue.claim(cast.sam)
    Suppression.put(made.next_number, client=cast.a, source="letter", by=cast.mo)
    with pytest.raises(Refused, match="do-not-call"):
        CallAttempt.dial(made, by=cast.sam)


def test_the_attempt_keeps_the_verdict(dialled, enrolled):
    enrolled()
    assert dialled().verdict == {"allowed": True, "rules": ["gr.hours"]}
