"""A script as its pages show it: merge fields by their names, branches in words."""

from dataclasses import dataclass

from calls.models import Script, ScriptStep
from calls.passages import Said, spoken
from leads.merge import fields
from leads.models import Question


@dataclass(frozen=True)
class ShownStep:
    """A step with what it says, the question that it asks, and where it leads: (answer, step) in words."""

    step: ScriptStep
    paragraphs: list[list[Said]]
    asks: str
    branches: list[tuple[str, str]]


def named(text: str) -> list[list[Said]]:
    """What is said, each merge field as it is written."""
    return spoken(text, {name: f"{{{name}}}" for name in fields(text)})


def shown_steps(script: Script) -> list[ShownStep]:
    steps = list(script.steps.in_order())
    titles = {step.number: step.title for step in steps}
    questions = {str(question.lineage): question.text for question in Question.objects.asked_in(script.campaign_id)}
    return [
        ShownStep(
            step=step,
            paragraphs=named(step.say),
            asks=questions.get(str(step.asks), ""),
            branches=[
                (f"{questions.get(b['question'], '')} {b['answer']}".strip(), titles.get(b["to"], ""))
                for b in step.branches
            ],
        )
        for step in steps
    ]
