"""A lead that comes in by hand: text becomes numbers, country, zone; once per client."""

import pytest
from django.urls import reverse

from leads.models import Enrollment, Lead, LeadList, LeadPhone, Listing
from office.models import Role
from tests import factories


@pytest.fixture
def lead_list(cast, campaign):
    return LeadList.open(campaign=campaign, name="Paper", by=cast.mia)


def add(browser, **details):
    return browser.post(reverse("leads:add"), {"first_name": "Nora", "last_name": "New", **details})


def test_it_is_added_and_joins_the_queue_of_its_list(as_, campaign, lead_list):
    answer = add(as_("sam"), numbers="210 123 4567 εσωτ. 12\n6912345678", country="Ελλάδα", lead_list=lead_list.pk)
    lead = Lead.objects.get()
    assert answer.url == reverse("leads:lead", args=[lead.pk])
    assert (lead.phone, lead.area_code, lead.country, lead.zones) == ("+302101234567", "21", "GR", ["Europe/Athens"])
    phones = LeadPhone.objects.in_order().values_list("number", "extension", "kind")
    assert list(phones) == [("+302101234567", "12", "landline"), ("+306912345678", "", "mobile")]
    enrollment = Enrollment.objects.get()
    assert (enrollment.campaign, enrollment.lead_list, enrollment.next_number) == (campaign, lead_list, lead.phone)
    assert Listing.objects.get().lead_list == lead_list


def test_without_a_list_it_stands_in_no_queue(as_, campaign):
    assert add(as_("mia"), numbers="6912345678").status_code == 302
    assert Lead.objects.get().phone == "+306912345678" and not Enrollment.objects.exists()


def test_a_company_is_found_whatever_its_accents(as_, campaign):
    mia = as_("mia")
    add(mia, company_name="Αφοί Στάθη")
    add(mia, last_name="Other", company_name="αφοι σταθη")
    assert {lead.company.name for lead in Lead.objects.with_pass()} == {"Αφοί Στάθη"}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"first_name": "", "last_name": ""}, "Give at least a name"),
        ({"numbers": "3.06912E+11"}, "rounded this number"),
        ({"numbers": "-4396"}, "calculated this number"),
        ({"numbers": "hello"}, "not a phone number"),
        ({"first_name": "x\x00y"}, "Null characters"),
    ],
)
def test_what_cannot_be_a_lead_is_refused_with_words(as_, campaign, details, words):
    answer = add(as_("mia"), **details)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Lead.objects.exists()


def test_who_is_known_is_not_added_twice(as_, cast, campaign):
    factories.lead(cast.a, cast.sam, "+306912345678", first_name="Paul", last_name="Known")
    answer = add(as_("mia"), numbers="00 30 691 234 5678")
    assert answer.status_code == 422 and "Paul Known" in answer.content.decode()
    assert add(as_("mia"), external_id="77").status_code == 302
    assert add(as_("mia"), external_id="77").status_code == 422


def test_the_other_client_s_leads_are_no_double_and_its_lists_no_choice(as_, cast, campaign, other_campaign):
    factories.lead(cast.b, cast.olga, "+306912345678")
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    assert add(as_("mia"), lead_list=theirs.pk).status_code == 422
    assert add(as_("mia"), numbers="6912345678").status_code == 302


def test_who_works_for_two_clients_says_for_which(as_, cast, campaign, other_campaign):
    cast.mia.join(cast.b, Role.MARKETING)
    mia = as_("mia")
    assert add(mia).status_code == 422
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    add(mia, lead_list=theirs.pk)
    assert Lead.objects.get().client == cast.b
