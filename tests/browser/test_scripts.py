"""Scripts, objections, answers and the verdict in a real browser: by keyboard on the desk, and the managers' pages."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from calls.models import Disposition, Objection, ObjectionRaised, Script, ScriptStep, ScriptVariant
from leads.models import Answer, Enquiry, ProductAnswer, Question
from tests import factories
from tests.browser.conftest import axe, faults

pytestmark = pytest.mark.django_db(transaction=True)
SAY = (
    "Good morning, is that {first_name}?\n\n[[My name is {setter}, and I call for {client}. This call is recorded.]]"
    "\n\nMay I ask two short questions?"
)


@pytest.fixture
def house(cast, campaign, settings, always_open):
    """A branching script with a locked opening, objections, answers in Greek and English, two questions, a lead."""
    settings.DIALER = "simulator"
    options = [{"label": "Yes", "points": 10}, {"label": "No", "points": 0}]
    decides = Question.ask(campaign, by=cast.mo, area="ability", text="Who decides?", options=options)
    factories.question(campaign, "When would you change it?", area="readiness", position=2, options=options)
    draft = Script.draft(campaign, by=cast.mo)
    ask = "Who decides on equipment?"
    steps = [
        ScriptStep.write(draft, by=cast.mo, title=title, say=say, kind=kind)
        for title, say, kind in [
            ("Opening", SAY, "say"), ("Questions", ask, "ask"), ("Who decides", "Who would be right?", "say"),
            ("Meeting", "Tuesday or Wednesday?", "say"),
        ]
    ]  # fmt: skip
    steps[1].change(
        by=cast.mo,
        hint="Listen.",
        asks=decides.lineage,
        branches=[
            {"question": str(decides.lineage), "answer": "Yes", "to": steps[3].number},
            {"question": "", "answer": "", "to": steps[2].number},
        ],
    )
    draft.approve(by=cast.mo)
    for phrase in ("No time now", "Too expensive", "We have a supplier"):
        Objection.prepare(campaign, by=cast.mo, phrase=phrase, responses=["Of course, {first_name}.", "Two minutes."])
    for question, answer in (("Πόσο κοστίζει;", "Από 49 ευρώ."), ("Do you need our wifi?", "No, it has its own.")):
        ProductAnswer.write(campaign, by=cast.mo, question=question, answer=answer)
    Disposition.lay(campaign)
    return factories.enrolled(campaign, cast.mia, "+306900000019", first_name="Eva")


@pytest.fixture
def desk(page_for):
    def sit(**options):
        page = page_for("sam", "/desk/", **options)
        page.locator("#desk [data-key=c]").first.wait_for()
        page.keyboard.press("c")
        page.wait_for_selector("#lead-name")
        return page

    return sit


def current(page):
    return page.locator(".sd-step[aria-current]").inner_text()


def test_the_script_follows_the_answers(house, desk):
    page = desk()
    page.keyboard.press("]")
    assert current(page) == "Questions"
    assert page.locator(".sd-step[data-next]").inner_text() == "Who decides"
    page.keyboard.press("q")
    page.keyboard.press("1")
    page.wait_for_selector('#questions [data-value="Yes"]')
    expect(page.locator(".sd-step[data-next]")).to_have_text("Meeting")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert current(page) == "Meeting" and page.locator("[data-says]:visible").inner_text().startswith("Tuesday")
    page.keyboard.press("[")
    assert current(page) == "Questions", "back the way one came"


def test_the_script_and_a_half_typed_question_stay_when_the_desk_comes_anew(house, desk):
    page = desk()
    page.keyboard.press("]")
    page.fill("#ask-text", "How much is")
    page.locator("#lead-name").focus()
    page.keyboard.press("f")
    page.fill("#correct-first", "Evangelia")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lead-name:has-text('Evangelia')")
    assert current(page) == "Questions" and page.input_value("#ask-text") == "How much is"
    page.keyboard.press("[")
    assert current(page) == "Opening"


def test_an_objection_is_two_keys_away_and_counted_on_the_call(house, desk):
    page = desk()
    page.keyboard.press("o")
    page.keyboard.press("2")
    expect(page.locator("#objections-dialog section:visible h3")).to_have_text("Too expensive")
    assert "Of course, Eva." in page.locator("#objections-dialog section:visible").inner_text()
    assert not ObjectionRaised.objects.exists()
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_selector("sd-call")
    page.keyboard.press("o")
    page.keyboard.press("3")
    expect(page.locator("#objections-dialog section:visible h3")).to_have_text("We have a supplier")
    page.keyboard.press("0")
    expect(page.locator("#objections-dialog form")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#objections-dialog section:visible h3")).to_have_text("No time now")
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#objections-dialog")).to_be_hidden()
    phrases = ObjectionRaised.objects.values_list("objection__phrase", flat=True)
    assert set(phrases) == {"We have a supplier", "No time now"}


def test_answers_are_found_as_one_types_without_accents(house, cast, desk):
    page = desk()
    page.keyboard.press("a")
    page.keyboard.type("ποσο ΚΟΣΤ")
    expect(page.locator("[name=answer]:visible")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#enquiries .sd-line")
    linked = Enquiry.objects.get()
    assert (linked.text, linked.answer.answer) == ("ποσο ΚΟΣΤ", "Από 49 ευρώ.")
    page.keyboard.press("a")
    page.keyboard.type("Is it blue?")
    expect(page.locator("#enquiries [role=status]")).to_contain_text("Enter sends")
    page.keyboard.press("Enter")
    expect(page.locator("#enquiries .sd-line")).to_have_count(2)
    assert Enquiry.objects.open().get().text == "Is it blue?"


def test_what_has_keys_stands_on_the_key_sheet(house, desk):
    page = desk()
    page.keyboard.press("?")
    expect(page.locator("#sd-keysheet")).to_contain_text("Objections")


def test_a_script_is_written_by_keyboard_only(house, campaign, page_for):
    page = page_for("mo", reverse("calls:scripts", args=[campaign.pk]))
    page.get_by_role("button", name="Write a draft").press("Enter")
    page.get_by_role("link", name="New step").press("Enter")
    page.get_by_label("Step").fill("Close")
    page.get_by_label("Words").fill("Bye {frist_name}.")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Did you mean {first_name}?")
    page.get_by_label("Words").fill("Bye {first_name}.")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_role("button", name="“Close” further up").press("Enter")
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.locator("#sd-toasts")).to_contain_text("version 2")
    titles = [step.title for step in Script.objects.approved().get().steps.in_order()]
    assert titles == ["Opening", "Questions", "Who decides", "Close", "Meeting"]


def pages(cast, campaign, house):
    script = Script.objects.approved().get()
    step = script.steps.in_order().first()
    wish = ScriptVariant.propose(step, ["Hi, is that {first_name}?", "Got a minute for two questions?"], by=cast.sam)
    draft = Script.draft(campaign, by=cast.mo)
    enquiry = Enquiry.ask(house, "Is it blue?", by=cast.sam)
    Answer.give(house, Question.objects.first(), "No", by=cast.sam)
    mine = [
        ("calls:scripts", campaign.pk), ("calls:script", draft.pk), ("calls:variants", campaign.pk),
        ("calls:step", draft.steps.in_order()[1].pk), ("calls:step_new", draft.pk), ("calls:variant", wish.pk),
        ("calls:objections", campaign.pk), ("calls:objection", Objection.objects.first().pk),
        ("calls:copy", campaign.pk), ("leads:campaign", campaign.pk), ("leads:verdict", campaign.pk),
        ("leads:enquiries", campaign.pk), ("leads:enquiry", enquiry.pk),
    ]  # fmt: skip
    theirs = [("calls:my_words", campaign.pk), ("calls:vary", step.pk)]
    return [("mo", *page) for page in mine] + [("sam", *page) for page in theirs]


def test_the_pages_are_for_everyone(house, cast, campaign, page_for, desk):
    factories.campaign(cast.a, cast.mo, "Another")
    wrong = []
    for who, name, pk in pages(cast, campaign, house):
        page = page_for(who, reverse(name, args=[pk]))
        page.wait_for_load_state("networkidle")
        wrong += [f"{name}: {found}" for found in faults(page)]
        page.context.close()
    assert wrong == []


def test_the_desk_with_all_of_it_is_for_everyone(house, cast, desk):
    page = desk()
    page.keyboard.press("q")
    page.keyboard.press("2")
    page.wait_for_selector(".sd-verdict")
    assert faults(page) == []
