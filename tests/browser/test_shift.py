"""A setter's shift by keyboard only: dial, outcomes, callback, questions, booking, undo. No key is lost."""

import pytest

from calls.models import CallAttempt, Callback
from leads.models import Enrollment, HandOff, ReturnReason, Suppression
from leads.states import Stage
from office import clock
from tests.browser.conftest import EITHER, axe, faults
from tests.browser.shift import outcome, wait_for_lead

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_shift_by_keyboard_only(cast, shift, keys):
    first, second, third, fourth, fifth = shift(5)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, first)
    assert page.evaluate("document.activeElement.id") == "lead-name"

    page.press_all("c", "1")  # no answer
    wait_for_lead(page, second)
    assert outcome(first) == "not_reached"

    page.press_all("c", "4", "2")  # call back in three hours
    wait_for_lead(page, third)
    assert Callback.objects.of_pass(second).open().get().setter == cast.sam

    page.press_all("c", "]", "q", "1", "1")  # two questions answered
    page.wait_for_selector("#questions .sd-pill.sd-good")
    page.press_all("n")
    page.keyboard.type("14 sites. 1, 2, 3 and z are only letters here.")
    page.wait_for_selector("sd-draft [data-word=saved]:visible")
    page.press_all("Control+Enter")
    page.wait_for_selector('.sd-refused:has-text("Choose a time")')
    assert page.input_value("#notes").startswith("14 sites. 1, 2, 3")
    page.press_all("Escape", "b", "Control+Enter")  # out of the field; the soonest time, booked
    wait_for_lead(page, fourth)
    meeting = third.appointments.get()
    assert (meeting.rep, meeting.note[:8]) == (cast.rita, "14 sites")

    page.wait_for_selector("#undo [data-key=z]")
    page.press_all("z")  # and taken back
    wait_for_lead(page, third)
    assert not third.appointments.standing().exists()
    assert page.input_value("#notes").startswith("14 sites")
    page.press_all("b", "Control+Enter")
    wait_for_lead(page, fourth)
    third.refresh_from_db()
    assert third.stage == Stage.APPOINTMENT_SET

    page.press_all("c", "7", "7")  # do not call: asked once
    wait_for_lead(page, fifth)
    assert Suppression.objects.in_force(clock.now()).against([fourth.next_number]).exists()
    page.press_all("z")
    wait_for_lead(page, fourth)
    assert not Suppression.objects.in_force(clock.now()).exists()
    page.press_all("5", "1")  # not interested, first reason
    wait_for_lead(page, fifth)
    assert outcome(fourth) == "not_a_fit"

    page.press_all("s", "1")  # skip: I know this person
    page.wait_for_selector("#lull-title")
    assert "wait" in page.inner_text("#desk")


def test_not_now_by_two_keys_or_with_the_reason_that_was_said(cast, campaign, shift, keys):
    first, second, third = shift(3)
    ReturnReason.lay(campaign.client)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, first)
    page.press_all("c", "8", "3")
    wait_for_lead(page, second)
    page.press_all("c", "8", "r")
    page.wait_for_selector("select[name=reason]:focus")
    page.select_option("dialog[open] select[name=reason]", "No budget yet")
    assert axe(page) == []
    page.locator("dialog[open]").get_by_role("button", name="in 6 months").click()
    wait_for_lead(page, third)
    assert [back.label for back in HandOff.objects.order_by("pk")] == ["Not now", "No budget yet"]


def test_a_hundred_and_twenty_keys_none_lost(cast, shift, keys):
    """Dial and no answer, sixty times over, as fast as the browser takes them."""
    made = shift(60)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, made[0])
    page.press_all(*["c", "1"] * 60)
    page.wait_for_selector("#lull-title", timeout=120_000)
    assert [outcome(lead) for lead in made] == ["not_reached"] * 60
    assert CallAttempt.objects.by_setter(cast.sam).count() == 60


