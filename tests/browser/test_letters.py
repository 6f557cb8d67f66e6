"""The lead's own page on a phone, without scripts too; the manager's letters; the address of a rep's calendar."""

import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from appointments.models import Appointment, LetterText
from appointments.models.ownlink import own_token
from tests import factories
from tests.browser.conftest import LOOKS, axe, overflows

EVERY = [*LOOKS, ("narrow", "light")]


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


def shot(page, name):
    """A picture to look at, where somebody asks for it."""
    if folder := os.environ.get("SETTERDESK_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def meeting(cast, campaign):
    """Of a lead who reads English; some days ahead."""
    kind = factories.bookable(campaign, cast.rita, notice=72 * 60)
    enrollment = factories.enrolled(campaign, cast.sam, email="helen@fresh.example", language="en")
    return factories.booked(enrollment, kind, cast.sam, place="phone")


def address(meeting, act=""):
    return reverse(f"appointments:own{act and '_' + act}", args=[own_token(meeting)])


@pytest.mark.parametrize(("viewport", "look"), EVERY)
def test_the_leads_page_is_for_everyone(open_page, meeting, viewport, look):
    page = open_page(address(meeting), viewport=viewport, look=look)
    page.get_by_text("Say where").click()
    page.get_by_text("Call it off").click()
    assert (axe(page), overflows(page)) == ([], 0)
    shot(page, f"own-{viewport}-{look}")
    page.get_by_role("link", name="Choose another time").click()
    page.get_by_role("navigation", name="Days").wait_for()
    assert (axe(page), overflows(page)) == ([], 0)
    shot(page, f"own-times-{viewport}-{look}")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_lead_confirms_moves_says_where_and_calls_off(open_page, meeting, scripts):
    page = open_page(address(meeting), viewport="phone", java_script_enabled=scripts)
    page.get_by_role("button", name="I will be there").click()
    page.get_by_text("You have confirmed").wait_for()

    page.get_by_role("link", name="Choose another time").click()
    page.locator(".sd-day:not(.sd-day-full)").last.click()
    page.locator(".sd-slot").first.click()
    page.get_by_role("button", name="I will be there").wait_for()
    moved = Appointment.objects.get(pk=meeting.pk)
    assert moved.starts_at > meeting.starts_at

    page.get_by_text("Say where").click()
    page.get_by_label("Your phone number").fill("12")
    page.get_by_role("button", name="Tell them").click()
    page.get_by_text("no number that can be called").wait_for()
    assert page.get_by_label("Your phone number").input_value() == "12"
    page.get_by_label("Your phone number").fill("210 123 4567")
    page.get_by_role("button", name="Tell them").click()
    page.get_by_text("+302101234567").wait_for()

    page.get_by_text("Call it off").click()
    page.get_by_label("Why, if you like to say").fill("Moving house")
    page.get_by_role("button", name="Call the meeting off").click()
    page.get_by_role("heading", name="Your meeting is called off").wait_for()
    assert Appointment.objects.get(pk=meeting.pk).state == "cancelled"
    if scripts:
        assert (axe(page), overflows(page)) == ([], 0)


def test_the_leads_page_asks_nobody_else(open_page, meeting, live_server):
    asked = []
    page = open_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(meeting))
    assert asked and all(url.startswith(live_server.url) for url in asked)


def test_an_address_that_is_not_whole(open_page, meeting):
    page = open_page(reverse("appointments:own", args=["x"]), viewport="phone")
    page.get_by_role("heading", name="This page is not here").wait_for()
    assert (axe(page), overflows(page)) == ([], 0)


@pytest.mark.parametrize(("viewport", "look"), EVERY)
def test_the_managers_letters_are_for_everyone(page_for, cast, campaign, viewport, look):
    LetterText.word(cast.a, "reminder", "en", by=cast.mo, subject="Soon, {first_name}", body="We meet {when}.")
    page = page_for("mo", "", viewport=viewport, look=look)
    seen = {}
    for path in (
        "/letters/",
        f"/letters/{cast.a.pk}/plan/",
        f"/letters/{cast.a.pk}/reminder/en/",
        f"/campaigns/{campaign.pk}/letters/",
    ):
        page.goto(path)
        seen[path] = (axe(page), overflows(page))
        shot(page, f"letters{path.replace('/', '-')}{viewport}-{look}")
    assert seen == dict.fromkeys(seen, ([], 0))


def test_a_manager_looks_at_a_letter_before_it_is_saved(page_for, cast):
    page = page_for("mo", f"/letters/{cast.a.pk}/confirmation/en/")
    page.get_by_label("Subject").fill("With {rep}")
    page.get_by_label("Text").fill("Hello {frist_name}")
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("is no merge field").first.wait_for()
    assert axe(page) == []
    page.get_by_label("Text").fill("Hello {first_name}, see you on {when}.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="As a lead reads it").wait_for()
    page.get_by_text("Hello Helen, see you on").wait_for()
    assert not LetterText.objects.exists()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Say the usual words again").wait_for()


@pytest.mark.parametrize(("viewport", "look"), EVERY)
def test_a_rep_makes_an_address_for_the_calendar(page_for, cast, viewport, look):
    page = page_for("rita", reverse("appointments:hours"), viewport=viewport, look=look)
    page.get_by_role("button", name="Make an address").click()
    page.get_by_role("heading", name="The new address").wait_for()
    assert (axe(page), overflows(page)) == ([], 0)
    assert "/calendar/" in page.locator(".sd-token").inner_text()
    page.get_by_role("link", name="My hours", exact=True).last.click()
    page.get_by_role("button", name="Switch it off").wait_for()
    assert (axe(page), overflows(page)) == ([], 0)
    page.get_by_role("button", name="Switch it off").click()
    page.get_by_role("button", name="Make an address").wait_for()
