"""A won lead at account management: who gets it, taking it over, saying what is missing."""

from decimal import Decimal

import pytest
from django.urls import reverse

from leads.models import Activity, Answer, Customer, HandOff
from leads.states import Stage
from office.models import Notice
from tests import factories

CUSTOMERS = reverse("leads:customers")


@pytest.fixture
def won(cast, campaign):
    def win(**details):
        enrollment = factories.enrolled(campaign, cast.sam, **details)
        enrollment.become(Stage.APPOINTMENT_SET)
        return Customer.win(enrollment, by=cast.rita, value=Decimal(900), note="Kick-off in May")

    return win


def test_a_won_lead_goes_to_whoever_has_fewest_customers(cast, won):
    anna = factories.person("anna", (cast.a, "account_manager"))
    factories.person("away", (cast.a, "account_manager"), is_active=False)
    factories.person("other", (cast.b, "account_manager"))
    assert [won().account_manager for _ in range(4)] == [cast.alex, anna, cast.alex, anna]


def test_without_an_account_manager_it_waits_for_one(cast, won, as_):
    cast.alex.is_active = False
    cast.alex.save()
    customer = won()
    assert customer.account_manager is None
    anna = factories.person("anna", (cast.a, "account_manager"))
    cast.anna = anna
    assert list(as_("anna").get(CUSTOMERS).context["customers"]) == [customer]


def test_the_list_and_the_whole_story(cast, campaign, won, as_):
    question = factories.question(campaign)
    enrollment = factories.enrolled(campaign, cast.sam)
    Answer.give(enrollment, question, "Yes", by=cast.sam)
    enrollment.become(Stage.APPOINTMENT_SET)
    customer = Customer.win(enrollment, by=cast.rita, value=Decimal(1900), note="Kick-off in May")
    assert str(customer.lead) in as_("alex").get(CUSTOMERS).content.decode()
    page = as_("alex").get(reverse("leads:customer", args=[customer.pk])).content.decode()
    for words in [question.text, "Kick-off in May", "Rita", "Was added", "1,900.00", "Joined the queue of"]:
        assert words in page


def test_taking_over(cast, won, as_):
    customer = won()
    assert as_("alex").post(reverse("leads:accept", args=[customer.pk])).status_code == 302
    handoff = HandOff.objects.get(pk=customer.handoff_id)
    assert (handoff.to_user, bool(handoff.accepted_at)) == (cast.alex, True)
    assert customer.lead.activities.filter(kind=Activity.Kind.HANDED_OVER).get().by == cast.alex
    assert "Take over" not in as_("alex").get(CUSTOMERS).content.decode()


def test_saying_what_is_missing_reaches_the_rep(cast, won, as_):
    customer = won()
    url = reverse("leads:send_back", args=[customer.pk])
    empty = as_("alex").post(url, {"missing": " "})
    assert empty.status_code == 422
    assert "Say what is missing." in empty.content.decode()
    assert as_("alex").post(url, {"missing": "Who signs the contract?"}).status_code == 302
    assert "Who signs the contract?" in Notice.objects.to(cast.rita).get().text
    assert "something is missing" in as_("alex").get(CUSTOMERS).content.decode()


def test_a_customer_of_another_manager_or_client_is_not_there(cast, won, as_):
    customer = won()
    cast.anna = factories.person("anna", (cast.a, "account_manager"))
    cast.omar = factories.person("omar", (cast.b, "account_manager"))
    for name in ("anna", "omar", "sam", "rita", "mo"):
        assert as_(name).get(reverse("leads:customer", args=[customer.pk])).status_code == 404
        assert as_(name).post(reverse("leads:accept", args=[customer.pk])).status_code == 404


def test_the_empty_list_says_what_comes_next(as_):
    assert "When a rep wins a lead" in as_("alex").get(CUSTOMERS).content.decode()
