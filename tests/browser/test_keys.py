"""The key map: single keys outside text fields, one after the other, any keyboard, and off when switched off."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import faults


@pytest.fixture
def page(page_for, settings):
    settings.ROOT_URLCONF = "tests.browser.gallery"
    return page_for("mo", "/gallery/")


def press(page, key, code, **details):
    """A key as another keyboard sends it."""
    page.evaluate(
        "([key, code, details]) => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true, ...details}))",
        [key, code, details],
    )


def one_after_the_other(page):
    """q and 3 in one breath, however slow the machine is: longer apart they are two keys."""
    page.evaluate(
        "for (const [key, code] of [['q', 'KeyQ'], ['3', 'Digit3']]) document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}))"
    )


def test_a_key_does_what_its_button_does(page):
    page.keyboard.press("1")
    page.locator("#name").wait_for()


def test_a_page_is_taken_up_before_the_browser_calls_it_loaded(page):
    """A key or a click between the two would send a form the plain way; timers may be late by any time."""
    page.add_init_script(
        "const timer = setTimeout; setTimeout = (act, wait, ...more) => timer(act, wait || 60000, ...more);"
    )
    page.add_init_script(
        "addEventListener('load', () => (window.taken = !!document.querySelector('[data-htmx-powered]')))"
    )
    page.reload()
    assert page.evaluate("window.taken")


def test_two_keys_one_after_the_other(page):
    one_after_the_other(page)
    page.locator("sd-toast").wait_for()


def test_two_keys_far_apart_are_two_keys(page):
    page.evaluate(
        "for (const [key, code, at] of [['q', 'KeyQ', 0], ['3', 'Digit3', 1600]]) {"
        " const event = new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true});"
        " Object.defineProperty(event, 'timeStamp', {value: performance.now() + at});"
        " document.body.dispatchEvent(event); }"
    )
    assert page.locator("#form .htmx-request").count() == 0


@pytest.mark.parametrize(
    ("keyboard", "key", "code"), [("Greek", "ν", "KeyN"), ("capital", "N", "KeyN"), ("Dvorak", "n", "KeyL")]
)
def test_letters_work_on_any_keyboard(page, keyboard, key, code):
    press(page, key, code)
    assert page.evaluate("document.activeElement.id") == "note"


def test_digits_of_an_azerty_keyboard_need_no_shift(page):
    press(page, "&", "Digit1")
    page.locator("#name").wait_for()


def test_keys_are_letters_in_a_text_field(page):
    page.keyboard.press("n")
    page.keyboard.type("1q3?")
    assert page.locator("#note").input_value() == "1q3?"
    assert page.locator("#name, sd-toast, dialog[open]").count() == 0


def test_the_key_sheet_tells_the_keys_of_this_page_and_switches_them_off(page):
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys on this page")
    assert "Save" in sheet.inner_text()
    sheet.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") != "note"


def test_no_key_is_lost_after_a_swap(page):
    """htmx loses key presses after a swap unless defaultSettleDelay is 0."""
    for turn in range(1, 21):
        one_after_the_other(page)
        expect(page.locator("sd-toast")).to_have_count(turn)


def test_keys_of_ones_own(page_for, cast):
    page = page_for("sam", "/me/")
    page.get_by_label("The key that I press").focus()
    page.keyboard.press("0")
    page.keyboard.press("?")
    page.keyboard.press("Enter")
    row = page.locator("sd-keymap li")
    assert " ".join(row.inner_text().split()).startswith("0 does what this key does ?")
    assert faults(page) == []
    page.goto("/my-day/")
    page.keyboard.press("0")
    page.get_by_role("dialog", name="Keys on this page").wait_for()
    page.goto("/me/")
    page.get_by_role("button", name="Take it back").click()
    expect(row).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("0")
    assert page.locator("dialog[open]").count() == 0


def test_the_key_sheet_tells_ones_own_keys(page):
    page.evaluate("localStorage.setItem('sd-keymap', JSON.stringify({j: '1'}))")
    page.keyboard.press("?")
    assert "1 / J" in " ".join(page.get_by_role("dialog", name="Keys on this page").inner_text().split())
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.locator("#name").wait_for()
