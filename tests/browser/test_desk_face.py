"""The desk as it is looked at: nothing jumps, dialogs are whole, the key sheet tells what this page's keys do."""

import pytest
from playwright.sync_api import expect

from tests.browser.shift import wait_for_lead

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_call(shift, keys):
    """A lead on the line whose telephone hangs up only when told to."""

    def sit(**options):
        first, second = shift(2)
        page = keys(**options)
        page.keyboard.press("c")
        wait_for_lead(page, first)
        page.keyboard.press("c")
        page.wait_for_selector("sd-call [data-state=on_call]:not([hidden])")
        page.wait_for_selector("#slots .sd-slot")
        return page, first, second

    return sit


def top(page, selector):
    return page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().top", selector)


def width(page, selector):
    return page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().width", selector)


def test_nothing_jumps_when_the_call_ends_or_a_question_is_answered(on_call):
    page, _first, _second = on_call()
    assert page.locator(".sd-lead-facts .sd-ok").inner_text().strip() == "open at any hour"
    lead, notes = top(page, "#lead-name"), top(page, "#notes")
    page.keyboard.press("e")
    page.wait_for_selector("sd-wrapup:not([hidden])")
    assert top(page, "#lead-name") == lead
    page.keyboard.press("q")
    page.keyboard.press("1")
    page.wait_for_selector("#questions .sd-pill:has-text('1 of 2')")
    assert top(page, "#notes") == notes


def test_the_dialogs_beside_the_outcomes_are_whole_and_begin_at_their_title(on_call):
    page, _first, _second = on_call()
    page.keyboard.press("f")
    expect(page.locator("#correct-title")).to_be_focused()
    assert width(page, "#correct-first") > 190, "two fields share the dialog's width"
    page.keyboard.press("Escape")
    page.keyboard.press("7")
    expect(page.locator("#do-not-call-dialog button[data-key='7']")).to_be_focused()


def test_the_key_sheet_tells_this_pages_keys_and_none_of_a_closed_dialog(on_call):
    page, _first, _second = on_call()
    page.fill("#notes", "Three sites")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys on this page")
    rows = sheet.locator("dl > div").all_inner_texts()
    said = {key: words for words, key in (row.split("\n", 1) for row in rows)}
    assert (said["1"], said["N"], said["B"], said["R"]) == ("No answer", "Notes", "Keep the soonest time", "With")
    assert said["4"] == "Call back…" and "Three sites" not in said.values()
    assert rows.index("Notes\nN") < rows.index("Call desk\nG\nD"), "first what the page does, then where one may go"


def test_on_a_phone_the_next_lead_begins_at_its_name(on_call):
    page, _first, second = on_call(viewport="phone")
    page.locator("[data-key='1'].sd-outcome").scroll_into_view_if_needed()
    page.locator("[data-key='1'].sd-outcome").click()
    wait_for_lead(page, second)
    expect(page.locator("#lead-name")).to_be_in_viewport(ratio=1)


def test_every_place_of_the_narrow_rail_is_in_the_window(cast, campaign, page_for):
    page = page_for("mo", "/wallboard/")
    places = page.locator("#sd-rail .sd-nav:visible")
    assert places.count() > 20
    expect(places.last).to_be_in_viewport(ratio=1)
