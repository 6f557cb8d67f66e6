"""A setter's shift by keyboard only: dial, outcomes, callback, questions, booking, undo. No key is lost."""

from dataclasses import replace

import pytest

from calls import rules
from calls.models import CallAttempt, Callback, Disposition, Script, ScriptStep
from leads.models import Company, Enrollment, Suppression
from leads.states import Stage
from office import clock
from tests import factories
from tests.browser.conftest import LOOKS, axe, overflows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def always_open(monkeypatch):
    """The hours are lawful whenever the test runs: a browser lives on the real clock."""
    everyday = tuple(replace(rule, windows=(((0, 24 * 60),),) * 7) for rule in rules.load())
    monkeypatch.setattr(rules, "load", lambda: everyday)


@pytest.fixture
def shift(cast, campaign, settings, always_open):
    """A desk with a simulated telephone, a script, two questions, a rep, and leads that all answer."""
    settings.DIALER = "simulator"
    script = Script.objects.create(client=campaign.client, campaign=campaign, state=Script.State.APPROVED)
    for position, (title, say) in enumerate([("Open", "Hi, is that {first_name}?"), ("Close", "Thank you.")]):
        ScriptStep.objects.create(client=campaign.client, script=script, title=title, say=say, position=position)
    factories.question(campaign, "Runs more than 5 sites?", position=1)
    factories.question(campaign, "Takes part in the decision?", position=2)
    factories.bookable(campaign, cast.rita)
    Disposition.lay(campaign)
    company = Company.named("Aegean Fresh Foods", client=campaign.client)

    def leads(count, ends="9"):
        return [
            factories.enrolled(campaign, cast.mia, f"+306900{n:05}{ends}", company=company, email=f"h{n}@fresh.example")
            for n in range(count)
        ]

    return leads


@pytest.fixture
def keys(page_for):
    """Sit down as sam; `press("c", "1")` presses keys with nothing waited for between them."""

    def sit(**options):
        page = page_for("sam", "/desk/", **options)
        page.wait_for_selector("#desk [data-key=c]")
        page.press_all = lambda *pressed: [page.keyboard.press(key) for key in pressed]
        return page

    return sit


def wait_for_lead(page, enrollment):
    page.wait_for_selector(f'#desk[data-lead="{enrollment.pk}"]')


def outcome(enrollment):
    attempt = CallAttempt.objects.of_pass(enrollment).newest().first()
    return attempt.outcome if attempt else None


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


@pytest.mark.parametrize(("viewport", "look"), [*LOOKS, ("narrow", "light")])
def test_the_desk_is_open_to_everyone(cast, shift, keys, viewport, look):
    """axe finds nothing and nothing runs off the side: before the first lead, on a call, in a dialog, when empty."""
    first = shift(1)[0]
    page = keys(viewport=viewport, look=look)
    page.wait_for_selector("#queue ol", state="attached")
    assert axe(page) == [] and overflows(page) == 0
    page.press_all("c")
    wait_for_lead(page, first)
    page.press_all("c", "b")
    page.wait_for_selector(".sd-held")
    assert axe(page) == [] and overflows(page) == 0
    page.press_all("4")
    page.wait_for_selector("dialog[open]")
    assert axe(page) == []
    page.press_all("1")
    page.wait_for_selector("#lull-title")
    assert axe(page) == [] and overflows(page) == 0
    page.goto("/callbacks/")
    assert axe(page) == [] and overflows(page) == 0
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
