"""Several at once at a script, own words, a question: one wins, the others read why, nothing is lost or doubled."""

import pytest

from calls.models import Objection, Script, ScriptStep, ScriptVariant
from leads.models import Answer, Enquiry, ProductAnswer, Question
from office.models import Notice, Refused
from tests import factories
from tests.test_races_booking import race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def managers(real_clock, cast):
    return [factories.person(f"boss{n}", (cast.a, "manager")) for n in range(4)]


@pytest.fixture
def draft(cast, campaign, managers):
    made = Script.draft(campaign, by=cast.mo)
    ScriptStep.write(made, by=cast.mo, title="Opening", say="Hello {first_name}.")
    return made


def refusals(told):
    return [one for one in told if isinstance(one, Refused)]


def test_managers_who_approve_one_draft_at_once(cast, draft, managers):
    told = race(cast.a, [lambda m=m: Script.objects.get(pk=draft.pk).approve(by=m) for m in managers])
    assert len(refusals(told)) == 3 and all("no draft any more" in one.sentence for one in refusals(told))
    assert Script.objects.approved().get().approved_by in managers


def test_an_approval_and_a_change_at_once(cast, draft, managers):
    seen = Script.objects.get(pk=draft.pk).changes
    told = race(
        cast.a,
        [
            lambda: Script.objects.get(pk=draft.pk).approve(by=managers[0], seen=seen),
            lambda: ScriptStep.objects.get(script=draft).change(by=managers[1], say="Sold!"),
        ],
    )
    draft.refresh_from_db()
    assert len(refusals(told)) == 1
    assert (draft.is_approved, draft.steps.get().say) in [(True, "Hello {first_name}."), (False, "Sold!")]


def test_managers_who_begin_a_draft_at_once_share_it(cast, campaign, managers):
    told = race(cast.a, [lambda m=m: Script.draft(campaign, by=m) for m in managers])
    assert not refusals(told) and len({made.pk for made in told}) == 1


def test_managers_who_answer_one_wish_at_once(cast, draft, managers):
    draft.approve(by=cast.mo)
    wish = ScriptVariant.propose(draft.steps.get(), ["Hi {first_name}!"], by=cast.sam)
    Notice.objects.all().delete()
    acts = [lambda m=m: ScriptVariant.objects.shown().get(pk=wish.pk).approve(by=m) for m in managers[:2]]
    acts += [lambda m=m: ScriptVariant.objects.shown().get(pk=wish.pk).refuse(by=m, note="No") for m in managers[2:]]
    told = race(cast.a, acts)
    assert len(refusals(told)) == 3 and all("answered this already" in one.sentence for one in refusals(told))
    assert Notice.objects.to(cast.sam).count() == 1


def test_a_wish_is_approved_while_a_new_version_is(cast, campaign, draft, managers):
    draft.approve(by=cast.mo)
    wish = ScriptVariant.propose(draft.steps.get(), ["Hi {first_name}!"], by=cast.sam)
    new = Script.draft(campaign, by=cast.mo)
    told = race(
        cast.a,
        [
            lambda: ScriptVariant.objects.shown().get(pk=wish.pk).approve(by=managers[0]),
            lambda: Script.objects.get(pk=new.pk).approve(by=managers[1]),
        ],
    )
    read = ScriptVariant.objects.read_in(new, cast.sam).count()
    assert read == 1 - len(refusals(told)), "approved before: carried along; after: refused. Never in between"


def test_a_setter_answers_while_the_question_changes(cast, campaign, managers):
    question = factories.question(campaign)
    enrollment = factories.enrolled(campaign, cast.mia)
    acts = [lambda n=n: Question.objects.get(pk=question.pk).change(by=managers[0], text=f"New {n}?") for n in range(3)]
    acts += [lambda v=v: Answer.give(enrollment, question, v, by=cast.sam) for v in ("Yes", "No", "Yes")]
    told = race(cast.a, acts)
    assert len(refusals(told)) == 2, "one change wins"
    assert Question.objects.asked_in(campaign).count() == 1
    assert Answer.objects.of_pass(enrollment).get().question == question


def test_managers_who_answer_one_enquiry_at_once(cast, campaign, managers):
    enquiry = Enquiry.ask(factories.enrolled(campaign, cast.mia), "Does it freeze?", by=cast.sam)
    told = race(
        cast.a,
        [
            lambda m=m: Enquiry.objects.asked_first().get(pk=enquiry.pk).reply(by=m, question="Frost?", answer="No")
            for m in managers
        ],
    )
    assert len(refusals(told)) == 3 and ProductAnswer.objects.count() == 1
    assert Notice.objects.to(cast.sam).count() == 1


def test_managers_who_prepare_objections_at_once_get_different_digits(cast, campaign, managers):
    told = race(
        cast.a,
        [lambda m=m: Objection.prepare(campaign, by=m, phrase=m.name, responses=["No."]) for m in managers],
    )
    assert not refusals(told) and sorted(made.key for made in told) == ["1", "2", "3", "4"]
