"""The log-in page: looks like the product, works, and is open to everyone."""

import pytest

from tests import factories
from tests.browser.conftest import axe, faults, overflows


def test_axe_finds_nothing(open_page, cast):
    page = open_page("/accounts/login/")
    assert faults(page) == []
    assert page.locator("html").get_attribute("data-bs-theme") == "light"


def test_right_password_opens_the_page_that_was_asked_for(open_page, cast):
    page = open_page("/accounts/password/change/")
    assert "/accounts/login/" in page.url
    page.get_by_label("Email").fill(cast.ada.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/accounts/password/change/")
    assert page.get_by_role("button", name="Ada").is_visible()


def test_wrong_password_is_said_at_the_form(open_page, cast):
    page = open_page("/accounts/login/")
    page.get_by_label("Email").fill(cast.ada.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    alert = page.locator(".alert-danger")
    assert "not correct" in alert.inner_text()
    assert axe(page) == []


def test_nothing_moves_sideways_on_a_narrow_phone(open_page, cast):
    assert overflows(open_page("/accounts/login/", viewport="narrow")) == 0


@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/nowhere/"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_other_public_pages_wear_the_same_dress(open_page, cast, path, look):
    page = open_page(path, look=look)
    assert page.locator(".sd-door-card .sd-logo").is_visible()
    assert axe(page) == []
