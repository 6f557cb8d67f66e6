"""Coaching in a real browser: a review and a practice call by keyboard, readiness; read by axe in every look."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse

from calls import queue
from calls.models import (
    CallAttempt,
    CallPick,
    Disposition,
    PracticeCall,
    PracticeLead,
    Review,
    ReviewDraft,
    ReviewReply,
    Scorecard,
    Script,
    ScriptStep,
)
from calls.scoring import SCALE, YES_NO, Criterion
from leads.models import Answer
from office import clock
from reports.models import ReadinessCriterion
from tests import factories
from tests.browser.conftest import EITHER, axe, faults, overflows

CARD = [
    Criterion("", "Says at once who calls and for whom", YES_NO, 2, is_fatal=True),
    Criterion("", "Follows the script, step by step", SCALE, 2, check="steps"),
    Criterion("", "Asks for the reason of a refusal", YES_NO, 3, check="reason"),
]
SAYS = ("Hello {first_name}, this is {setter}.", "We look at what your cold store costs.", "When may we come?")


@pytest.fixture
def scene(cast, campaign, always_open):
    """A call of sam with its story, drawn by lot; a scorecard; a script; criteria of readiness."""
    script = Script.objects.create(client=cast.a, campaign=campaign, state=Script.State.APPROVED)
    for n, say in enumerate(SAYS, 1):
        ScriptStep.objects.create(client=cast.a, script=script, position=n, title=f"Step {n}", say=say, hint="Slowly.")
    outcomes = {each.code: each for each in Disposition.lay(campaign)}
    question = factories.question(campaign)
    enrollment = factories.enrolled(campaign, cast.mia, first_name="Zoe", last_name="Karra")
    attempt = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    Answer.give(enrollment, question, "Yes", by=cast.sam)
    attempt.log(outcomes["not-interested"], by=cast.sam, reason="No need", notes="Has a supplier since last month.")
    then = clock.now() - timedelta(minutes=9)
    CallAttempt.objects.filter(pk=attempt.pk).update(started_at=then, answered_at=then, logged_at=then)
    card = Scorecard.write(cast.a, CARD, by=cast.mo, name="Call review")
    today = clock.today(cast.a.zone)
    pick = CallPick.draw(cast.a, by=cast.mo, first=today - timedelta(days=1), last=today, count=5, seed=4711)
    for n, (figure, at_least) in enumerate((("held", 6), ("show_rate", 70), ("reviews", 75), ("weeks", 4)), 1):
        ReadinessCriterion.ask(cast.a, by=cast.mo, figure=figure, at_least=at_least, position=n)
    attempt.refresh_from_db()
    attempt.card, attempt.drawn = card, pick
    return attempt


def look_at(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def judged(scene, cast):
    review = Review.give(scene, scene.card, {"c1": 1, "c2": 4, "c3": 0}, by=cast.mo, notes="Ask why, always.")
    ReviewReply.say(review, "I will.", by=cast.sam)
    return review


def test_a_call_is_judged_by_keyboard(page_for, cast, scene):
    page = page_for("mo", reverse("calls:picked", args=[scene.drawn.pk]))
    page.get_by_role("link", name="Zoe Karra").click()
    page.locator("sd-review [data-current]").wait_for()
    for key in ("1", "4", "x"):
        page.keyboard.press(key)
    page.keyboard.press("n")
    page.keyboard.type("Ask why, always.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("1 of 1, drawn by the number 4711").wait_for()
    review = Review.objects.get()
    assert (review.ratings, review.notes) == ({"c1": 1, "c2": 4, "c3": None}, "Ask why, always.")
    assert review.pick == scene.drawn


def test_a_review_is_saved_as_one_types(page_for, cast, scene):
    page = page_for("mo", reverse("calls:review", args=[scene.pk]))
    page.locator("sd-review [data-current]").wait_for()
    page.keyboard.press("1")
    page.fill("[name=notes]", "Ask why")
    page.wait_for_selector("sd-draft [data-word=saved]:not([hidden])")
    page.reload()
    assert page.input_value("[name=notes]") == "Ask why" and page.locator("[name=c1][value='1']").is_checked()
    look_at(page, "review-draft")
    page.locator("[name=c2][value='4']").check()
    page.locator("[name=c3][value='-']").check()
    page.keyboard.press("Control+Enter")
    page.get_by_text("Saved. Sam was told.").wait_for()
    assert Review.objects.get().notes == "Ask why" and not ReviewDraft.objects.exists()


def test_a_setter_practises_by_keyboard(page_for, cast, scene):
    page = page_for("sam", reverse("calls:practice"))
    page.get_by_role("button", name="Begin").first.click()
    page.get_by_role("button", name="Call", exact=True).wait_for()
    lead = PracticeLead.objects.all()[0]
    page.keyboard.press("c")
    page.locator(".sd-turn").first.wait_for()
    page.keyboard.press("n")
    page.keyboard.type("They bake")
    page.keyboard.press("Tab")
    page.locator("#lead-name").evaluate("name => name.focus()")
    for turns, keys in ((1, "]"), (2, "a1"), (3, "r"), (4, "b")):
        for key in keys:
            page.keyboard.press(key)
        page.locator(".sd-turn-mine").nth(turns - 1).wait_for()
    assert page.locator("#notes").input_value() == "They bake"
    page.wait_for_selector(".sd-practice-times [aria-pressed=true]")
    look_at(page, "practice")
    assert faults(page) == []
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name=f"{lead.name}: Meeting booked").wait_for()
    call = PracticeCall.objects.get()
    assert [turn["kind"] for turn in call.transcript if turn["who"] == "setter"] == ["say", "ask", "reason", "offer"]
    assert call.notes == "They bake"
    assert axe(page) == []
    page.keyboard.press("c")
    page.get_by_role("button", name="Call", exact=True).wait_for()


def test_practice_works_without_scripts(page_for, cast, scene):
    page = page_for("sam", reverse("calls:practice"), java_script_enabled=False)
    page.get_by_role("button", name="Begin").first.click()
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator(".sd-practice-times button").nth(4).click()
    page.get_by_role("button", name="No answer").click()
    page.get_by_role("heading", name="What a machine could see").wait_for()
    assert PracticeCall.objects.over().count() == 1


@pytest.mark.parametrize("name", ["reviews", "picked", "review", "pick", "scorecards", "scorecard"])
def test_the_managers_pages_are_for_everybody(page_for, cast, scene, name):
    judged(scene, cast)
    args = {"picked": [scene.drawn.pk], "review": [scene.pk], "scorecard": [cast.a.pk]}.get(name, [])
    page = page_for("mo", reverse(f"calls:{name}", args=args))
    assert faults(page) == []


def test_the_setters_pages_are_for_everybody(page_for, cast, scene):
    review = judged(scene, cast)
    page = page_for("sam", reverse("calls:my_reviews"))
    assert faults(page) == []
    page.goto(reverse("calls:my_review", args=[review.pk]))
    assert page.get_by_text("Ask why, always.").is_visible()
    assert faults(page) == []


@EITHER
def test_the_practice_desk_is_for_everybody(page_for, cast, campaign, scene, viewport):
    page = page_for("sam", reverse("calls:practice"), viewport=viewport)
    assert faults(page) == []
    leads = PracticeLead.begin(campaign, by=cast.sam, language="en", seed=5)
    call = PracticeCall.dial(next(lead for lead in leads if lead.persona == "friendly"))
    for step in ScriptStep.objects.said_in(campaign)[:2]:
        call.take_turn("say", step.title, about=step.pk)
    question = campaign.questions.get()
    call.take_turn("ask", question.text, about=question.pk, options=question.options)
    page.goto(reverse("calls:practice"))
    assert faults(page) == []
    page.keyboard.press("5")
    page.get_by_role("dialog", name="What is the reason?").wait_for()
    assert faults(page) == []


def test_readiness_is_for_everybody(page_for, cast, scene):
    judged(scene, cast)
    page = page_for("mo", reverse("reports:readiness"))
    assert faults(page) == []
    page.get_by_role("link", name="50", exact=True).first.click()
    page.get_by_text("50 of 100").wait_for()
    assert faults(page) == []
    page.goto(reverse("reports:criteria"))
    assert faults(page) == []


@pytest.mark.parametrize("name", ["practice", "my_reviews"])
def test_nothing_moves_sideways_on_a_narrow_phone(page_for, cast, campaign, scene, name):
    PracticeCall.dial(PracticeLead.begin(campaign, by=cast.sam, language="el", seed=5)[0])
    assert overflows(page_for("sam", reverse(f"calls:{name}"), viewport="narrow")) == 0
