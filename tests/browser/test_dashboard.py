"""A manager's look: figures, their definitions and rows, the period before, the floor; a setter's own day."""

import pytest

from office import clock
from tests.browser.conftest import axe, faults, overflows
from tests.reports import world


@pytest.fixture
def made(cast):
    with clock.frozen(clock.now()):
        return world.peopled(cast, now=clock.now(), calls=150)


def test_dashboard_is_accessible_in_every_look(page_for, made):
    page = page_for("mo", "/performance/?period=30d")
    page.get_by_text("1 owe an outcome").wait_for()
    assert faults(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert faults(page) == []


@pytest.mark.parametrize(
    "path", ["/performance/?period=30d", "/performance/calls/?period=30d", "/performance/meetings/"]
)
def test_nothing_moves_sideways_on_a_narrow_phone(page_for, made, path):
    assert overflows(page_for("mo", path, viewport="narrow")) == 0


def test_manager_walks_from_a_number_to_its_rows_and_back(page_for, made):
    page = page_for("mo", "/performance/")
    page.get_by_role("link", name="Last 30 days").click()
    page.wait_for_url("**period=30d**")
    number = page.locator('[data-figure="conversations"]').inner_text().split()[0]
    page.locator('[data-figure="conversations"]').click()
    page.wait_for_url("**/performance/calls/**")
    assert page.locator("[data-count]").inner_text() == number
    assert axe(page) == []
    page.get_by_role("link", name="Performance").last.click()
    page.wait_for_url("**period=30d**")


def test_manager_narrows_to_one_setter_by_the_form(page_for, made, cast):
    page = page_for("mo", "/performance/?period=30d")
    page.get_by_label("Setter", exact=True).select_option("Sue")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(f"**setter={cast.sue.pk}**")
    assert "period=30d" in page.url
    assert page.locator("section[aria-label=Setters] tbody tr").count() == 1


def test_floor_asks_again_and_shows_who_took_a_lead(page_for, made, cast):
    page = page_for("mo", "/performance/")
    page.get_by_text("1 owe an outcome").wait_for()
    enrollment = world.factories.enrolled(made.campaigns[0], cast.mo)
    enrollment.hold(cast.sue)
    page.locator("section", has_text="On the floor now").get_by_text("Holds a lead").wait_for()
    assert axe(page) == []


def test_number_opens_by_keyboard_and_the_definition_too(page_for, made):
    page = page_for("mo", "/performance/?period=30d")
    summary = page.locator(".sd-rep-def summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Calls that we started in the period.").first.is_visible()
    page.locator('[data-figure="dials"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/performance/calls/**")


def test_my_day_is_accessible_in_every_look(page_for, made):
    page = page_for("sam", "/my-day/")
    page.get_by_role("heading", name="What became of my meetings").wait_for()
    assert faults(page) == []


@pytest.mark.parametrize("page_name", ["calls", "meetings", "returned"])
def test_rows_are_accessible(page_for, made, page_name):
    page = page_for("mo", f"/performance/{page_name}/?period=30d", look="dark")
    assert page.locator("tbody tr").count() > 0
    assert axe(page) == []
