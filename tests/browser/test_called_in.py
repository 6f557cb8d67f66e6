"""Calls in by ad and coupon: a manager reads the table and opens a number into its calls; read by axe in every look."""

import os

import pytest

from calls.models import Disposition, InboundCall
from leads.models import Ad
from tests import factories
from tests.browser.conftest import faults

pytestmark = pytest.mark.django_db(transaction=True)


def look_at(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_number_opens_into_its_calls(page_for, cast, campaign):
    outcomes = {made.code: made for made in Disposition.lay(campaign)}
    Ad.open(campaign=campaign, code="SPRING24", label="Leaflet at the fair of the islands", by=cast.mia)
    for code in ("spring24", "spring24", "radio 7", ""):
        call = InboundCall.take(factories.enrolled(campaign, cast.mia).lead, by=cast.sam, code=code, new=not code)
        call.attempt.log(outcomes["busy"], by=cast.sam)
    page = page_for("mo", "/performance/")
    page.get_by_role("link", name="Calls in").click()
    page.get_by_role("heading", name="Who called us, by ad and coupon").wait_for()
    assert faults(page) == []
    look_at(page, "called-in")
    page.locator("tbody tr").first.get_by_role("link", name="2").click()
    page.wait_for_url("**/called-in/calls/**")
    assert page.locator("[data-count]").inner_text() == "2" and page.locator("tbody tr").count() == 2
    assert faults(page) == []
    look_at(page, "callers")
