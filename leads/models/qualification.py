from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.enrollment import Enrollment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class QuestionQuerySet(ClientOwnedQuerySet["Question"]):
    def asked_in(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk, retired_at__isnull=True).order_by("position", "pk")

    def still_asked(self) -> Self:
        return self.filter(retired_at__isnull=True).select_related("campaign")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Question(ClientOwned):
    """One qualification question of a campaign.

    `options`: [{"label": str, "points": int, "knocks_out": bool}], for CHOICE and YES_NO.
    """

    class Area(models.TextChoices):
        INTEREST = "interest", _("Interest")
        ABILITY = "ability", _("Ability to buy")
        READINESS = "readiness", _("Readiness")

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of several")
        YES_NO = "yes_no", _("Yes or no")
        NUMBER = "number", _("A number")
        TEXT = "text", _("Words")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions", db_constraint=False)
    area = models.CharField(_("area"), max_length=10, choices=Area.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.CHOICE)
    text = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers"), default=list, blank=True)
    is_required = models.BooleanField(_("needed before booking"), default=True)
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text

    @classmethod
    def ask(cls, campaign: Campaign, *, by: "User", **details: Any) -> "Question":
        """A new question of a campaign, asked from now on."""
        return cls.objects.create(client_id=campaign.client_id, campaign=campaign, **details)

    def change(self, *, by: "User", **details: Any) -> None:
        """Ask it in other words; answers already given stay as they were given."""
        for name, value in details.items():
            setattr(self, name, value)
        self.save()

    def retire(self, *, by: "User") -> None:
        """Ask it no more; its answers stay."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    def option(self, value: str) -> dict[str, Any]:
        """The chosen option, or an empty one."""
        return next((option for option in self.options if option["label"] == value), {})


class AnswerQuerySet(ClientOwnedQuerySet["Answer"]):
    def of_pass(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment).select_related("question").order_by("question__position", "pk")

    def of_lead(self, lead: models.Model) -> Self:
        """In every pass, the last one first."""
        return (
            self.filter(enrollment__lead_id=lead.pk)
            .select_related("question", "enrollment", "by")
            .order_by("-enrollment__number", "question__position", "pk")
        )


class Answer(ClientOwned):
    """What the lead answered, once per question and pass."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="answers", db_constraint=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_constraint=False)
    value = models.CharField(_("answer"), max_length=300)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AnswerQuerySet.as_manager()

    personal = ("value",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "question"], name="answer_once")]

    def __str__(self) -> str:
        return self.value

    @classmethod
    @transaction.atomic
    def give(cls, enrollment: Enrollment, question: Question, value: str, *, by: "User") -> "Answer | None":
        """Record or change an answer; an empty one takes it back."""
        value = " ".join(value.split())[:300]
        if question.options and value and not question.option(value):
            raise Refused(_t("“%(value)s” is not one of the answers.") % {"value": value})
        if not value:
            cls.objects.filter(enrollment=enrollment, question=question).delete()
            return None
        made, _new = cls.objects.update_or_create(
            enrollment=enrollment,
            question=question,
            defaults={"client_id": enrollment.client_id, "value": value, "by": by, "at": clock.now()},
        )
        return made


@dataclass(frozen=True)
class Verdict:
    """What the answers add up to, and which of them decided."""

    answered: int
    asked: int
    missing: tuple[str, ...]
    knocked_out_by: tuple[str, ...]
    points: int

    @property
    def may_book(self) -> bool:
        return not self.missing and not self.knocked_out_by

    @classmethod
    def of(cls, questions: list[Question], answers: Mapping[int, str]) -> "Verdict":
        """From a campaign's questions and the answers by question id."""
        chosen = {question: answers[question.pk] for question in questions if answers.get(question.pk)}
        options = {question: question.option(value) for question, value in chosen.items()}
        return cls(
            answered=len(chosen),
            asked=len(questions),
            missing=tuple(q.text for q in questions if q.is_required and q not in chosen),
            knocked_out_by=tuple(f"{q.text} {chosen[q]}" for q, option in options.items() if option.get("knocks_out")),
            points=sum(option.get("points", 0) for option in options.values()),
        )


def qualify(enrollment: Enrollment, *, by: "User", overrule: str = "") -> Verdict:
    """Judge a pass by its answers. A setter who hears the voice may overrule with a reason; both are kept."""
    questions = list(Question.objects.asked_in(enrollment.campaign_id))
    given = dict(Answer.objects.of_pass(enrollment).values_list("question_id", "value"))
    verdict = Verdict.of(questions, given)
    enrollment.lead.record(
        Activity.Kind.QUALIFIED,
        by=by,
        may_book=verdict.may_book,
        points=verdict.points,
        missing=list(verdict.missing),
        knocked_out_by=list(verdict.knocked_out_by),
        overrule=overrule,
    )
    return verdict
