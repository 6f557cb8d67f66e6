from typing import TYPE_CHECKING, Self

from django.contrib.postgres.functions import RandomUUID
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.qualifying import Qualifying
from leads.models.question import Question
from leads.models.verdict import Verdict
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from typing import Any

    from office.models import User


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

    def to(self, question: Question) -> Self:
        """To this question in any of its versions."""
        return self.filter(lineage=question.lineage)


class Answer(ClientOwned):
    """What the lead answered, once per question and pass. `question` is the version that was asked."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="answers", db_constraint=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_constraint=False)
    lineage = models.UUIDField(db_default=RandomUUID(), editable=False)
    value = models.CharField(_("answer"), max_length=300)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = AnswerQuerySet.as_manager()

    personal = ("value",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "lineage"], name="answer_once")]

    def __str__(self) -> str:
        return self.value

    def save(self, *args: "Any", **kwargs: "Any") -> None:
        """An answer stands in the line of its question, whatever its version."""
        self.lineage = self.question.lineage
        super().save(*args, **kwargs)

    @classmethod
    @transaction.atomic
    def give(cls, enrollment: Enrollment, question: Question, value: str, *, by: "User") -> "Answer | None":
        """Record or change an answer to the version of a question that was asked; an empty one takes it back."""
        value = " ".join(value.split())[:300]
        if not value:
            cls.objects.filter(enrollment=enrollment, lineage=question.lineage).delete()
            return None
        question.refuse(value)
        made, _new = cls.objects.update_or_create(
            enrollment=enrollment,
            lineage=question.lineage,
            defaults={
                "client_id": enrollment.client_id,
                "question": question,
                "value": value,
                "by": by,
                "at": clock.now(),
            },
        )
        return made


def judged(enrollment: Enrollment) -> Verdict:
    """The verdict on a pass: each question in the version that was answered, else as it is asked now (at the end of a
    pass that has ended). What is changed later changes no old verdict."""
    given = list(Answer.objects.of_pass(enrollment))
    answered = {answer.lineage: answer.question for answer in given}
    asked = Question.objects.asked_in(enrollment.campaign_id, at=enrollment.ended_at)
    questions = [answered.get(question.lineage, question) for question in asked]
    rules = Qualifying.of(enrollment.campaign).asked_of
    return Verdict.of(questions, {answer.question_id: answer.value for answer in given}, **rules)


def qualify(enrollment: Enrollment, *, by: "User", overrule: str = "") -> Verdict:
    """Judge a pass by its answers. A setter who hears the voice may overrule with a reason; both are kept."""
    verdict = judged(enrollment)
    enrollment.lead.record(
        Activity.Kind.QUALIFIED,
        by=by,
        may_book=verdict.may_book,
        points=verdict.points,
        missing=list(verdict.missing),
        knocked_out_by=list(verdict.knocked_out_by),
        because=verdict.because,
        overrule=overrule,
    )
    return verdict
