"""A script's versions: drafts, steps, branches, approval; and that every call keeps the version that was read."""

import pytest

from calls.card import Card
from calls.models import CallAttempt, Disposition, Objection, Script, ScriptStep, ScriptVariant
from leads.models import Answer, Enrollment, ProductAnswer
from office import clock
from office.models import Refused
from tests import factories


@pytest.fixture
def mo(cast):
    return cast.mo


@pytest.fixture
def draft(campaign, mo):
    return Script.draft(campaign, by=mo)


def write(script, by, title="Opening", say="Hello {first_name}.", **details):
    return ScriptStep.write(script, by=by, title=title, say=say, **details)


@pytest.fixture
def approved(draft, mo):
    write(draft, mo)
    write(draft, mo, "Close", "Bye.")
    draft.approve(by=mo)
    return draft


def test_a_draft_is_approved_and_the_one_before_retires(campaign, approved, mo):
    new = Script.draft(campaign, by=mo)
    assert (new.version, new.state, new.written_by) == (2, "draft", mo)
    assert [(step.number, step.say) for step in new.steps.in_order()] == [(1, "Hello {first_name}."), (2, "Bye.")]
    new.steps.first().change(by=mo, say="Good day {first_name}.")
    assert Script.objects.of_campaign(campaign).approved().get() == approved
    new.approve(by=mo)
    approved.refresh_from_db()
    assert (approved.state, approved.retired_at) == ("retired", clock.now())
    assert (new.state, new.approved_by, new.approved_at) == ("approved", mo, clock.now())
    assert approved.steps.first().say == "Hello {first_name}."


def test_there_is_one_draft(campaign, draft, mo):
    assert Script.draft(campaign, by=mo) == draft
    with pytest.raises(Refused, match="a draft already"):
        Script.draft(campaign, by=mo, of=draft)


def test_an_older_version_is_taken_up_again(campaign, approved, mo):
    newer = Script.draft(campaign, by=mo)
    newer.steps.first().change(by=mo, say="Other words.")
    newer.approve(by=mo)
    again = Script.draft(campaign, by=mo, of=approved)
    assert (again.version, again.steps.in_order().first().say) == (3, "Hello {first_name}.")


def test_a_draft_that_nobody_read_is_thrown_away(campaign, approved, mo):
    Script.draft(campaign, by=mo).discard(by=mo)
    assert Script.objects.of_campaign(campaign).count() == 1
    with pytest.raises(Refused, match="no draft any more"):
        approved.discard(by=mo)


def test_an_approved_version_stands(approved, mo):
    step = approved.steps.in_order().first()
    for act in (
        lambda: write(approved, mo, "More", "More."),
        lambda: step.change(by=mo, say="Sold!"),
        lambda: step.remove(by=mo),
        lambda: step.move(1, by=mo),
        lambda: approved.approve(by=mo),
    ):
        with pytest.raises(Refused, match="no draft any more"):
            act()
    assert [each.say for each in approved.steps.in_order()] == ["Hello {first_name}.", "Bye."]


def test_nobody_approves_what_they_have_not_seen(draft, mo, cast):
    write(draft, mo)
    seen = Script.objects.get(pk=draft.pk).changes
    draft.steps.first().change(by=cast.ada, say="Something else.")
    with pytest.raises(Refused, match="changed the draft since"):
        Script.objects.get(pk=draft.pk).approve(by=mo, seen=seen)
    Script.objects.get(pk=draft.pk).approve(by=mo, seen=seen + 1)


def test_an_empty_script_is_not_approved(draft, mo):
    with pytest.raises(Refused, match="at least one step"):
        draft.approve(by=mo)


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"say": "Hi {frist_name}"}, "Did you mean {first_name}"),
        ({"hint": "Ask {nobody_knows_this}"}, "no merge field"),
        ({"say": "[[open"}, "one of them is missing"),
        ({"say": " "}, "a name and words"),
        ({"title": ""}, "a name and words"),
        ({"branches": [{"question": "", "answer": "", "to": 9}]}, "not there"),
        ({"branches": [{"question": "", "answer": "", "to": 1}]}, "not there"),
    ],
)
def test_what_cannot_be_said_is_refused_at_save(draft, mo, details, words):
    with pytest.raises(Refused, match=words):
        write(draft, mo, **{"title": "Opening", "say": "Hello.", **details})
    assert not draft.steps.exists()
    draft.refresh_from_db()
    assert draft.changes == 0


