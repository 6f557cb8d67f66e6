"""What the answers of a pass add up to, and which of them decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from leads.models.question import Question


@dataclass(frozen=True)
class Counted:
    """One answer, and what it counts."""

    question: str
    value: str
    points: int
    area: str


@dataclass(frozen=True)
class Verdict:
    """`missing`: questions that must be answered before a booking; `knocked_out_by`: question and answer; `needed`:
    points below which nothing is booked (0: none)."""

    answered: int
    asked: int
    missing: tuple[str, ...]
    knocked_out_by: tuple[str, ...]
    points: int
    counted: tuple[Counted, ...] = ()
    needed: int = 0
    may_overrule: bool = True

    @property
    def is_short(self) -> bool:
        """It lacks points."""
        return self.points < self.needed

    @property
    def may_book(self) -> bool:
        return not self.missing and not self.knocked_out_by and not self.is_short

    @property
    def because(self) -> list[str]:
        """The answers that decided: those that knock out; else those that are missing; else the points."""
        if self.knocked_out_by or self.missing:
            return list(self.knocked_out_by or self.missing)
        weighed = [f"{one.question} {one.value} ({one.points:+})" for one in self.counted if one.points]
        sum_of = ngettext("%(n)d point", "%(n)d points", self.points) % {"n": self.points}
        if self.needed:
            sum_of = _t("%(points)d of %(needed)d points") % {"points": self.points, "needed": self.needed}
        return [sum_of, *weighed] if weighed or self.needed else []

    @property
    def areas(self) -> list[tuple[str, int]]:
        """(area in words, its points) of the areas in which something was answered."""
        sums: dict[str, int] = {}
        for one in self.counted:
            sums[one.area] = sums.get(one.area, 0) + one.points
        return [(str(area.label), sums[area]) for area in Question.Area if area in sums]

    def against(self, overrule: str) -> str:
        """Why nothing may be booked; empty when it may, also against the verdict where the campaign allows that."""
        if self.may_book or (overrule.strip() and self.may_overrule):
            return ""
        why = _t("Before a meeting can be booked: %(why)s") % {"why": "; ".join(self.because)}
        if overrule.strip():
            return f"{why} {_t('This campaign does not allow booking against the verdict.')}"
        return why

    @classmethod
    def of(
        cls,
        questions: Sequence[Question],
        answers: Mapping[int, str],
        *,
        needed: int = 0,
        may_overrule: bool = True,
    ) -> "Verdict":
        """From the questions of a pass (each in the version that was asked) and the answers by question id."""
        chosen = [(question, answers[question.pk]) for question in questions if answers.get(question.pk)]
        options = [(question, value, question.option(value)) for question, value in chosen]
        counted = [Counted(q.text, value, option.get("points", 0), q.area) for q, value, option in options]
        return cls(
            answered=len(chosen),
            asked=len(questions),
            missing=tuple(q.text for q in questions if q.is_required and not answers.get(q.pk)),
            knocked_out_by=tuple(f"{q.text} {value}" for q, value, option in options if option.get("knocks_out")),
            points=sum(one.points for one in counted),
            counted=tuple(sorted(counted, key=lambda one: -one.points)),
            needed=needed,
            may_overrule=may_overrule,
        )
