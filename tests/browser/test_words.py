"""What a page says when the server refuses, fails or is away, and how an undo is offered."""

import pytest
from playwright.sync_api import expect

FORGIVEN = ("status of 500", "status of 403", "ERR_INTERNET_DISCONNECTED", "htmx:error")


@pytest.fixture
def page(page_for, settings):
    settings.ROOT_URLCONF = "tests.browser.gallery"
    return page_for("mo", "/gallery/", forgive=FORGIVEN)


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


def test_a_failure_is_said_and_nothing_is_swapped_in(page):
    page.get_by_role("button", name="Fail").click()
    assert "Not saved: something went wrong here." in page.locator("sd-toast").inner_text()
    assert page.locator("#out").inner_text() == ""


def test_a_server_out_of_reach_is_said_once(page):
    page.context.set_offline(True)
    page.get_by_role("button", name="Swap").click()
    page.locator("sd-toast").wait_for()
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Swap").click()
    toasts = page.locator("sd-toast")
    assert "Not saved: the server cannot be reached." in toasts.inner_text()
    page.get_by_role("button", name="Close").click()
    assert toasts.count() == 0
    page.evaluate("htmx.ajax('GET', '/gallery/', '#out')")
    assert "The server cannot be reached." in toasts.inner_text(), "what was only looked at was not to be saved"
    assert "Not saved" not in toasts.inner_text()


def test_a_session_that_is_over_brings_the_log_in_to_the_page(page, settings):
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Swap").click()
    log_in = page.get_by_role("dialog", name="Log in again")
    expect(log_in.get_by_label("Password")).to_be_visible()
    assert page.url.endswith("/gallery/")


def test_a_page_that_is_too_old_says_so(page):
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Swap").click()
    assert "no longer yours" in page.locator("sd-toast").inner_text()
    assert page.locator("#out").inner_text() == ""
