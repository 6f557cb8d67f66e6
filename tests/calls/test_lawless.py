"""Leads that lack a consent or a register: they hold nobody up, and the empty queue and the reasons tell what each
campaign's and each client's rules ask."""

from datetime import UTC, datetime, timedelta

import pytest

from calls import queue
from calls.liveorder import LiveOrder
from calls.lull import Lull
from calls.models import ClientRule
from calls.turn import turns
from leads.models import Consent, Enrollment, Priority
from office import clock
from tests import factories

HOUR = timedelta(hours=1)
BERLIN = {"country": "DE", "zones": ("Europe/Berlin",)}


@pytest.fixture
def consumers(campaign):
    campaign.audience = "consumer"
    campaign.save()
    return campaign


def agreed(enrollment, at=None):
    Consent.objects.create(
        client_id=enrollment.client_id, lead_id=enrollment.lead_id, basis="consent", text="Yes", source="paper",
        given_at=at or clock.now() - HOUR,
    )  # fmt: skip


def test_who_may_be_called_does_not_wait_behind_those_without_consent(cast, consumers, enrolled):
    lacking = [enrolled(**BERLIN) for _ in range(30)]
    good = enrolled(**BERLIN)
    agreed(good)
    assert queue.claim(cast.sam) == good
    waiting = Enrollment.objects.numbered([each.pk for each in lacking])
    assert set(waiting.values_list("call_after", "claimed_by", "priority")) == {
        (clock.now() + queue.LACKING, None, Priority.NEW)
    }


def test_one_whose_only_consent_was_withdrawn_holds_nobody_up_either(cast, consumers, enrolled):
    first, good = enrolled(**BERLIN), enrolled(**BERLIN)
    agreed(first), agreed(good)
    Consent.withdraw(first.lead, by=cast.mo, why="By mail")
    assert queue.claim(cast.sam) == good


def test_a_ground_that_the_rule_does_not_know_holds_nobody_up(cast, consumers, enrolled):
    """Legitimate interest is on record: so it is not put off with the others, but by the gate alone."""
    first, good = enrolled(**BERLIN), enrolled(**BERLIN)
    agreed(good)
    Consent.objects.create(
        client_id=cast.a.pk, lead_id=first.lead_id, basis="interest", text="-", source="paper", given_at=clock.now()
    )
    assert queue.claim(cast.sam) == good


def test_a_promise_keeps_its_group(cast, consumers, enrolled):
    promised = enrolled(**BERLIN, queue={"priority": Priority.CALLBACK, "call_after": clock.now() - HOUR})
    enrolled(**BERLIN)
    assert queue.claim(cast.sam) is None
    promised.refresh_from_db()
    assert (promised.priority, promised.call_after) == (Priority.CALLBACK, clock.now() + queue.LACKING)


def test_with_its_consent_it_comes_again(cast, consumers, enrolled):
    made = enrolled(**BERLIN)
    assert queue.claim(cast.sam) is None
    agreed(made)
    clock.advance(queue.LACKING)
    assert queue.claim(cast.sam) == made


def test_a_place_without_its_register_is_passed_over_as_a_whole(cast, consumers, enrolled):
    british = enrolled(country="GB", zones=("Europe/London",))
    good = enrolled(**BERLIN)
    agreed(good)
    assert queue.claim(cast.sam) == good
    british.refresh_from_db()
    assert british.noticed_at is None, "nobody was offered it"


def test_the_empty_queue_tells_both(as_, cast, consumers, enrolled):
    enrolled(**BERLIN), enrolled(**BERLIN), enrolled(country="GB", zones=("Europe/London",))
    agreed(enrolled(**BERLIN, queue={"call_after": clock.now() + HOUR}))
    assert queue.claim(cast.sam) is None
    why = Lull.of(cast.sam)
    assert (why.without_consent, why.without_register, why.waiting, why.outside_hours) == (2, 1, 1, 0)
    assert not why.nobody and why.next_try == clock.now() + HOUR
    text = as_("mo").get("/queue/").content.decode()
    assert "2 may be called only with their consent" in text and "once a fresh do-not-call register" in text


def test_businesses_need_no_consent(cast, enrolled):
    enrolled(**BERLIN)
    assert Lull.of(cast.sam).without_consent == 0


class TestHours:
    """Half past three in the afternoon in Athens; the client's own hours ended at three."""

    at = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)

    def test_a_clients_own_hours_count_in_the_empty_queue(self, cast, enrolled):
        enrolled()
        ClientRule.lay(cast.a, by=cast.mo, reason="Letter", windows={"mon-fri": ["10:00-15:00"]})
        with clock.frozen(self.at):
            assert queue.claim(cast.sam) is None
            why = Lull.of(cast.sam)
        assert why.outside_hours == 1 and why.opens_at == datetime(2026, 11, 24, 8, tzinfo=UTC)

    def test_and_in_the_reason(self, cast, campaign, enrolled):
        made = enrolled()
        ClientRule.lay(cast.a, by=cast.mo, reason="Letter", windows={"mon-fri": ["10:00-16:00"]})
        with clock.frozen(self.at):
            assert turns([Enrollment.objects.with_story().get(pk=made.pk)], cast.sam)[0].closing
            assert "16:00" in LiveOrder(campaign, cast.sam).turns[0].reason

    def test_consumers_have_their_own_hours(self, cast, campaign, enrolled):
        """In France: a pause from 13 to 14; a business may be called."""
        made = enrolled(country="FR", zones=("Europe/Paris",))
        agreed(made)
        noon = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
        with clock.frozen(noon):
            assert Lull.of(cast.sam).outside_hours == 0
            campaign.audience = "consumer"
            campaign.save()
            why = Lull.of(cast.sam)
        assert (why.outside_hours, why.opens_at) == (1, datetime(2026, 11, 23, 13, tzinfo=UTC))

    def test_two_campaigns_of_one_place_close_apart(self, cast, campaign, enrolled):
        """For consumers in France the window closes at 13:00, for businesses in the evening."""
        firm = enrolled(country="FR", zones=("Europe/Paris",))
        shop = factories.campaign(cast.a, cast.mo, name="Shops", audience="consumer")
        person = factories.enrolled(shop, cast.mia, country="FR", zones=("Europe/Paris",))
        with clock.frozen(datetime(2026, 11, 23, 11, 30, tzinfo=UTC)):
            told = turns(Enrollment.objects.with_story().numbered([firm.pk, person.pk]).order_by("pk"), cast.sam)
        assert [turn.closes_at and turn.closes_at.hour for turn in told] == [19, 12]