def test_the_columns_of_the_campaigns_own_sheets_are_fields(cast, campaign, draft, mo):
    with pytest.raises(Refused, match="no merge field"):
        write(draft, mo, say="You run {sites} sites.")
    factories.enrolled(campaign, cast.mia, custom={"sites": "14", "two words": "x"})
    factories.enrolled(factories.campaign(cast.a, mo, "Other"), cast.mia, custom={"boats": "2"})
    write(draft, mo, say="You run {sites} sites.")
    with pytest.raises(Refused, match="no merge field"):
        write(draft, mo, say="You own {boats} boats.")


def test_steps_change_places_and_keep_their_numbers(draft, mo):
    first, second, third = (write(draft, mo, title) for title in ("A", "B", "C"))
    third.move(-1, by=mo)
    assert [step.title for step in draft.steps.in_order()] == ["A", "C", "B"]
    third.refresh_from_db()
    third.move(-5, by=mo)
    assert [(step.title, step.number) for step in draft.steps.in_order()] == [("C", 3), ("A", 1), ("B", 2)]
    first.remove(by=mo)
    assert write(draft, mo, "D").number == 4


def test_a_step_to_which_another_leads_stays(draft, mo):
    first, second = write(draft, mo, "A"), write(draft, mo, "B")
    first.change(by=mo, branches=[{"question": "", "answer": "", "to": second.number}])
    with pytest.raises(Refused, match="“A” leads to it"):
        second.remove(by=mo)


def test_branches_survive_another_version_and_another_order(campaign, draft, mo):
    question = factories.question(campaign)
    first, second, third = (write(draft, mo, title) for title in ("A", "B", "C"))
    first.change(by=mo, branches=[{"question": str(question.lineage), "answer": "No", "to": third.number}])
    third.move(-1, by=mo)
    draft.approve(by=mo)
    new = Script.draft(campaign, by=mo)
    (branch,) = new.steps.numbered(1).get().branches
    assert new.steps.numbered(branch["to"]).get().title == "C" and branch["question"] == str(question.lineage)


def test_every_call_keeps_the_version_it_began_with(cast, campaign, approved, mo, dialled, enrolled):
    enrolled()
    attempt = dialled()
    assert attempt.script == approved
    new = Script.draft(campaign, by=mo)
    new.steps.first().change(by=mo, say="Quite other words.")
    new.approve(by=mo)
    card = Card(attempt.enrollment, cast.sam)
    assert card.steps[0].paragraphs[0][0].text == "Hello ", "during the call the words do not change"
    assert CallAttempt.dial(attempt.enrollment, by=cast.sam).script == approved
    attempt.log(card.dispositions[0], by=cast.sam)
    assert Card(attempt.enrollment, cast.sam).steps[0].paragraphs[0][0].text == "Quite other words."


def test_a_call_before_any_script_has_read_none(cast, campaign, mo, dialled, enrolled):
    enrolled()
    attempt = dialled()
    draft = Script.draft(campaign, by=mo)
    write(draft, mo)
    draft.approve(by=mo)
    assert attempt.script is None and Card(attempt.enrollment, cast.sam).steps == []


def test_the_card_shows_each_question_as_it_was_answered(cast, campaign, dialled, enrolled):
    asked = factories.question(campaign, "Who decides?", position=2)
    factories.question(campaign, "When?", position=1)
    enrolled()
    enrollment = dialled().enrollment
    Answer.give(enrollment, asked, "Yes", by=cast.sam)
    new = asked.change(by=cast.mo, text="Who signs?", position=5)
    card = Card(enrollment, cast.sam)
    assert [(row["question"].text, row["value"]) for row in card.asked] == [("When?", ""), ("Who decides?", "Yes")]
    Answer.give(enrollment, new, "No", by=cast.sam)
    assert [row["question"].text for row in Card(enrollment, cast.sam).asked] == ["When?", "Who signs?"]
    assert Card(enrollment, cast.sam).verdict.knocked_out_by == ("Who signs? No",)


def test_the_whole_card_is_one_query_beside_the_lead(cast, campaign, approved, mo, enrolled, django_assert_num_queries):
    factories.question(campaign)
    Objection.prepare(campaign, by=mo, phrase="Too dear", responses=["It pays."])
    ProductAnswer.write(campaign, by=mo, question="How loud?", answer="42 dB")
    ScriptVariant.propose(approved.steps.in_order().first(), ["Hi {first_name}!"], by=cast.sam).approve(by=mo)
    Disposition.lay(campaign)
    card = Card(Enrollment.objects.with_story().get(pk=enrolled().pk), cast.sam)
    with django_assert_num_queries(1):
        assert card.steps[0].own and card.objections and card.prepared and card.asked
        assert card.verdict.missing and not card.enquiries and card.dispositions
