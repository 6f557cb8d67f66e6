"""The pages of scripts, own words, objections and what is taken over; and what of them the desk does."""

import html
import json
import re

import pytest
from django.urls import reverse

from calls import queue
from calls.models import Objection, ObjectionRaised, Script, ScriptStep, ScriptVariant, copying
from leads.models import Answer, Enquiry, ProductAnswer, Qualifying, Question
from office.models import Refused
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def mo(as_):
    return as_("mo")


@pytest.fixture
def sam(as_):
    return as_("sam")


def post(browser, name, *args, **data):
    return browser.post(reverse(f"calls:{name}", args=args), data)


@pytest.fixture
def question(campaign):
    return factories.question(campaign, "Who decides?")


@pytest.fixture
def step(cast, campaign):
    draft = Script.draft(campaign, by=cast.mo)
    made = ScriptStep.write(
        draft, by=cast.mo, title="Opening", say="Hi {first_name}. [[It is recorded.]] Two questions?"
    )
    ScriptStep.write(draft, by=cast.mo, title="Close", say="Bye.")
    draft.approve(by=cast.mo)
    return made


def test_a_script_is_written_branched_and_approved(mo, campaign, question):
    draft = Script.objects.get(pk=post(mo, "draft_script", campaign.pk).url.rstrip("/").rpartition("/")[2])
    for title in ("Opening", "Yes path", "No path"):
        told = {"title": title, "kind": "say", "say": f"{title}, {{first_name}}."}
        assert post(mo, "step_new", draft.pk, **told).status_code == 302
    first, _second, third = draft.steps.in_order()
    branch = {"if_0": f"{question.lineage}|No", "to_0": third.number, "asks": str(question.lineage)}
    answer = post(mo, "step", first.pk, title="Opening", kind="ask", say="Who decides?", **branch)
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.branches == [{"question": str(question.lineage), "answer": "No", "to": 3}]
    assert first.asks == question.lineage
    shown = mo.get(reverse("calls:script", args=[draft.pk])).content.decode()
    assert "if “Who decides? No”: go on with “No path”" in shown
    draft.refresh_from_db()
    assert post(mo, "approve", draft.pk, changes=draft.changes).url == reverse("calls:scripts", args=[campaign.pk])
    assert "version 1" in mo.get(reverse("calls:scripts", args=[campaign.pk])).content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"say": "Hi {frist_name}"}, "Did you mean {first_name}?"),
        ({"if_0": "*"}, "A branch needs an answer and a step."),
        ({"to_0": "2"}, "A branch needs an answer and a step."),
        ({"if_0": "*", "to_0": "2", "if_1": "*", "to_1": "2"}, "comes last"),
        ({"if_0": "*", "to_0": "77"}, "77 is not one of the available choices"),
    ],
)
def test_what_cannot_be_saved_is_said_in_the_form(mo, cast, campaign, told, words):
    draft = Script.draft(campaign, by=cast.mo)
    made = [ScriptStep.write(draft, by=cast.mo, title=title, say="Hi.") for title in ("A", "B")]
    answer = post(mo, "step", made[0].pk, **{"title": "A", "kind": "say", "say": "Hi.", **told})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert draft.steps.in_order().first().branches == []


def test_steps_move_and_go_by_buttons(mo, cast, campaign):
    draft = Script.draft(campaign, by=cast.mo)
    made = [ScriptStep.write(draft, by=cast.mo, title=title, say="Hi.") for title in ("A", "B")]
    post(mo, "move_step", made[1].pk, places="-1")
    post(mo, "move_step", made[1].pk, places="nonsense")
    assert [step.title for step in draft.steps.in_order()] == ["B", "A"]
    post(mo, "remove_step", made[1].pk)
    assert [step.title for step in draft.steps.in_order()] == ["A"]
    post(mo, "discard", draft.pk)
    assert not Script.objects.exists()


def test_what_was_not_seen_is_not_approved(mo, cast, campaign):
    draft = Script.draft(campaign, by=cast.mo)
    ScriptStep.write(draft, by=cast.mo, title="A", say="Hi.")
    answer = mo.post(reverse("calls:approve", args=[draft.pk]), {"changes": 0}, follow=True)
    assert "changed the draft since" in answer.content.decode()
    assert not Script.objects.approved().exists()


