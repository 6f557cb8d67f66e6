"""Incoming calls, pauses, the briefing and the palette by keyboard; the wallboard for the wall. In a real browser."""

import pytest

from calls.models import Briefing, CallAttempt, Disposition, Presence, Skip
from leads.models import Ad, Company
from leads.tasks import find
from tests import factories
from tests.browser.conftest import EITHER, axe, faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(cast, campaign, always_open):
    """Two leads in the queue, at lawful hours; one of them is a Zacharakis."""
    Disposition.lay(campaign)
    Ad.open(campaign=campaign, code="SPRING24", label="Leaflet", by=cast.mia)
    company = Company.named("Aegean Fresh Foods", client=campaign.client)
    first = factories.enrolled(campaign, cast.mia, "+306900000011", company=company)
    second = factories.enrolled(campaign, cast.mia, "+302310555123", last_name="Zacharakis", company=company)
    find()
    return first, second


@pytest.fixture
def page_for(page_for):
    """Ends with nothing in flight: a request that is still answered would meet the emptying of the tables."""
    pages = []

    def opened(*args, **options):
        pages.append(page_for(*args, **options))
        return pages[-1]

    yield opened
    for page in pages:
        if not page.is_closed():
            page.wait_for_load_state("networkidle")


def test_an_incoming_call_by_keyboard(cast, floor, page_for):
    _first, second = floor
    page = page_for("sam", "/desk/")
    page.wait_for_selector("#desk [data-key=c]")
    page.keyboard.press("i")
    page.wait_for_selector("#who:focus")
    page.keyboard.type("5551")
    page.wait_for_selector("#found h3:has-text('Zacharakis')")
    assert axe(page) == []
    page.fill(f"#code-{second.lead_id}", "spring 24")
    page.click("#found button:has-text('On the line')")
    page.wait_for_selector(f'#desk[data-lead="{second.pk}"]')
    page.wait_for_selector(".sd-inbound:has-text('Leaflet')")
    attempt = CallAttempt.objects.owed().get()
    assert (attempt.direction, attempt.setter, attempt.inbound_call.code) == ("inbound", cast.sam, "SPRING24")
    assert page.locator("sd-call [data-state=on_call]").is_visible()
    page.keyboard.press("e")
    page.wait_for_selector("sd-wrapup:not([hidden])")
    assert axe(page) == []


def test_who_is_unknown_becomes_a_lead_on_the_line(cast, floor, page_for):
    page = page_for("sam", "/desk/inbound/?q=6977123456")
    page.wait_for_selector("#found .sd-empty")
    page.fill("#welcome-form [name=last_name]", "Nomikos")
    page.click("text=New lead, on the line")
    page.wait_for_selector("#lead-name:has-text('Nomikos')")
    assert CallAttempt.objects.owed().get().number == "+306977123456"


def test_a_suppressed_caller_takes_it_back_with_one_key_and_a_yes(cast, floor, page_for):
    _first, second = floor
    second.lead.suppress(by=cast.mo, source="asked", evidence="By letter")
    page = page_for("sam", "/desk/inbound/?q=zachar")
    page.wait_for_selector("#found .sd-pill.sd-bad")
    page.click("#found button:has-text('On the line')")
    page.wait_for_selector(".sd-barred")
    assert axe(page) == []
    page.keyboard.press("l")
    page.wait_for_selector("#lift-dialog[open]")
    assert axe(page) == []
    page.keyboard.press("l")
    page.wait_for_selector(".sd-lifted")
    page.click("text=Take it back")
    page.wait_for_selector(".sd-barred")


def test_a_pause_and_back_by_two_keys(cast, floor, page_for):
    page = page_for("sam", "/desk/")
    page.wait_for_selector("sd-presence [data-dialog=pause-dialog]")
    page.keyboard.press("p")
    page.wait_for_selector("#pause-dialog[open]")
    assert axe(page) == []
    page.keyboard.press("2")
    page.wait_for_selector(".sd-standby")
    page.wait_for_selector(".sd-paused")
    assert Presence.now_of(cast.sam).label == "Lunch"
    assert axe(page) == [] and page.locator("#lull-title").count() == 0
    page.keyboard.press("p")
    page.wait_for_selector("#lull-title")
    page.keyboard.press("c")
    page.wait_for_selector("#lead-name")


def test_the_briefing_comes_before_the_first_lead_and_stays_one_key_away(cast, floor, page_for):
    Briefing.write(cast.a, "They sell cold stores.\n\nRivals: Boreas.", by=cast.mo)
    page = page_for("sam", "/desk/")
    page.wait_for_selector("text=Rivals: Boreas.")
    assert axe(page) == [] and page.locator("#lull-title").count() == 0
    page.keyboard.press("v")
    page.wait_for_selector("details.sd-briefing")
    page.keyboard.press("c")
    page.wait_for_selector("#lead-name")
    page.keyboard.press("v")
    page.wait_for_selector("#briefing-dialog[open]")
    assert axe(page) == []


@EITHER
def test_the_palette(cast, floor, page_for, viewport):
    _first, second = floor
    page = page_for("sam", "/callbacks/", viewport=viewport)
    page.keyboard.press("Control+k")
    page.wait_for_selector("#sd-palette[open] [role=option]")
    page.keyboard.type("achar")
    page.wait_for_selector(f"#sd-found-{second.lead_id}[aria-selected=true]")
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == f"sd-found-{second.lead_id}"
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/leads/{second.lead_id}/")
    page.keyboard.press("Control+k")
    page.wait_for_selector(f"#sd-found-{second.lead_id}")  # lately
    page.keyboard.type("my day")
    page.wait_for_selector("#sd-place-y[aria-selected=true]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sd-palette:not([open])", state="attached")


def test_a_lead_is_taken_onto_the_desk_from_the_palette(cast, floor, page_for):
    _first, second = floor
    page = page_for("sam", "/my-day/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#sd-palette[open]")
    page.keyboard.type("zachar")
    page.wait_for_selector(f"#sd-found-{second.lead_id}[aria-selected=true]")
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(f'#desk[data-lead="{second.pk}"]')


@EITHER
def test_the_wallboard(cast, floor, page_for, viewport):
    Presence.here(cast.sam)
    page = page_for("mo", "/wallboard/", viewport=viewport)
    page.wait_for_selector("#board li:has-text('Sam') >> text=Ready")
    assert faults(page) == []
    page.route("**/wallboard/live/", lambda route: route.fulfill(status=204))  # no word of the board comes through
    page.evaluate("document.querySelector('sd-board').heard -= 60000")
    page.wait_for_selector("sd-board.sd-stale")
    page.unroute("**/wallboard/live/")
    page.wait_for_selector("sd-board:not(.sd-stale)")  # the next answer, a 304, says it is fresh
    Presence.leave(cast.sam, by=cast.sam)
    page.wait_for_selector("text=Nobody is at a desk just now.")


PAGES = [
    ("sam", "/desk/inbound/?q=a"), ("sam", "/desk/presence/"), ("sam", "/search/?q=zach"), ("sam", "/briefings/"),
    ("mo", "/briefings/"), ("mo", "/team/pauses/"), ("mo", "/team/away/"), ("mo", "/performance/hours/"),
    ("mo", "/queue/skips/"),
]  # fmt: skip


def test_every_page_of_the_floor(cast, floor, page_for):
    Presence.here(cast.sam)
    Skip.count(floor[0], by=cast.sam, reason="known")
    for who, path in [*PAGES, ("mo", f"/briefings/clients/{cast.a.pk}/")]:
        page = page_for(who, path)
        assert faults(page) == [], path
        page.wait_for_load_state("networkidle")
        page.close()
