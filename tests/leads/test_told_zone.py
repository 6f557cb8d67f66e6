"""The lead says where it is: nobody knows it better."""

import pytest
from django.urls import reverse

from calls.gate import place
from leads.forms.lead import LeadForm
from leads.models import Activity, Lead, says_it_is_in
from office.models import Refused
from tests import factories


def test_its_hours_follow_at_once(cast, campaign):
    made = factories.enrolled(
        campaign, cast.mia, country="US", region="TX", zones=("America/Chicago", "America/Denver")
    )
    says_it_is_in(made.lead, "denver", by=cast.sam)
    made.refresh_from_db()
    lead = Lead.objects.get(pk=made.lead_id)
    assert (lead.zones, lead.zone_source, lead.zone_confidence) == (["America/Denver"], "told", 100)
    assert made.window_class == lead.window_class and place(made).zones == ("America/Denver",)
    assert place(made).region == "TX", "the law of its state still holds"
    line = Activity.objects.of_lead(lead).newest()[0]
    assert line.by == cast.sam and "America/Denver" in line.details["fields"]


@pytest.mark.parametrize("said", ["", "Middle Earth", "Springfield"])
def test_what_is_no_place_is_refused(cast, campaign, said):
    made = factories.enrolled(campaign, cast.mia)
    with pytest.raises(Refused, match="no time zone"):
        says_it_is_in(made.lead, said, by=cast.sam)
    assert Lead.objects.get(pk=made.lead_id).zones == ["Europe/Athens"]


def test_a_correction_of_the_address_does_not_unsay_it(cast, campaign):
    lead = factories.enrolled(campaign, cast.mia).lead
    says_it_is_in(lead, "Europe/London", by=cast.sam)
    form = LeadForm(instance=Lead.objects.with_pass().get(pk=lead.pk))
    assert form.initial["zone"] == "Europe/London"


def test_from_the_leads_page_and_back(as_, cast, campaign):
    lead = factories.enrolled(campaign, cast.mia).lead
    url = reverse("leads:told_zone", args=[lead.pk])
    assert "The lead says it is in" in as_("sam").get(reverse("leads:lead", args=[lead.pk])).content.decode()
    answer = as_("sam").post(url, {"place": "London"})
    assert answer.url == reverse("leads:lead", args=[lead.pk])
    assert Lead.objects.get(pk=lead.pk).zones == ["Europe/London"]


@pytest.mark.parametrize(
    ("back", "goes"), [("/desk/", "/desk/"), ("https://evil.example/", None), ("//evil.example", None)]
)
def test_it_goes_back_to_our_own_pages_only(as_, cast, campaign, back, goes):
    lead = factories.enrolled(campaign, cast.mia).lead
    answer = as_("sam").post(reverse("leads:told_zone", args=[lead.pk]), {"place": "nowhere", "next": back})
    assert answer.url == (goes or reverse("leads:lead", args=[lead.pk]))


def test_a_form_without_any_hint_leaves_the_zone_open(cast, campaign):
    """Unknown is not the client's own zone: it is the safe window."""
    form = LeadForm({"last_name": "Lost", "numbers": "", "country": ""}, instance=factories.lead(cast.a, cast.mia))
    assert form.is_valid(), form.errors
    assert form.details["zones"] == () and form.details["zone_source"] == "unknown"