def test_a_setter_asks_a_manager_answers_and_the_desk_shows_it(sam, mo, cast, step, enrolled):
    made = enrolled(first_name="Eva")
    page = sam.get(reverse("calls:vary", args=[step.pk])).content.decode()
    assert "It is recorded." in page and 'name="free_0"' in page and 'name="free_1"' not in page
    forged = {"free_0": "Hey {first_name}!", "free_1": "It is not recorded.", "free_2": "Got a minute?"}
    assert post(sam, "vary", step.pk, **forged).status_code == 302
    variant = ScriptVariant.objects.get()
    assert variant.say == "Hey {first_name}!\n\n[[It is recorded.]]\n\nGot a minute?"
    page = mo.get(reverse("calls:variant", args=[variant.pk])).content.decode()
    assert "<del>" in page and "<ins>" in page and "Got" in page
    assert post(mo, "variant", variant.pk, decision="refuse").status_code == 422
    assert post(mo, "variant", variant.pk, decision="approve", note="Fine").status_code == 302
    queue.claim(cast.sam)
    desk = sam.get(reverse("calls:desk")).content.decode()
    assert "Got a minute?" in desk and "in your own words" in desk and f"<mark>{made.lead.first_name}</mark>" in desk
    assert "“Fine”" in sam.get(reverse("calls:my_words", args=[step.script.campaign_id])).content.decode()
    post(sam, "withdraw", variant.pk)
    assert "Got a minute?" not in sam.get(reverse("calls:desk")).content.decode()


def test_a_colleagues_words_are_not_mine(as_, cast, step):
    variant = ScriptVariant.propose(step, ["Hey", "You?"], by=cast.sam)
    assert post(as_("sue"), "withdraw", variant.pk).status_code == 404
    assert post(as_("otto"), "variant", variant.pk, decision="approve").status_code == 404


def test_objections_are_prepared_ordered_and_retired(mo, campaign):
    url = reverse("calls:objections", args=[campaign.pk])
    assert mo.post(url, {"phrase": "Too dear", "said": "It pays.\n\nReally:\nit does."}).status_code == 302
    assert mo.post(url, {"phrase": "No time", "said": "Two minutes.", "key": "1"}).status_code == 422
    assert mo.post(url, {"phrase": "No time", "said": "Two minutes.", "key": "7"}).status_code == 302
    dear, busy = Objection.objects.of_campaign(campaign)
    assert (dear.responses, busy.key) == (["It pays.", "Really: it does."], "7")
    post(mo, "move_objection", busy.pk, places="-1")
    assert post(mo, "objection", dear.pk, phrase="Too dear", said="No.", key="").status_code == 302
    dear.refresh_from_db()
    assert (dear.responses, dear.key, dear.position) == (["No."], "1", 2)
    post(mo, "retire_objection", dear.pk)
    assert list(Objection.objects.of_campaign(campaign)) == [busy]


def test_the_desk_counts_an_objection_on_the_call(sam, cast, campaign, enrolled, dialled):
    made = Objection.prepare(campaign, by=cast.mo, phrase="Too dear", responses=["It pays."])
    other = Objection.prepare(factories.campaign(cast.a, cast.mo, "Other"), by=cast.mo, phrase="x", responses=["y"])
    enrollment = enrolled()
    queue.claim(cast.sam)
    assert post(sam, "raise_objection", enrollment.pk, objection=made.pk).status_code == 204
    assert not ObjectionRaised.objects.exists(), "before the dial it is only looked at"
    attempt = dialled()
    for _twice in range(2):
        assert post(sam, "raise_objection", enrollment.pk, objection=made.pk).status_code == 204
    assert ObjectionRaised.objects.get().attempt == attempt
    assert post(sam, "raise_objection", enrollment.pk, objection=other.pk).status_code == 422


def test_a_question_is_linked_to_its_answer_or_goes_to_the_manager(sam, cast, campaign, enrolled):
    known = ProductAnswer.write(campaign, by=cast.mo, question="How loud?", answer="42 dB")
    enrollment = enrolled()
    queue.claim(cast.sam)
    url = reverse("calls:ask", args=[enrollment.pk])
    shown = sam.post(url, {"text": "", "answer": known.pk}, headers=HTMX).content.decode()
    assert "How loud?" in shown and "42 dB" in shown
    assert "with the manager" in sam.post(url, {"text": "How big?"}, headers=HTMX).content.decode()
    assert sam.post(url, {"text": " "}, headers=HTMX).status_code == 422
    assert sam.post(url, {"text": "x", "answer": 0}, headers=HTMX).status_code == 422
    assert [(e.text, e.answer) for e in Enquiry.objects.order_by("pk")] == [("How loud?", known), ("How big?", None)]


