"""Marketing decides who is one person: on a desk and a phone, light and dark."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from leads.models import Lead, LeadMerge, PerhapsSame, SharedNumber
from tests import factories
from tests.browser.conftest import faults


@pytest.fixture
def house(transactional_db, cast, campaign):
    """A pair with much to compare, a switchboard, and a merge that can be taken apart."""
    company = factories.company(cast.a, "Aegean Fresh Foods")
    long = {"address": "Leoforos Vasilissis Sofias 115-117", "city": "Athens", "postal_code": "11521"}
    one = factories.enrolled(
        campaign, cast.mia, "+306900000001", first_name="Helen", last_name="Papadakis", company=company, **long,
        email="helen.papadakis@aegean-fresh-foods.example.com", custom={"Size": "12", "Shelf": "cold"},
    )  # fmt: skip
    two = factories.enrolled(
        campaign, cast.mia, "+306900000002", first_name="Helena", last_name="Papadaki", company=company, **long,
        email="helen.papadaki@aegean-fresh-foods.example.com", job_title="Director", notes="Prefers mornings",
    )  # fmt: skip
    third = factories.lead(cast.a, cast.mia, first_name="Elena", last_name="Papa")
    LeadMerge.make(one.lead, third, by=cast.mo)
    for name in ("Costas Vitalis", "Maria Nikolaou", "Petros Lambrou"):
        first, last = name.split()
        factories.lead(cast.a, cast.mia, "+302101234567", first_name=first, last_name=last, company=company)
    PerhapsSame.look_at(cast.a.pk, list(Lead.objects.values_list("pk", flat=True)))
    assert PerhapsSame.objects.open().count() == 1 and SharedNumber.objects.count() == 1
    return {"one": one.lead, "two": two.lead}


def test_every_page_for_everyone(house, page_for):
    page = page_for("mia")
    one, two = house["one"].pk, house["two"].pk
    urls = [reverse("leads:duplicates"), reverse("leads:shared_numbers"), reverse("leads:merge", args=[one, two])]
    urls += [reverse("leads:merge_with", args=[one]), reverse("leads:merge_with", args=[one]) + "?q=papa"]
    for url in [*urls, reverse("leads:lead", args=[one])]:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert faults(page) == [], url


def test_marketing_compares_chooses_merges_and_takes_it_apart(house, page_for):
    page = page_for("mia", reverse("leads:duplicates"))
    expect(page.get_by_text("Nearly the same e-mail address")).to_be_visible()
    page.get_by_role("link", name="Choose line by line").click()
    page.get_by_label("First name: Helena").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("They are one lead now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Helena Papadakis")).to_be_visible()
    expect(page.get_by_text("Helena Papadaki was merged into this lead")).to_be_visible()
    page.get_by_role("button", name="Take apart").click()
    expect(page.get_by_text("They are two leads again.")).to_be_visible()
    expect(page.get_by_role("heading", name="Helen Papadakis")).to_be_visible()
    page.goto(reverse("leads:duplicates"))
    expect(page.get_by_text("Nothing to decide")).to_be_visible()


def test_the_keyboard_finds_the_pairs_and_says_different(house, page_for):
    page = page_for("mo", reverse("leads:list"))
    page.keyboard.press("g")
    page.keyboard.press("z")
    page.get_by_role("button", name="Different people").press("Enter")
    expect(page.get_by_text("not proposed again")).to_be_visible()
    page.get_by_role("link", name="Shared numbers").click()
    page.get_by_role("button", name="The switchboard of Aegean Fresh Foods").click()
    expect(page.get_by_text("No shared numbers")).to_be_visible()
