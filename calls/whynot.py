"""Why not, and when: what the gate says of one lead at this moment, with the rules that decide."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _t

from calls import rules
from calls.gate import Answer, asked_of, book, may_call, place
from calls.models import RuleApproval
from calls.rules import Rule, RuleFile, shelf
from leads.models import Lead
from office import clock


@dataclass(frozen=True)
class Why:
    """The answer; until when it holds, where it is yes; and the rules by which it was given."""

    answer: Answer
    closes_at: datetime | None = None
    rules: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, lead: Lead) -> "Why":
        """Of a lead at this moment: of its open pass, which alone can be called."""
        now, current = clock.now(), lead.enrollment
        if current is None or current.ended_at:
            return cls(Answer(False, (), sentence=_t("This lead is in no queue: nobody works it just now.")))
        known = asked_of(current.pk, now)
        answer, laid = may_call(known, now), book(known)
        told = tuple(rule for rule in laid if rule.id in answer.rule_ids)
        closes = rules.open_until(place(known), now, laid) if answer.allowed else None
        return cls(answer, closes, told)


@dataclass(frozen=True)
class Shown:
    """A rule file with who stands for it."""

    file: RuleFile
    approval: RuleApproval | None
    has_changed: bool

    @property
    def statuses(self) -> list[str]:
        """In the reader's words."""
        words = {"draft": _t("draft"), "approved": _t("settled"), "conflict": _t("sources conflict")}
        return [words[status] for status in self.file.statuses]

    @property
    def checked_on(self) -> object:
        """The oldest look at a source."""
        return min(rule.checked_on for rule in self.file.rules)

    @classmethod
    def all(cls) -> "list[Shown]":
        """Every file, those that wait first."""
        standing = {row.digest: row for row in RuleApproval.objects.in_force().select_related("by")}
        before = {row.file for row in RuleApproval.objects.all()}
        found = [cls(file, standing.get(file.digest), file.name in before) for file in shelf()]
        return sorted(found, key=lambda shown: (shown.approval is not None, shown.file.title))
