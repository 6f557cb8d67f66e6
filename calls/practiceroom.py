"""What lies on the practice desk: who is next, the call that goes on, or what the last one came to."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from calls.checklist import Finding
from calls.models import Disposition, PracticeCall, PracticeLead, Scorecard, ScriptStep
from calls.practicetimes import times
from calls.scoring import YES_NO, Score, score
from calls.spoken import Step, written
from leads.models import Question, ReturnReason
from office import clock

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True)
class Said:
    """One step of the script with whether it was said already, and whether it is the next."""

    pk: int
    step: Step
    is_said: bool
    is_next: bool


@dataclass(frozen=True)
class Asked:
    """A question, what the lead told, and what was written down."""

    question: Question
    told: bool
    value: str
    waits: bool


class Room:
    """The practice desk of a setter. `over`: a call that has ended, shown with its findings."""

    def __init__(self, setter: "User", over: PracticeCall | None = None) -> None:
        self.setter, self.over = setter, over

    @cached_property
    def leads(self) -> list[PracticeLead]:
        return list(PracticeLead.objects.visible_to(self.setter).of(self.setter).with_last_call())

    @cached_property
    def call(self) -> PracticeCall | None:
        """The one that goes on."""
        return PracticeCall.objects.visible_to(self.setter).of(self.setter).open().first()

    @cached_property
    def lead(self) -> PracticeLead | None:
        """On the desk: whoever is on the line, else whoever is next."""
        if self.over or self.call:
            return (self.over or self.call).lead  # type: ignore[union-attr]
        return next((lead for lead in self.leads if lead.last_call is None), None)

    @property
    def script(self) -> list[Said]:
        """The campaign's approved script, its merge fields filled with the invented person."""
        if self.lead is None:
            return []
        said = {turn["about"] for turn in self._turns("say")}
        steps = list(ScriptStep.objects.said_in(self.lead.campaign))
        following = next((step.pk for step in steps if step.pk not in said), None)
        words = words_for(self.lead, self.setter)
        return [Said(step.pk, written(step, words), step.pk in said, step.pk == following) for step in steps]

    @property
    def questions(self) -> list[Asked]:
        """In order; `waits`: the first that was told and not written down."""
        if self.lead is None:
            return []
        told = {turn["about"] for turn in self._turns("ask")}
        answers = self.call.answers if self.call else {}
        rows, waiting = [], True
        for question in Question.objects.asked_in(self.lead.campaign):
            value = answers.get(str(question.pk), "")
            waits = waiting and question.pk in told and not value
            waiting = waiting and not waits
            rows.append(Asked(question, question.pk in told, value, waits))
        return rows

    @property
    def times(self) -> list[datetime]:
        """Those that can be offered, the soonest first."""
        return times(clock.now(), self.setter.zone)

    @property
    def dispositions(self) -> list[Disposition]:
        """The campaign's outcomes with the reasons that they offer."""
        if self.lead is None:
            return []
        known = list(ReturnReason.objects.of_client(self.lead.client_id).in_order())
        found = list(Disposition.objects.of_campaign(self.lead.campaign).of_a_first_call())
        for disposition in found:
            disposition.offers = disposition.choices(known)
        return found

    @cached_property
    def findings(self) -> list[Finding]:
        return self.over.findings() if self.over else []

    @cached_property
    def card(self) -> Scorecard | None:
        """By which such calls are judged; its machine-checkable criteria give the words and the weights."""
        if self.lead is None:
            return None
        return Scorecard.objects.visible_to(self.setter).for_campaign(self.lead.campaign)

    @cached_property
    def judged(self) -> list[tuple[str, Finding]]:
        """The findings in the scorecard's words, where it has a criterion for them; without words else."""
        words = {each.check: each.text for each in self.card.every} if self.card else {}
        return [(words.get(finding.name, ""), finding) for finding in self.findings]

    @property
    def score(self) -> Score | None:
        """By the criteria of the card that a machine can see; None when it has none that came up."""
        found = {finding.name: finding for finding in self.findings}
        seen = [each for each in self.card.every if each.check in found] if self.card else []
        ratings = {each.key: _rating(each.kind, each.ratings, found[each.check]) for each in seen}
        result = score(seen, ratings)
        return None if result.percent is None else result

    def _turns(self, kind: str) -> list[dict[str, Any]]:
        return [turn for turn in (self.call.transcript if self.call else ()) if turn["kind"] == kind]


def _rating(kind: str, ratings: tuple[int, ...], finding: Finding) -> int:
    """All or nothing for yes and no; on a scale, the part that was done."""
    if kind == YES_NO or not finding.of:
        return ratings[-1] if finding.is_ok else ratings[0]
    return ratings[0] + round((ratings[-1] - ratings[0]) * min(finding.done, finding.of) / finding.of)


def words_for(lead: PracticeLead, setter: "User") -> dict[str, str]:
    """What the merge fields stand for; a column of a real lead's own stays empty."""
    return {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "name": lead.name,
        "company": lead.company,
        "city": lead.city,
        "job_title": lead.job_title,
        "product": lead.campaign.product,
        "setter": setter.name.split(" ")[0],
        "client": lead.campaign.client.name,
    }
