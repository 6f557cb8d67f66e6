"""The gate and the queue know official registers and every scope of suppression, and ask no more often for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls import queue
from calls.gate import NO_NUMBER, SUPPRESSED, asked, may_call
from calls.models import CallAttempt
from leads.models import Enrollment, Suppression
from office import clock
from office.models import Refused
from tests import factories

NUMBER, SECOND = "+306900000001", "+306900000002"


@pytest.fixture
def chief(cast):
    return factories.chief()


@pytest.fixture
def register(chief):
    return factories.register(chief, "Article 11")


def test_a_registered_number_has_a_rule_of_its_own(chief, register, enrolled):
    made = enrolled(NUMBER)
    factories.extract(register, chief, NUMBER)
    assert may_call(made, clock.now(), number=NUMBER).rule_ids == ("register.article-11",)
    answer = may_call(made, clock.now())  # as it was read before: the next number is the registered one
    assert answer.kept == {"allowed": False, "rules": ["register.article-11"]}
    assert "Article 11" in answer.sentence and answer.not_before is None
    made.refresh_from_db()
    assert may_call(made, clock.now()).rule_ids == (NO_NUMBER,)


def test_another_number_of_the_lead_may_be_called(chief, register, enrolled):
    made = enrolled(NUMBER, SECOND)
    factories.extract(register, chief, NUMBER)
    assert may_call(made, clock.now(), number=SECOND).allowed
    assert not may_call(made, clock.now(), number=NUMBER).allowed


def test_an_extract_that_was_replaced_bars_nothing(chief, register, enrolled):
    made = enrolled(NUMBER)
    factories.extract(register, chief, NUMBER)
    factories.extract(register, chief, SECOND)
    assert may_call(made, clock.now(), number=NUMBER).allowed


def test_one_that_waits_bars_nothing_yet(chief, register, enrolled):
    made = enrolled(NUMBER)
    factories.extract(register, chief, NUMBER, take_in=False)
    assert may_call(made, clock.now()).allowed


@pytest.mark.parametrize("value", [NUMBER, "helen@aegean.example", "@aegean.example", "company:aegean"])
@pytest.mark.parametrize("everywhere", [False, True])
def test_every_scope(cast, chief, enrolled, value, everywhere):
    made = enrolled(NUMBER, email="Helen@Aegean.example", company=factories.company(cast.a, "Aegean"))
    assert may_call(made, clock.now()).allowed
    Suppression.put(value, client=None if everywhere else cast.a, source="x", by=chief)
    assert may_call(made, clock.now(), number=NUMBER).rule_ids == (SUPPRESSED,)
    with_answer = asked(clock.now(), NUMBER).get(pk=made.pk)
    assert vars(with_answer)["barred"] is True


def test_registered_between_claim_and_dial(cast, chief, register, enrolled):
    made = enrolled(NUMBER)
    assert queue.claim(cast.sam) == made
    factories.extract(register, chief, NUMBER)
    with pytest.raises(Refused, match="Article 11"):
        CallAttempt.dial(made, by=cast.sam)
    assert not CallAttempt.objects.exists()


def test_a_second_number_is_asked_about_when_it_is_dialled(cast, chief, register, enrolled):
    made = enrolled(NUMBER, SECOND)
    factories.extract(register, chief, SECOND)
    queue.claim(cast.sam)
    with pytest.raises(Refused, match="Article 11"):
        CallAttempt.dial(made, by=cast.sam, number=SECOND)
    assert CallAttempt.dial(made, by=cast.sam).number == NUMBER


def test_one_registered_while_claimed_goes_on_with_its_other_number(cast, chief, register, enrolled):
    made = enrolled(NUMBER, SECOND)
    queue.claim(cast.sam)
    factories.extract(register, chief, NUMBER)
    Enrollment.objects.claimed_by(cast.sam).released()
    assert queue.claim(cast.sue) == made
    made.refresh_from_db()
    assert made.next_number == SECOND


def test_a_wrong_number_is_followed_by_the_next_that_may_be_called(
    cast, chief, register, dispositions, dialled, enrolled
):
    made = enrolled(NUMBER, SECOND, "+306900000003")
    factories.extract(register, chief, SECOND)
    attempt = dialled()
    attempt.log(dispositions["wrong-number"], by=cast.sam)
    made.refresh_from_db()
    assert made.next_number == "+306900000003"


def test_the_claim_and_the_gate_cost_one_query_each(cast, chief, register, enrolled, settings):
    settings.PREPARE_STATEMENTS = False  # to read it
    factories.extract(register, chief, SECOND)
    made = enrolled(NUMBER)
    queue.ahead(cast.sam)
    with CaptureQueriesContext(connection) as seen:
        queue.claim_next(cast.sam)
    work = [query for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(work) == 2, "the claim, and the pass with the answers of suppressions and registers"
    with CaptureQueriesContext(connection) as seen:
        may_call(made, clock.now(), number=SECOND)
    assert len([query for query in seen if "leads_suppression" in query["sql"]]) == 1


def test_a_desk_with_nothing_but_registered_leads_runs_dry_at_once(cast, chief, register, enrolled, settings):
    """They left the queue when the extract came into force: the claim need not try them one by one."""
    settings.PREPARE_STATEMENTS = False  # to read it
    for at in range(30):
        enrolled(f"+3069000000{at:02d}")
    factories.extract(register, chief, *(f"69000000{at:02d}" for at in range(30)))
    with CaptureQueriesContext(connection) as seen:
        assert queue.claim(cast.sam) is None
    assert len([query for query in seen if "SET claimed_by_id" in query["sql"]]) == 2
