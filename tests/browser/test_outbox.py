"""What the server did not take is kept, said so, and sent again; a session that ends takes nothing along."""

from urllib.parse import urljoin

import pytest
from django.contrib.sessions.models import Session

from calls.models import CallAttempt, Draft
from tests.browser.conftest import axe
from tests.browser.shift import outcome, wait_for_lead
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

CUT = "net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION_RESET", "htmx:error", "Failed to fetch"


@pytest.fixture
def cut(keys, shift):
    """A call under way, and then the connection is gone; `page.cut(False)` mends it."""
    leads = shift(4)
    page = keys(forgive=(*CUT, "status of 502"))
    page.press_all("c")
    wait_for_lead(page, leads[0])
    page.press_all("c")
    page.wait_for_selector("sd-call")
    page.cut = page.context.set_offline
    page.cut(True)
    return page, leads


def test_an_outcome_waits_for_the_connection(cast, cut):
    page, leads = cut
    page.press_all("1")
    page.get_by_text("Not saved: no connection.").wait_for()
    assert outcome(leads[0]) == ""
    page.cut(False)
    wait_for_lead(page, leads[1])
    assert page.locator("sd-outbox").is_hidden()
    assert outcome(leads[0]) == "not_reached"
    assert CallAttempt.objects.by_setter(cast.sam).count() == 1


def test_keys_typed_ahead_keep_their_order(cast, cut):
    page, leads = cut
    page.press_all("1", "c", "2")
    page.get_by_text("Not saved: no connection.").wait_for()
    page.cut(False)
    wait_for_lead(page, leads[2])
    assert [outcome(lead) for lead in leads[:3]] == ["not_reached", "not_reached", None]


def test_an_outcome_that_was_taken_but_not_answered_counts_once(cast, cut, keys):
    """The connection breaks after the server has saved: the same outcome again is no second one."""
    page, leads = cut
    page.cut(False)
    page.route("**/log/", lambda route: (route.fetch(), route.abort("connectionreset")), times=1)
    page.press_all("1")
    wait_for_lead(page, leads[1])
    assert not page.locator(".sd-refused").count()
    assert [outcome(lead) for lead in leads[:2]] == ["not_reached", None]
    assert CallAttempt.objects.by_setter(cast.sam).count() == 1


def test_a_proxy_without_its_server_is_waited_for(cut):
    page, leads = cut
    page.cut(False)
    page.route("**/log/", lambda route: route.fulfill(status=502, body="Bad gateway"), times=2)
    page.press_all("1")
    page.get_by_text("Not saved: no connection.").wait_for()
    wait_for_lead(page, leads[1])
    assert outcome(leads[0]) == "not_reached"


def test_a_dial_is_never_made_later(cast, keys, shift):
    (lead,) = shift(1)
    page = keys(forgive=CUT)
    page.press_all("c")
    wait_for_lead(page, lead)
    page.context.set_offline(True)
    page.press_all("c")
    page.get_by_text("Not saved: the server cannot be reached.").wait_for()
    assert page.get_by_text("No connection. What you type is kept here").is_visible()
    page.context.set_offline(False)
    page.reload()
    wait_for_lead(page, lead)
    assert not CallAttempt.objects.exists()


def test_what_was_typed_without_a_connection_outlives_a_reload(cast, cut):
    page, leads = cut
    page.get_by_label("Notes").fill("Ask for Eleni after three.")
    page.get_by_text("Not saved, trying again").wait_for()
    page.cut(False)
    page.reload()
    assert page.get_by_label("Notes").input_value() == "Ask for Eleni after three."
    page.wait_for_selector("sd-draft [data-word=saved]:visible")
    assert not page.evaluate("Object.keys(sessionStorage).some((key) => key.startsWith('sd-draft'))")
    assert Draft.objects.of_setter(cast.sam).on(leads[0]).get().text == "Ask for Eleni after three."


@pytest.fixture
def over(keys, shift):
    """A call under way, notes typed, and then the session ends."""
    leads = shift(2)
    page = keys(forgive=("status of 403",))  # an event of the call between the log-in and its new tokens: told again
    page.press_all("c")
    wait_for_lead(page, leads[0])
    page.press_all("c")
    page.wait_for_selector("sd-call")
    Session.objects.all().delete()
    return page, leads


def log_in(page, address, password=PASSWORD):
    dialog = page.get_by_role("dialog", name="Log in again")
    dialog.get_by_label("Email").fill(address)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Log in").click()
    return dialog


def test_a_session_that_ended_asks_on_the_spot_and_goes_on(cast, over):
    page, leads = over
    page.press_all("n")
    page.keyboard.type("Half a note")
    page.get_by_role("dialog", name="Log in again").wait_for()
    assert axe(page) == []
    dialog = log_in(page, cast.sam.email, "not-the-password")
    dialog.get_by_text("not correct").wait_for()
    log_in(page, cast.sam.email)
    dialog.wait_for(state="hidden")
    page.wait_for_selector("sd-draft [data-word=saved]:visible")
    page.press_all("Escape", "1")
    wait_for_lead(page, leads[1])
    attempt = CallAttempt.objects.of_pass(leads[0]).get()
    assert (attempt.outcome, attempt.notes) == ("not_reached", "Half a note")


def test_an_outcome_is_saved_after_the_log_in(cast, over):
    page, leads = over
    page.press_all("1")
    log_in(page, cast.sam.email)
    wait_for_lead(page, leads[1])
    assert outcome(leads[0]) == "not_reached"


def test_acts_with_the_tokens_of_an_older_log_in_are_sent_again_with_new_ones(cast, keys, shift):
    """The same person logged in anew in another tab: a dial and an outcome go through at one press all the same."""
    leads = shift(2)
    page = keys(forgive=("status of 403",))
    page.press_all("c")
    wait_for_lead(page, leads[0])
    for key, token in (("c", "t"), ("1", "u")):
        page.context.add_cookies([{"name": "csrftoken", "value": token * 32, "url": urljoin(page.url, "/")}])
        with page.expect_response(lambda answer: answer.status == 403):
            page.press_all(key)
        page.wait_for_selector("sd-call" if key == "c" else f"#desk[data-lead='{leads[1].pk}']")
    assert outcome(leads[0]) == "not_reached" and CallAttempt.objects.by_setter(cast.sam).count() == 1
    assert page.locator("sd-outbox").is_hidden()


def test_another_person_gets_a_page_of_their_own(cast, over):
    page, leads = over
    page.press_all("1")
    with page.expect_navigation():
        log_in(page, cast.sue.email)
    page.wait_for_load_state()
    assert page.locator(f'#desk[data-lead="{leads[0].pk}"]').count() == 0
    assert outcome(leads[0]) == ""
