"""Every page of leads, as it stands with nothing and with something on it."""

import pytest
from django.urls import reverse

from leads.models import HandOff, LeadList, Suppression
from leads.states import Stage
from tests import factories

PLAIN = ["list", "add", "suppressions", "lists", "list_new", "returns", "campaigns", "campaign_new"]


@pytest.mark.parametrize("name", PLAIN)
def test_an_empty_page_says_what_next(as_, name):
    assert as_("ada" if name not in ("add", "returns") else "mo").get(reverse(f"leads:{name}")).status_code == 200


@pytest.fixture
def house(cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, source="fair", supplier="Acme")
    question = factories.question(campaign)
    first = factories.enrolled(campaign, cast.sam, lead_list=lead_list)
    first.lead.listed_on(lead_list, by=cast.sam)
    HandOff.give_back(first, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.sam, label="No need", note="Small")
    HandOff.objects.update(due_at=factories.MONDAY)
    HandOff.objects.sweep()
    put = Suppression.put("+306900099999", client=cast.a, source="asked", by=cast.mo)
    return {"lead": first.lead, "campaign": campaign, "question": question, "suppression": put}


def test_pages_with_something_on_them(as_, house):
    mo = as_("mo")
    for name in PLAIN:
        assert mo.get(reverse(f"leads:{name}")).status_code == 200, name
    pages = {
        "lead": "lead", "edit": "lead", "suppress": "lead", "lift": "suppression", "campaign": "campaign",
        "question_new": "campaign", "question": "question", "answer_new": "campaign",
    }  # fmt: skip
    for name, thing in pages.items():
        assert mo.get(reverse(f"leads:{name}", args=[house[thing].pk])).status_code == 200, name