@pytest.mark.parametrize("layout", [("ς", "KeyW"), ("χ", "KeyX")])
def test_a_greek_keyboard_works_by_its_keys(shift, keys, layout):
    """On a Greek layout C types ψ, and the digits stand where they stood; other Greek letters do nothing."""
    first, second = shift(2)
    page = keys()
    press = "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
    page.evaluate(press, list(layout))
    page.evaluate(press, ["ψ", "KeyC"])
    wait_for_lead(page, first)
    page.evaluate(press, ["ψ", "KeyC"])
    page.wait_for_selector("sd-call")
    page.evaluate(press, ["1", "Digit1"])
    wait_for_lead(page, second)


def said(answer, kind):
    """The server took note of this event."""
    return answer.url.endswith("/event/") and f"\r\n{kind}\r\n" in (answer.request.post_data or "") and answer.ok


def test_the_simulator_rings_and_is_answered(cast, shift, keys):
    (made,) = shift(1)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, made)
    with page.expect_response(lambda answer: said(answer, "answer")):
        page.press_all("c")
    page.wait_for_selector("sd-call[data-state=on_call]")
    with page.expect_response(lambda answer: said(answer, "end")):
        page.press_all("e")
    page.wait_for_selector("sd-call[data-state=ended]")
    attempt = CallAttempt.objects.of_pass(made).get()
    assert attempt.answered_at and attempt.ended_at and attempt.state == "ended"


def test_a_reload_in_the_middle_of_a_call_owes_the_outcome(shift, keys):
    first, _second = shift(2)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, first)
    page.press_all("c")
    page.wait_for_selector("sd-call")
    page.reload()
    wait_for_lead(page, first)
    page.wait_for_selector("sd-call")
    page.press_all("3")
    page.wait_for_selector('#undo :has-text("Busy")')
    assert outcome(first) == "not_reached"


def test_notes_wait_for_the_server_to_come_back(shift, keys):
    (made,) = shift(1)
    page = keys()
    page.press_all("c")
    wait_for_lead(page, made)
    page.route("**/draft/", lambda route: route.fulfill(status=422))
    page.press_all("n")
    page.keyboard.type("Typed while the server was away")
    page.wait_for_selector("sd-draft [data-word=retrying]:visible")
    page.unroute("**/draft/")
    page.wait_for_selector("sd-draft [data-word=saved]:visible")
    assert made.drafts.get().text == "Typed while the server was away"


@EITHER
def test_the_desk_is_open_to_everyone(cast, shift, keys, viewport):
    """axe finds nothing and nothing runs off the side: before the first lead, on a call, in a dialog, when empty."""
    first = shift(1)[0]
    page = keys(viewport=viewport)
    page.wait_for_selector("#queue ol", state="attached")
    assert faults(page) == []
    page.press_all("c")
    wait_for_lead(page, first)
    page.press_all("c", "b")
    page.wait_for_selector(".sd-held")
    assert faults(page) == []
    page.press_all("4")
    page.wait_for_selector("dialog[open]")
    assert faults(page) == []
    page.press_all("1")
    page.wait_for_selector("#lull-title")
    assert faults(page) == []
    page.goto("/callbacks/")
    assert faults(page) == []
    assert Enrollment.objects.claimed_by(cast.sam).count() == 0


def test_the_desk_on_paper_and_its_bar_on_a_phone(shift, keys):
    """Paper carries the whole script and no buttons to book; the bar of a phone is one line."""
    first = shift(1)[0]
    page = keys(viewport="phone", look="light")
    assert page.locator(".sd-top").bounding_box()["height"] < 70
    page.press_all("c")
    wait_for_lead(page, first)
    page.press_all("c")
    page.wait_for_selector(".sd-book")
    page.emulate_media(media="print")
    assert [step.is_visible() for step in page.locator(".sd-say").all()] == [True, True]
    assert not page.locator(".sd-book").is_visible() and not page.locator(".sd-top").is_visible()
