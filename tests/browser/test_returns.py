"""Returns in a real browser: the inbox with its bulk acts, the calendar, reasons, acceptance, and the clocks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from leads.models import HandOff, LeadList, ListHandOff, Pace, ReturnReason, ReturnRules
from leads.states import Stage
from office import clock
from tests import factories
from tests.browser.conftest import faults, overflows
from tests.reports import world


@pytest.fixture
def house(cast, campaign, transactional_db):
    """Returns of several kinds, a list that waits for its answer, one that was answered, and a hot lead."""
    ReturnRules.objects.create(client=cast.a, max_passes=4)
    Pace.objects.create(client=cast.a, campaign=campaign, target=15, weekdays=list(range(7)), on_holidays=True)
    fair = LeadList.open(campaign=campaign, name="Cold-chain fair", by=cast.mia, source="fair", supplier="Acme")
    month = clock.today(cast.mia.zone).replace(day=1) + timedelta(days=40)
    told = [
        ("No need", "permanent", None),
        ("Budget next year", "temporary", month.replace(day=14)),
        ("No budget yet", "temporary", month.replace(day=14)),
        ("A contract still runs", "temporary", month.replace(day=3)),
        ("Wrong number", "data", None),
        ("Has a supplier", "permanent", None),
    ]
    for n, (label, kind, day) in enumerate(told):
        names = {"first_name": "Nora", "last_name": f"Reid {n}"}
        enrollment = factories.enrolled(campaign, cast.mia, lead_list=fair, queue={"attempts": 1}, **names)
        stage = Stage.NURTURE if day else Stage.DISQUALIFIED
        words = {"label": label, "note": "Ask Eva in spring" if day else ""}
        HandOff.give_back(enrollment, stage=stage, reason=kind, by=cast.sam, return_on=day, due_at=clock.now(), **words)
    HandOff.objects.sweep()
    world.dispositions(campaign)
    factories.list_handoff(campaign, cast.mia, leads=3, name="Spring list")
    accepted = factories.list_handoff(campaign, cast.mia, leads=2, name="Autumn list")
    accepted.accept(by=cast.mo)
    HandOff.objects.get(label="Has a supplier").bring_back(by=cast.mia)
    return {"day": month.replace(day=14), "campaign": campaign}


def pages(house, cast):
    month = f"{house['day']:%Y-%m}"
    reason = ReturnReason.lay(cast.a)[0]
    lead = ListHandOff.objects.first().passes.first().lead
    return [
        ("mia", reverse("leads:returns")),
        ("mia", f"{reverse('leads:return_days')}?month={month}"),
        ("mia", reverse("leads:reasons")),
        ("mia", reverse("leads:reason", args=[reason.pk])),
        ("mo", reverse("leads:return_rules", args=[cast.a.pk])),
        ("mo", reverse("leads:give_back", args=[lead.pk])),
        ("mo", reverse("leads:handed_over")),
        ("mo", reverse("leads:pace", args=[house["campaign"].pk])),
        ("mo", f"{reverse('reports:speed')}?period=7d"),
        ("mo", f"{reverse('reports:clocks')}?period=7d"),
        ("mo", f"{reverse('reports:handed')}?period=7d"),
        ("mia", reverse("reports:reactivated")),
    ]


def test_the_pages_are_for_everyone(house, cast, page_for):
    wrong = []
    for who, path in pages(house, cast):
        page = page_for(who, path)
        page.wait_for_load_state("networkidle")
        for summary in page.locator("main details:not([open]) > summary").all():
            summary.click()
        wrong += [f"{path}: {found}" for found in faults(page)]
        page.context.close()
    assert wrong == []


@pytest.mark.parametrize("path", ["leads:returns", "leads:return_days", "leads:reasons", "leads:handed_over"])
def test_they_fit_into_the_narrowest_window(house, page_for, path):
    page = page_for("mo", reverse(path), viewport="narrow")
    page.wait_for_load_state("networkidle")
    assert overflows(page) == 0


def test_marketing_narrows_opens_a_number_and_brings_back_into_another_list(house, cast, page_for):
    page = page_for("mia", reverse("leads:returns"))
    expect(page.locator("#returns-form tbody tr")).to_have_count(5)
    expect(page.get_by_role("heading", name="What became of them")).to_be_visible()
    expect(page.get_by_text("Reactivated: returned leads")).to_be_visible()
    page.locator("#id_q").fill("eva")
    page.locator("#id_q").press("Enter")
    expect(page.locator("#returns-form tbody tr")).to_have_count(3)
    with page.expect_response(lambda answer: "temporary" in answer.url):
        page.get_by_label("Reason", exact=True).select_option("temporary")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.get_by_label("All on this page").check()
    page.get_by_label("Into which list").select_option(label="Cold-store audit · Spring list")
    page.get_by_role("button", name="Bring back now").click()
    expect(page.get_by_text("3 leads are back in the queue.")).to_be_visible()
    assert HandOff.objects.filter(into__name="Spring list", reentered_at__isnull=False).count() == 3


def test_marketing_moves_a_day_of_the_calendar(house, page_for):
    page = page_for("mia", reverse("leads:return_days"))
    for _month in range(3):
        if page.locator(".sd-month-n").count() == 2:
            break
        page.locator("#days").get_by_role("link").filter(has=page.locator("svg")).last.click()
        page.wait_for_load_state("networkidle")
    expect(page.locator(".sd-month-n").last).to_contain_text("2")
    page.get_by_label("All leads of").select_option(f"{house['day']}")
    later = house["day"] + timedelta(days=1)
    page.get_by_label("come back on").fill(f"{later}")
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text("2 leads come back on that day.")).to_be_visible()
    page.locator(".sd-month-n").last.click()
    expect(page.locator("#returns-form tbody tr")).to_have_count(2)
    assert f"day={later}" in page.url


def test_a_manager_gives_one_list_back_and_marketing_reads_why(house, cast, page_for):
    page = page_for("mo", reverse("leads:handed_over"))
    card = page.locator("section.sd-card", has=page.get_by_role("heading", name="Spring list"))
    card.locator("summary").click()
    card.get_by_label("Reason").select_option(label="Wrong audience")
    card.get_by_label("In your words").fill("All of them bakeries")
    card.get_by_role("button", name="Give back what nobody has called").click()
    expect(page.get_by_text("goes back to marketing")).to_be_visible()
    ListHandOff.objects.sweep()
    page = page_for("mia", reverse("leads:handed_over"))
    expect(page.get_by_text("All of them bakeries")).to_be_visible()
    expect(page.get_by_text("3 leads went back")).to_be_visible()
    page = page_for("mia", reverse("leads:returns"))
    expect(page.get_by_text("before any call")).to_have_count(3)


def test_marketing_adds_a_reason_and_retires_one(house, page_for):
    page = page_for("mia", reverse("leads:reasons"))
    page.get_by_label("Kind").select_option("temporary")
    page.get_by_label("Reason", exact=False).last.fill("Moves house")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("rowheader", name="Moves house")).to_be_visible()
    page.get_by_role("button", name="Retire Moves house").click()
    expect(page.get_by_role("rowheader", name="Moves house")).to_have_count(0)
