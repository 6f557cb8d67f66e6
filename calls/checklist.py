"""What a machine can see of a practice call: whether what should happen on such a call did happen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calls.personas import Persona

STEPS, QUESTIONS, ANSWERS, REASON, OFFER, RESPECT, OUTCOME = CHECKS = (
    "steps",
    "questions",
    "answers",
    "reason",
    "offer",
    "respect",
    "outcome",
)


@dataclass(frozen=True)
class Finding:
    """One part of the checklist: whether it went well, and how much of how many."""

    name: str
    done: int
    of: int

    @property
    def is_ok(self) -> bool:
        return self.done >= self.of


@dataclass(frozen=True)
class Played:
    """A practice call that is over.

    `turns`: its transcript, oldest first ({"who", "kind", "about", "told"}); `steps`: how many the script has;
    `required`: ids of the questions that must be answered before a booking; `answers`: as they were written down.
    """

    turns: Sequence[Mapping[str, Any]]
    steps: int
    required: Sequence[int]
    answers: Mapping[str, str]
    outcome: str
    reason: str

    def about(self, kind: str) -> set[Any]:
        """What the setter's turns of a kind were about."""
        return {turn.get("about") for turn in self.turns if turn["who"] == "setter" and turn["kind"] == kind}

    @property
    def told(self) -> dict[str, str]:
        """What the lead answered, by the id of the question."""
        return {str(turn["about"]): turn["told"] for turn in self.turns if turn["who"] == "lead" and turn.get("told")}

    @property
    def after_the_end(self) -> int:
        """How often the setter went on although the lead had put an end to it."""
        ends = [n for n, turn in enumerate(self.turns) if turn["who"] == "lead" and turn.get("ends")]
        return sum(turn["who"] == "setter" for turn in self.turns[ends[0] :]) if ends else 0


def check(persona: Persona, played: Played) -> list[Finding]:
    """What should happen on a call with this persona, each part with how far it did."""
    found = [*_heard(persona, played), *_answered(played)]
    if persona.refuses:
        found.append(Finding(REASON, int("reason" in _kinds(played)) + bool(played.reason), 2))
    if persona.takes_a_time:
        found.append(Finding(OFFER, int("offer" in _kinds(played)), 1))
    if persona.forbids:
        found.append(Finding(RESPECT, int(not played.after_the_end), 1))
    return [*found, Finding(OUTCOME, int(played.outcome in persona.outcomes), 1)]


def _kinds(played: Played) -> set[str]:
    return {turn["kind"] for turn in played.turns if turn["who"] == "setter"}


def _heard(persona: Persona, played: Played) -> list[Finding]:
    if not persona.listens:
        return []
    asked = played.about("ask") & set(played.required)
    found = [Finding(STEPS, len(played.about("say")), played.steps)] if played.steps else []
    return [*found, Finding(QUESTIONS, len(asked), len(played.required))] if played.required else found


def _answered(played: Played) -> list[Finding]:
    told = played.told
    right = sum(played.answers.get(question) == answer for question, answer in told.items())
    return [Finding(ANSWERS, right, len(told))] if told else []
