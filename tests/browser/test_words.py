"""What a page says when the server refuses, fails or is away, and how an undo is offered."""

import pytest


@pytest.fixture
def page(page_for, settings):
    settings.ROOT_URLCONF = "tests.browser.gallery"
    return page_for("mo", "/gallery/")


def test_a_refused_form_takes_the_focus_and_the_title_says_error(page):
    page.get_by_role("button", name="Save").click()
    page.locator("#name").wait_for()
    assert page.evaluate("document.activeElement.id") == "name"
    assert page.title().startswith("Error: ")


def test_an_undo_is_offered_by_button_and_key(page):
    page.get_by_role("button", name="Swap").click()
    toast = page.locator("#sd-toasts sd-toast")
    assert "No answer" in toast.inner_text()
    assert toast.locator("svg.sd-ring").count() == 1
    with page.expect_request(lambda asked: asked.method == "POST" and asked.is_navigation_request()):
        page.keyboard.press("z")
