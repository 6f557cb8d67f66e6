"""What the gate asks beside hours: approval, caps over all campaigns, silences, consent, the age of registers; and how
the queue is told at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calls import facts, queue, rules
from calls.gate import asked, lawful_from, may_call
from calls.models import CallAttempt, Callback, ClientRule, Disposition, RuleApproval
from leads.models import Consent, Enrollment, Priority
from office import clock
from office.models import Refused, User
from tests import factories

LONDON, PARIS, MIAMI = "Europe/London", "Europe/Paris", "America/New_York"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTERNOON = datetime(2026, 11, 23, 15, tzinfo=UTC)  # Monday: 10:00 in Miami, 16:00 in Paris


@pytest.fixture
def lead_in(enrolled):
    """`lead_in("FR", PARIS)`."""

    def lead_in(country, zone, *numbers, **details):
        return enrolled(*numbers, country=country, zones=(zone,), **details)

    return lead_in


def called(enrollment, *, at, number="", **said):
    """A call that took place."""
    return CallAttempt.objects.create(
        client_id=enrollment.client_id, enrollment=enrollment, lead_id=enrollment.lead_id,
        setter=User.objects.get(email="sam@demo.test"),
        number=number or enrollment.next_number, started_at=at,
        disposition=Disposition.lay(enrollment.campaign)[0], **said,
    )  # fmt: skip


def for_consumers(campaign, audience="consumer"):
    campaign.audience = audience
    campaign.save()


def consented(enrollment, basis=Consent.Basis.CONSENT, at=None):
    Consent.objects.create(
        client_id=enrollment.client_id, lead_id=enrollment.lead_id, basis=basis, text="Yes", source="paper",
        given_at=at or AFTERNOON - DAY,
    )  # fmt: skip


class TestApproval:
    def test_a_place_whose_rules_nobody_approved_may_not_be_called(self, lead_in, cast):
        made, french = lead_in("GB", LONDON), lead_in("FR", PARIS, queue={"call_after": AFTERNOON + DAY})
        assert may_call(made, AFTERNOON).allowed
        kingdom = next(file for file in rules.shelf() if file.name == "uk")
        RuleApproval.objects.of_text(kingdom.digest).delete()
        answer = may_call(made, AFTERNOON)
        assert not answer.allowed and answer.not_before is None
        assert answer.rule_ids[0].startswith("uk.") and "United Kingdom" in answer.sentence
        assert may_call(french, AFTERNOON).allowed
        assert queue.claim(cast.sam) is None

    def test_it_is_asked_again_at_the_dial(self, enrolled, cast):
        made = enrolled()
        assert queue.claim(cast.sam) == made
        RuleApproval.objects.all().delete()
        with pytest.raises(Refused, match="not approved yet"):
            CallAttempt.dial(made, by=cast.sam)

    def test_a_changed_file_needs_its_approval_again(self, enrolled, monkeypatch):
        made = enrolled()
        before = rules.shelf()
        changed = tuple(replace(file, digest="0" * 64) if file.name == "house" else file for file in before)
        monkeypatch.setattr(rules.files, "shelf", lambda: changed)
        rules.book.cache_clear()
        try:
            assert "House policy" in may_call(made, clock.now()).sentence
        finally:
            rules.book.cache_clear()


class TestCaps:
    def test_three_in_24_hours_in_florida_and_the_moment_that_it_is_over(self, lead_in):
        made = lead_in("US", MIAMI, region="FL")
        for hours in (20, 3, 1):
            called(made, at=AFTERNOON - hours * HOUR)
        answer = may_call(made, AFTERNOON)
        assert "us.fl" in answer.rule_ids and "3 times" in answer.sentence
        assert answer.not_before == AFTERNOON + 4 * HOUR
        assert may_call(made, AFTERNOON + 4 * HOUR).allowed

    def test_the_name_of_a_state_is_as_good_as_its_code(self, lead_in):
        made = lead_in("US", MIAMI, region="Florida")
        assert not may_call(made, datetime(2026, 11, 24, 1, 30, tzinfo=UTC)).allowed  # 20:30 in Miami
        other = lead_in("US", MIAMI, region="New York")
        assert may_call(other, datetime(2026, 11, 24, 1, 30, tzinfo=UTC)).allowed

    def test_every_campaign_of_the_client_counts_and_no_other_clients(self, lead_in, cast, other_campaign):
        made = lead_in("US", MIAMI, "+12125550100", region="FL")
        second = factories.campaign(cast.a, cast.mo, name="Second")
        twin = factories.enrolled(second, cast.mia, "+12125550100", country="US", region="FL", zones=(MIAMI,))
        for hours in (20, 3, 1):
            called(twin, at=AFTERNOON - hours * HOUR)
        assert not may_call(made, AFTERNOON).allowed
        theirs = factories.enrolled(
            other_campaign, cast.olga, "+12125550100", country="US", region="FL", zones=(MIAMI,)
        )
        assert may_call(theirs, AFTERNOON).allowed

    def test_whatever_number_of_the_person(self, lead_in):
        made = lead_in("US", MIAMI, "+12125550101", "+12125550102", region="OK")
        for hours, number in ((5, "+12125550101"), (3, "+12125550102"), (1, "+12125550102")):
            called(made, at=AFTERNOON - hours * HOUR, number=number)
        assert not may_call(made, AFTERNOON, number="+12125550101").allowed

    def test_an_incoming_call_does_not_count(self, lead_in):
        made = lead_in("US", MIAMI, region="FL")
        for hours in (20, 3, 1):
            called(made, at=AFTERNOON - hours * HOUR, direction="inbound")
        assert may_call(made, AFTERNOON).allowed

    def test_a_callback_waits_for_the_cap_too(self, lead_in, cast):
        made = lead_in("US", MIAMI, region="FL")
        for hours in (20, 3, 1):
            called(made, at=AFTERNOON - hours * HOUR)
        with clock.frozen(AFTERNOON):
            promise = Callback.promise(made, at=AFTERNOON + HOUR, by=cast.sam)
        assert promise.at == AFTERNOON + 4 * HOUR == lawful_from(made, AFTERNOON)

    def test_an_outcome_folds_the_cap_into_the_queue(self, lead_in, cast, dispositions):
        made = lead_in("US", MIAMI, region="FL")
        for hours in (2, 1):
            called(made, at=AFTERNOON - hours * HOUR)
        with clock.frozen(AFTERNOON):
            attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
            attempt.log(dispositions["busy"], by=cast.sam)
            made.refresh_from_db()
            assert made.call_after == AFTERNOON + 22 * HOUR == attempt.again_at
            attempt.undo(by=cast.sam)
            made.refresh_from_db()
            assert made.call_after < AFTERNOON
        assert may_call(made, AFTERNOON).not_before == AFTERNOON + 22 * HOUR, "the dial stays in the figures"

    def test_a_promise_moves_with_it(self, lead_in, cast, dispositions):
        made = lead_in("US", MIAMI, region="FL")
        for hours in (20, 3):
            called(made, at=AFTERNOON - hours * HOUR)
        with clock.frozen(AFTERNOON):
            attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
            attempt.log(dispositions["call-back"], by=cast.sam, callback_at=AFTERNOON + HOUR)
        made.refresh_from_db()
        assert Callback.objects.of_pass(made).open().get().at == made.call_after == AFTERNOON + 4 * HOUR
        assert made.priority == Priority.CALLBACK

    def test_without_a_cap_the_cadence_stands(self, enrolled, dialled, dispositions):
        made, attempt = enrolled(), dialled()
        attempt.log(dispositions["busy"], by=attempt.setter)
        made.refresh_from_db()
        assert made.call_after == clock.now() + timedelta(minutes=20)


class TestSilence:
    def test_sixty_days_after_a_french_consumer_said_no(self, lead_in, campaign):
        for_consumers(campaign)
        made = lead_in("FR", PARIS)
        consented(made)
        called(made, at=AFTERNOON - 10 * DAY, outcome="not_a_fit", reached="decision_maker")
        answer = may_call(made, AFTERNOON)
        assert answer.rule_ids == ("fr.consumers",) and "said no" in answer.sentence
        assert answer.not_before == datetime(2027, 1, 12, 15, tzinfo=UTC)

    def test_a_no_that_they_said_when_they_called_us_is_one_too(self, lead_in, campaign):
        for_consumers(campaign)
        made = lead_in("FR", PARIS)
        consented(made)
        called(made, at=AFTERNOON - 10 * DAY, outcome="not_a_fit", reached="decision_maker", direction="inbound")
        answer = may_call(made, AFTERNOON)
        assert answer.rule_ids == ("fr.consumers",)
        assert answer.not_before == datetime(2027, 1, 12, 15, tzinfo=UTC)

    def test_a_silent_line_when_they_call_us_was_abandoned_by_nobody(self, lead_in):
        made = lead_in("GB", LONDON)
        called(made, at=AFTERNOON - HOUR, reached="nobody", direction="inbound", answered_at=AFTERNOON - HOUR)
        assert may_call(made, AFTERNOON).allowed

    def test_a_business_is_not_silenced_by_a_law_for_consumers(self, lead_in):
        made = lead_in("FR", PARIS)
        called(made, at=AFTERNOON - 10 * DAY, outcome="not_a_fit", reached="decision_maker")
        assert may_call(made, AFTERNOON).allowed

    def test_answered_and_nobody_spoke(self, lead_in, cast, dispositions):
        """The provider says it was answered, the setter that nobody was there: 72 hours, folded into the queue."""
        made = lead_in("GB", LONDON)
        attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
        attempt.answer()
        attempt.log(dispositions["no-answer"], by=cast.sam)
        made.refresh_from_db()
        assert made.call_after == clock.now() + 72 * HOUR
        answer = may_call(made, clock.now() + DAY)
        assert answer.rule_ids == ("uk.abandoned",) and "nobody spoke" in answer.sentence
        assert may_call(made, clock.now() + 72 * HOUR).allowed


class TestConsent:
    def test_consumers_in_germany_must_have_agreed(self, lead_in, campaign):
        made = lead_in("DE", "Europe/Berlin")
        assert may_call(made, AFTERNOON).allowed, "a business"
        for_consumers(campaign)
        made = Enrollment.objects.with_story().get(pk=made.pk)
        answer = may_call(made, AFTERNOON)
        assert answer.rule_ids == ("eu.consent",) and answer.not_before is None and "consent" in answer.sentence
        consented(made)
        assert may_call(made, AFTERNOON).allowed

    def test_a_consent_that_was_withdrawn_is_none(self, lead_in, campaign, cast):
        for_consumers(campaign)
        made = lead_in("DE", "Europe/Berlin")
        consented(made)
        Consent.withdraw(made.lead, by=cast.mo, why="Said so by mail.")
        assert may_call(made, AFTERNOON).rule_ids == ("eu.consent",)
        consented(made, at=AFTERNOON)
        assert may_call(made, AFTERNOON).allowed

    def test_who_is_not_known_may_be_a_consumer(self, lead_in, campaign):
        for_consumers(campaign, "mixed")
        made = lead_in("ES", "Europe/Madrid")
        assert may_call(made, AFTERNOON).rule_ids == ("es.consent",)

    def test_legitimate_interest_is_not_consent(self, lead_in, campaign):
        for_consumers(campaign)
        made = lead_in("ES", "Europe/Madrid")
        consented(made, Consent.Basis.INTEREST)
        assert not may_call(made, AFTERNOON).allowed


class TestRegisters:
    def test_consumers_need_the_register_of_their_country(self, lead_in, campaign):
        for_consumers(campaign)
        made = lead_in("GB", LONDON)
        answer = may_call(made, AFTERNOON)
        assert answer.rule_ids == ("uk.registry",) and "not loaded" in answer.sentence

    @pytest.mark.parametrize(("days", "fresh"), [(28, True), (29, False)])
    def test_an_extract_that_is_too_old_stops_the_calls(self, lead_in, campaign, days, fresh):
        for_consumers(campaign)
        made, chief = lead_in("GB", LONDON), factories.chief()
        register = factories.register(chief, "TPS", country="GB", max_age_days=60)
        factories.extract(register, chief, "2079460812", on=date(2026, 11, 23) - timedelta(days=days))
        answer = may_call(made, AFTERNOON)
        assert answer.allowed is fresh
        assert fresh or (answer.rule_ids == ("uk.registry", "register.tps") and "too old" in answer.sentence)

    def test_a_register_of_businesses_that_the_house_has_opened_must_be_fresh_too(self, lead_in):
        made, chief = lead_in("GB", LONDON), factories.chief()
        assert may_call(made, AFTERNOON).allowed
        register = factories.register(chief, "CTPS", country="GB", audience="business")
        assert "CTPS" in may_call(made, AFTERNOON).sentence, "it has no extract yet"
        factories.extract(register, chief, "2079460812")
        assert may_call(made, AFTERNOON).allowed

    def test_a_register_of_consumers_does_not_stop_businesses(self, lead_in):
        made = lead_in("GB", LONDON)
        factories.register(factories.chief(), "TPS", country="GB")
        assert may_call(made, AFTERNOON).allowed


class TestClientsOwn:
    def test_a_client_tightens_its_own_calls_only(self, enrolled, cast, other_campaign):
        made, theirs = enrolled(), factories.enrolled(other_campaign, cast.olga)
        own = ClientRule.lay(cast.a, by=cast.mo, reason="Letter", windows={"mon-fri": ["14:00-16:00"]})
        answer = may_call(made, clock.now())
        assert answer.rule_ids == (f"client.{own.pk}",)
        assert answer.not_before == datetime(2026, 11, 23, 12, tzinfo=UTC)
        assert may_call(theirs, clock.now()).allowed
        assert queue.claim(cast.sam) is None, "the queue knows it too"
        own.end(by=cast.mo)
        assert may_call(made, clock.now()).allowed

    def test_it_cannot_open_what_the_law_closes(self, enrolled, cast):
        made = enrolled()
        ClientRule.lay(cast.a, by=cast.mo, reason="More", windows={"mon-sun": ["00:00-24:00"]}, per_day=900)
        assert not may_call(made, datetime(2026, 11, 22, 10, tzinfo=UTC)).allowed

    def test_its_cap_and_its_silence(self, enrolled, cast):
        made = enrolled()
        own = ClientRule.lay(cast.a, by=cast.mo, reason="Letter", per_day=1, silence=10)
        called(made, at=clock.now() - HOUR, outcome="not_now", reached="decision_maker")
        answer = may_call(made, clock.now())
        assert set(answer.rule_ids) == {f"client.{own.pk}"}
        assert answer.not_before == clock.now() - HOUR + 10 * DAY

    def test_of_one_country_only(self, enrolled, cast):
        made = enrolled()
        ClientRule.lay(cast.a, by=cast.mo, reason="UK", countries=["GB"], per_day=1, windows={"sun": ["10:00-11:00"]})
        assert may_call(made, clock.now()).allowed

    @pytest.mark.parametrize("asked", [{}, {"windows": {"mon-fri": ["9-25:00"]}}, {"windows": {"someday": []}}])
    def test_what_cannot_be_read_is_refused(self, cast, asked):
        with pytest.raises(Refused):
            ClientRule.lay(cast.a, by=cast.mo, reason="Hm", **asked)


def test_everything_is_asked_in_one_query(enrolled, cast):
    made = enrolled()
    with CaptureQueriesContext(connection) as told:
        assert may_call(asked(clock.now()).get(pk=made.pk), clock.now()).allowed
    assert len(told) == 1
    with CaptureQueriesContext(connection) as told:
        assert may_call(Enrollment.objects.with_story().get(pk=made.pk), clock.now()).allowed
    assert len(told) == 2


def test_the_law_of_several_clients_in_one_query(cast):
    ClientRule.lay(cast.a, by=cast.mo, reason="Letter", per_day=1)
    with CaptureQueriesContext(connection) as told:
        laws = facts.law([cast.a.pk, cast.b.pk])
    assert len(told) == 1
    assert len(laws[cast.a.pk]) == len(laws[cast.b.pk]) + 1 == len(laws[0]) + 1


def test_a_lead_of_unknown_place_is_never_called(enrolled):
    answer = may_call(enrolled(zones=(), country=""), clock.now())
    assert not answer.allowed and answer.not_before is None


def test_no_zone_is_every_zone_of_the_country(enrolled):
    """Honolulu opens at 10 for the narrowest of the states, two hours before New York closes at 17."""
    made = enrolled(zones=(), country="US")
    assert may_call(made, AFTERNOON).not_before == datetime(2026, 11, 23, 20, tzinfo=UTC)