def test_an_answer_to_the_version_on_the_screen_is_not_lost(sam, cast, campaign, enrolled, question):
    enrollment = enrolled()
    queue.claim(cast.sam)
    new = question.change(by=cast.mo, text="Who signs?", options=[{"label": "A", "points": 1}, {"label": "B"}])
    url = reverse("calls:answer", args=[enrollment.pk])
    shown = sam.post(url, {"question": question.pk, "value": "Yes"}, headers=HTMX).content.decode()
    assert "Who decides?" in shown and "Who signs?" not in shown
    assert Answer.objects.of_pass(enrollment).get().question == question
    new.retire(by=cast.mo)
    answer = sam.post(url, {"question": question.pk, "value": "No"}, headers=HTMX)
    assert answer.status_code == 422 and "asked no more" in answer.content.decode()


def test_the_desk_knows_where_a_step_leads(sam, cast, campaign, enrolled, question, step):
    draft = Script.draft(campaign, by=cast.mo)
    branches = [{"question": str(question.lineage), "answer": "No", "to": 2}]
    draft.steps.first().change(by=cast.mo, branches=branches, asks=question.lineage)
    draft.approve(by=cast.mo)
    enrolled()
    queue.claim(cast.sam)
    page = sam.get(reverse("calls:desk")).content.decode()
    said = re.search(r'data-branches="(\[[^"]+)"', page)
    assert said and json.loads(html.unescape(said[1])) == branches and f'data-lineage="{question.lineage}"' in page
    assert page.count("sd-locked") == 1


@pytest.fixture
def whole(cast, campaign, question, step):
    """A campaign with everything to take over, and one with nothing."""
    draft = Script.draft(campaign, by=cast.mo)
    branches = [{"question": str(question.lineage), "answer": "No", "to": 2}]
    draft.steps.first().change(by=cast.mo, branches=branches, asks=question.lineage)
    draft.approve(by=cast.mo)
    Objection.prepare(campaign, by=cast.mo, phrase="Too dear", responses=["It pays."])
    ProductAnswer.write(campaign, by=cast.mo, question="How loud?", answer="42 dB")
    Qualifying.of(campaign).set(by=cast.mo, points_needed=5)
    return factories.campaign(cast.a, cast.mo, "Empty")


def test_words_are_taken_over_with_their_branches(mo, cast, campaign, whole):
    url = reverse("calls:copy", args=[whole.pk])
    told = {"source": campaign.pk, "parts": [part for part, _label in copying.PARTS]}
    assert mo.post(url, told).status_code == 302
    question = Question.objects.asked_in(whole).get()
    first = Script.objects.of_campaign(whole).drafts().get().steps.in_order().first()
    assert first.asks == question.lineage and first.branches[0]["question"] == str(question.lineage)
    assert Objection.objects.of_campaign(whole).get().responses == ["It pays."]
    assert ProductAnswer.objects.of_campaign(whole).get().answer == "42 dB"
    assert Qualifying.of(whole).points_needed == 5
    again = mo.post(url, {**told, "parts": ["questions", "objections", "answers"]}, follow=True)
    assert "Questions: 0" in again.content.decode(), "what is there stays as it is"
    refused = mo.post(url, {**told, "parts": ["script"]})
    assert refused.status_code == 422 and "a draft already" in refused.content.decode()


def test_a_script_without_its_questions_loses_the_branches_on_them(cast, campaign, whole):
    copying.copy(campaign, whole, parts=["script"], by=cast.mo)
    first = Script.objects.of_campaign(whole).drafts().get().steps.in_order().first()
    assert first.asks is None and first.branches == []


def test_nothing_is_taken_over_from_another_client(mo, cast, campaign, other_campaign):
    assert mo.post(reverse("calls:copy", args=[campaign.pk]), {"source": other_campaign.pk}).status_code == 422
    with pytest.raises(Refused, match="same client"):
        copying.copy(other_campaign, campaign, parts=["answers"], by=cast.mo)
