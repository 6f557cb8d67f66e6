"""A web form as a stranger meets it, and the page of all doors, in a real browser."""

import pytest

from leads.models import Ad, Lead, LeadList
from office.models import ApiToken
from tests import factories
from tests.browser.conftest import axe, faults, overflows


@pytest.fixture
def form(campaign, cast):
    lead_list = LeadList.open(campaign=campaign, name="Web", by=cast.mia)
    intro = "We look at your cold store and tell you what it costs you.\n\nIt takes half an hour."
    return factories.web_form(lead_list, cast.mia, intro=intro, required=["full_name"])


def test_a_stranger_fills_a_form_in(open_page, form):
    page = open_page(f"/f/{form.token}/?ad=GOLD", viewport="phone")
    assert page.get_by_label("Code from the advertisement or coupon").input_value() == "GOLD"
    page.get_by_label("Full name").fill("Helen Papadaki")
    page.get_by_label("Phone").fill("12")
    page.wait_for_timeout(2100)  # the form's own patience with people
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Write it with its area code").wait_for()
    assert page.get_by_label("Full name").input_value() == "Helen Papadaki"
    assert page.title().startswith("Error:")
    assert (axe(page), overflows(page)) == ([], 0)
    page.get_by_label("Phone").fill("6912345678")
    page.get_by_label("You may call me about the audit.").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We call you today.").wait_for()
    assert (axe(page), overflows(page)) == ([], 0)
    assert Lead.objects.get().phone == "+306912345678"


def test_a_form_is_for_everyone(open_page, form):
    page = open_page(f"/f/{form.token}/")
    assert faults(page) == []
    assert page.locator("#id_leave_empty").evaluate("field => field.tabIndex") == -1, "nobody comes upon the trap"


@pytest.fixture
def doors(form, campaign, cast, settings):
    """Something came through each door."""
    settings.WATCHED_FOLDER = "/srv/leads"
    Ad.open(campaign=campaign, code="GOLD", label="Coupon in the newspaper", by=cast.mia)
    token, _signs = ApiToken.make(client=cast.a, name="Web shop", by=cast.ada)
    factories.arrival(form.lead_list, cast.mia, web_form=form, code="gold")
    factories.arrival(form.lead_list, cast.mia, web_form=form, code="a-code-that-nobody-wrote-down-anywhere")
    factories.arrival(form.lead_list, cast.mia, {"phone": "12"}, token=token)
    cast.ada.join(cast.a, "marketing")
    return form


def test_the_pages_of_doors_are_for_everyone(page_for, doors):
    page = page_for("ada", "/doors/")
    seen = {}
    for path in (
        "/doors/",
        f"/doors/forms/{doors.pk}/",
        "/doors/ads/",
        "/doors/folders/new/",
        "/tokens/",
        "/api/v1/docs",
    ):
        page.goto(path)
        seen[path] = faults(page)
    assert seen == dict.fromkeys(seen, [])


def test_a_token_is_made_and_shown_once(page_for, doors):
    page = page_for("ada", "/tokens/")
    page.get_by_label("Name").fill("CRM")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("Copy it now").wait_for()
    signs = page.locator(".sd-token").inner_text()
    assert signs.startswith("sd_") and len(signs) > 40
    assert axe(page) == []
    page.goto("/tokens/")
    assert signs not in page.content()
