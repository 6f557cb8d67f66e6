"""The shell and the parts, on a page that shows them all: accessible, light and dark, wide and narrow."""

import pytest

from tests.browser.conftest import axe, faults, overflows


@pytest.fixture
def gallery(page_for, settings):
    settings.ROOT_URLCONF = "tests.browser.gallery"
    return lambda **options: page_for("mo", "/gallery/", **options)


def test_axe_finds_nothing_on_any_part(gallery):
    page = gallery()
    assert faults(page) == []
    page.get_by_role("button", name="Export").click()
    assert faults(page) == []


def test_no_part_moves_sideways_on_a_narrow_phone(gallery):
    assert overflows(gallery(viewport="narrow")) == 0


def test_no_part_has_an_inline_style_or_script(gallery):
    page = gallery()
    assert page.content().count(" style=") == 0
    assert page.locator("script:not([src])").count() == 0


def test_skip_link_leads_to_the_content(gallery):
    page = gallery()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sd-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_look_is_chosen_and_kept(gallery):
    page = gallery(look="light")
    page.get_by_role("button", name="Mo").click()
    page.get_by_role("radio", name="Dark").check()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_on_a_phone_the_rail_opens_and_escape_gives_the_focus_back(gallery):
    page = gallery(viewport="phone")
    rail = page.locator("#sd-rail")
    assert not rail.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert rail.is_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    rail.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.hasAttribute('data-rail')")


def test_dialog_closes_and_gives_the_focus_back(gallery):
    page = gallery()
    page.get_by_role("button", name="Export").click()
    assert page.get_by_role("dialog", name="Export what?").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Export"


def test_clock_shows_the_time_of_its_zone(gallery):
    shown = gallery().locator("sd-clock b")
    assert shown.inner_text() == "12:42"
