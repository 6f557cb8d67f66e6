"""What one campaign takes over from another of the same client: its words, not its leads and not its history."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models.objection import Objection
from calls.models.script import Script
from leads.models import Campaign, ProductAnswer, Qualifying, Question
from leads.models.question import CONTENT
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

PARTS = (
    ("questions", _("Questions")),
    ("script", _("Script")),
    ("objections", _("Objections")),
    ("answers", _("Product answers")),
)


@transaction.atomic
def copy(source: Campaign, target: Campaign, *, parts: Collection[str], by: "User") -> dict[str, int]:
    """{part: how many were copied}. What the target has already (by its words) stays; a script becomes a draft.
    Refused: another client's campaign, the same one, and a script where there is a draft already."""
    if source.client_id != target.client_id or source == target:
        raise Refused(_t("Only from another campaign of the same client."))
    Campaign.objects.select_for_update(no_key=True).get(pk=target.pk)
    acts = {"questions": _questions, "script": _script, "objections": _objections, "answers": _answers}
    return {part: acts[part](source, target, by) for part, _label in PARTS if part in parts}


def _questions(source: Campaign, target: Campaign, by: "User") -> int:
    there = {question.text for question in Question.objects.asked_in(target)}
    new = [question for question in Question.objects.asked_in(source) if question.text not in there]
    for question in new:
        Question.ask(target, by=by, **{name: getattr(question, name) for name in CONTENT})
    if new and not there:
        rules = Qualifying.of(source)
        Qualifying.of(target).set(by=by, points_needed=rules.points_needed, may_overrule=rules.may_overrule)
    return len(new)


def _script(source: Campaign, target: Campaign, by: "User") -> int:
    approved = Script.objects.of_campaign(source).approved().first()
    if approved is None:
        return 0
    draft = Script.draft(target, by=by, of=approved)
    lineages = _lineages(source, target)
    for step in draft.steps.in_order():
        step.asks = lineages.get(str(step.asks)) or None
        kept = [b for b in step.branches if not b["question"] or b["question"] in lineages]
        step.branches = [{**b, "question": lineages.get(b["question"], "")} for b in kept]
        step.save()
    return 1


def _lineages(source: Campaign, target: Campaign) -> dict[str, str]:
    """From a question of the one to that of the other which says the same."""
    theirs = {question.text: str(question.lineage) for question in Question.objects.asked_in(target)}
    ours = Question.objects.asked_in(source)
    return {str(question.lineage): theirs[question.text] for question in ours if question.text in theirs}


def _objections(source: Campaign, target: Campaign, by: "User") -> int:
    there = {objection.phrase for objection in Objection.objects.of_campaign(target)}
    new = [each for each in Objection.objects.of_campaign(source) if each.phrase not in there]
    for each in new:
        Objection.prepare(target, by=by, phrase=each.phrase, responses=each.responses)
    return len(new)


def _answers(source: Campaign, target: Campaign, by: "User") -> int:
    there = {answer.question for answer in ProductAnswer.objects.of_campaign(target)}
    new = [each for each in ProductAnswer.objects.of_campaign(source) if each.question not in there]
    for each in new:
        ProductAnswer.write(target, by=by, question=each.question, answer=each.answer)
    return len(new)
