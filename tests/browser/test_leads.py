"""A marketer looks at leads and returns: search, order, pages, a lead, the inbox; on a phone and in the dark too."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from leads.models import Answer, Enquiry, HandOff, LeadList, Suppression
from leads.states import Stage
from office import clock
from tests import factories
from tests.browser.conftest import faults

PEOPLE = [
    ("Helen", "Papadakis", "Aegean Fresh Foods", "Piraeus", "18535", "GR", "Europe/Athens"),
    ("Callum", "Reid", "Reid & Daughters", "Glasgow", "G1 2FF", "GB", "Europe/London"),
    ("Γιάννα", "Σταθάκη", "Stathaki Patisserie", "Αθήνα", "10558", "GR", "Europe/Athens"),
    ("Amara", "Osei", "GoldCoast Imports", "Lyon", "69002", "FR", "Europe/Paris"),
    ("Ruth", "Adeyemi", "Adeyemi Fish Co", "Manchester", "M2 5DB", "GB", "Europe/London"),
]


@pytest.fixture
def house(transactional_db, cast, campaign):
    """A campaign with a list, leads in several stages, a full timeline, and two returns."""
    lead_list = LeadList.open(campaign=campaign, name="Fair, November", by=cast.mia, source="fair", supplier="Acme")
    question = factories.question(campaign)
    passes = []
    for turn in range(60):
        first, last, company, city, code, country, zone = PEOPLE[turn % len(PEOPLE)]
        made = factories.enrolled(
            campaign, cast.mia, lead_list=lead_list, first_name=first, last_name=f"{last} {turn}", city=city,
            postal_code=code, country=country, zones=(zone,), area_code=str(210 + turn % 3), job_title="Director",
            email=f"p{turn}@example.com", custom={"size": str(turn)}, company=factories.company(cast.a, company),
        )  # fmt: skip
        made.lead.listed_on(lead_list, by=cast.mia)
        passes.append(made)
    star = passes[0]
    Answer.give(star, question, "Yes", by=cast.sam)
    Enquiry.ask(star, "Does it work at minus thirty?", by=cast.sam)
    for turn in range(35):
        star.lead.note(f"Note number {turn}", by=cast.sam)
    star.become(Stage.WORKING)
    day = clock.today("UTC") + timedelta(days=30)
    told = {"label": "Budget next year", "note": "Ask for Eva in January", "by": cast.sam}
    HandOff.give_back(passes[1], stage=Stage.NURTURE, reason="temporary", return_on=day, **told)
    HandOff.give_back(passes[2], stage=Stage.DISQUALIFIED, reason="permanent", label="Too small", by=cast.sue)
    HandOff.objects.update(due_at=clock.now() - timedelta(seconds=1))
    HandOff.objects.sweep()
    Suppression.put("+306900088888", client=cast.a, source="The lead asked us", by=cast.mo, evidence="By letter")
    return {"lead": star.lead, "campaign": campaign, "list": lead_list}


def test_every_page_for_everyone(house, page_for):
    page = page_for("mo")
    names = ["list", "add", "lists", "list_new", "returns", "campaigns", "campaign_new", "suppressions"]
    urls = [reverse(f"leads:{name}") for name in names]
    urls += [reverse(f"leads:{name}", args=[house["lead"].pk]) for name in ("lead", "edit", "suppress")]
    parts = ("campaign", "question_new", "answer_new")
    urls += [reverse(f"leads:{name}", args=[house["campaign"].pk]) for name in parts]
    for url in urls:
        page.goto(url)
        page.wait_for_load_state("networkidle")
        assert faults(page) == [], url


def test_marketing_searches_orders_and_turns_pages(house, page_for):
    page = page_for("mia", reverse("leads:list"))
    expect(page.locator("#found tbody tr")).to_have_count(50)
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.locator("#found tbody tr")).to_have_count(10)
    page.get_by_role("link", name="Previous", exact=True).click()
    expect(page.locator("#found tbody tr")).to_have_count(50)
    page.wait_for_load_state()
    page.keyboard.press("/")
    page.keyboard.type("σταθακη p12@")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    page.locator("#id_q").fill("")
    page.get_by_label("Stage").select_option("nurture")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Show all").click()
    page.get_by_role("link", name="Postal code").click()
    expect(page.locator("#found tbody tr").first).to_contain_text("10558")
    page.get_by_role("link", name="Postal code").click()
    expect(page.locator("#found tbody tr").first).to_contain_text("M2 5DB")


def test_a_column_of_the_sheet_is_shown_and_orders(house, page_for):
    page = page_for("mia", reverse("leads:list"))
    page.get_by_text("More filters and columns").click()
    page.get_by_label("size", exact=True).check()
    page.get_by_role("link", name="size").click()
    expect(page.locator("#found tbody tr").first.locator("td").last).to_have_text("0")


def test_the_timeline_goes_back_and_takes_a_note(house, page_for):
    page = page_for("sam", reverse("leads:lead", args=[house["lead"].pk]))
    expect(page.locator(".sd-event")).to_have_count(30)
    page.get_by_role("link", name="Older").click()
    expect(page.locator(".sd-event-more")).to_have_count(0)
    expect(page.get_by_text("Was added")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("Prefers mornings")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".sd-event").first).to_contain_text("Prefers mornings")


def test_marketing_brings_a_return_back(house, page_for):
    page = page_for("mia", reverse("leads:lists"))
    page.get_by_role("link", name="See why").click()
    expect(page.locator("#returns-form tbody tr")).to_have_count(2)
    page.wait_for_load_state()
    page.get_by_label("All on this page").check()
    page.get_by_label("Callum Reid 1").uncheck()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_text("1 return is closed.")).to_be_visible()
    expect(page.locator("#returns-form tbody tr")).to_have_count(1)
    page.get_by_label("Callum Reid 1").check()
    page.get_by_role("button", name="Bring back now").click()
    expect(page.get_by_text("1 lead is back in the queue.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
