from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import scoring
from calls.models.attempt import CallAttempt
from calls.models.callpick import CallPick
from calls.models.scorecard import Scorecard
from leads.models import Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Notice, Refused, Role

if TYPE_CHECKING:
    from office.models import User

FIXED = ("client", "attempt", "setter", "version", "scorecard", "pick", "ratings", "score", "failed_by", "by", "at")


class ReviewQuerySet(ClientOwnedQuerySet["Review"]):
    def of_setter(self, setter: "User") -> Self:
        return self.filter(setter=setter)

    def within_reach(self, user: "User") -> Self:
        """Of the person's own calls; a manager's: of all calls of the clients they manage."""
        return self.filter(models.Q(setter=user) | models.Q(client_id__in=user.clients_as([Role.MANAGER])))

    def of_call(self, attempt: CallAttempt | int) -> Self:
        """Every version, newest first."""
        pk = attempt if isinstance(attempt, int) else attempt.pk
        return self.filter(attempt_id=pk).select_related("by", "scorecard").order_by("-version")

    def of_calls(self, attempts: list[int]) -> "dict[int, Review]":
        """The review in force of each of these calls (ids) that has one."""
        return {review.attempt_id: review for review in self.filter(attempt_id__in=attempts).in_force()}

    def in_force(self) -> Self:
        """Without those that were corrected since."""
        later = Review.objects.filter(attempt_id=models.OuterRef("attempt_id"), version__gt=models.OuterRef("version"))
        return self.filter(~models.Exists(later))

    def newest(self) -> Self:
        related = "by", "setter", "scorecard", "pick", "client", "lead__company", "attempt__disposition"
        return self.select_related(*related).order_by("-at", "-pk")

    def with_word(self) -> Self:
        """With `words`: how often somebody has answered."""
        return self.annotate(words=models.Count("attempt__reviews__replies", distinct=True))


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Review(ClientOwned):
    """How a manager judges one call of a setter, by a scorecard, with notes. It is not changed: a correction is the
    next version, and the setter sees both. `ratings`: by the key of the criterion; `failed_by`: the instant fails.
    """

    attempt = models.ForeignKey(CallAttempt, models.PROTECT, related_name="reviews", db_constraint=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="reviews", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="+", db_constraint=False)
    pick = models.ForeignKey(CallPick, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False)
    ratings = models.JSONField(_("ratings"), default=dict)
    score = models.PositiveSmallIntegerField(_("score, of 100"))
    failed_by = models.JSONField(_("instant fails"), default=list)
    notes = models.TextField(_("notes to the setter"), blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ReviewQuerySet.as_manager()

    personal = ("notes",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "version"], name="review_version_once")]
        indexes = [models.Index(fields=["setter", "-at"], name="review_of_setter")]
        triggers = [pgtrigger.ReadOnly(name="said_once", fields=list(FIXED))]

    def __str__(self) -> str:
        return f"{self.score} / 100"

    @property
    def rated(self) -> list[tuple[scoring.Criterion, int | None]]:
        """Each criterion of the card with how it was rated."""
        return [(each, self.ratings.get(each.key)) for each in self.scorecard.every]

    @classmethod
    def give(
        cls,
        attempt: CallAttempt,
        scorecard: Scorecard,
        ratings: Mapping[str, int | None],
        *,
        by: "User",
        after: int = 0,
        **said: Any,
    ) -> "Review":
        """Judge a call, and tell the setter. `after`: the version that is corrected (0: there is none yet); `said`:
        notes, and the pick that the call was drawn by.

        Refused: one's own call, one whose outcome is owed or may still be undone, what is not rated, and when a
        colleague was quicker.
        """
        judged = _judged(attempt, scorecard, ratings, by)
        call = {name: getattr(attempt, name) for name in ("client_id", "lead_id", "setter_id")}
        made = cls(
            attempt=attempt,
            version=after + 1,
            scorecard=scorecard,
            by=by,
            **{**judged, **call, **said},
        )
        made._take_its_place(after)
        return made

    def _take_its_place(self, after: int) -> None:
        """As the next version after that one; refused when a colleague was quicker."""
        try:
            with transaction.atomic():
                last = Review.objects.of_call(self.attempt_id).values_list("version", flat=True).first() or 0
                if last != after:
                    raise IntegrityError
                self.save()
                self._tell()
        except IntegrityError as error:
            raise Refused(_t("A colleague has reviewed this call meanwhile. Look at it again first.")) from error

    def _tell(self) -> None:
        text = _("One of your calls was reviewed. Read what it says, and answer.")
        Notice.tell(self.setter, text, client=self.client, url=f"/my-reviews/{self.pk}/")


def _judged(
    attempt: CallAttempt, scorecard: Scorecard, ratings: Mapping[str, int | None], by: "User"
) -> dict[str, Any]:
    """Ratings, score and instant fails as they are kept, or the refusal."""
    if attempt.setter_id == by.pk:
        raise Refused(_t("This is a call of your own: a colleague reviews it."))
    if attempt.disposition_id is None or attempt.may_undo:
        raise Refused(_t("This call is not over yet: its outcome is owed, or may still be undone."))
    if missing := scoring.unrated(scorecard.every, ratings):
        raise Refused(_t("Rate this too, or say that it did not come up: %(what)s") % {"what": "; ".join(missing)})
    result = scoring.score(scorecard.every, ratings)
    if result.percent is None:
        raise Refused(_t("Nothing was rated: this call says nothing."))
    return {"ratings": dict(ratings), "score": result.percent, "failed_by": list(result.failed_by)}


class ReviewReplyQuerySet(ClientOwnedQuerySet["ReviewReply"]):
    def on_call(self, attempt: CallAttempt | int) -> Self:
        """What was said about any version, oldest first."""
        pk = attempt if isinstance(attempt, int) else attempt.pk
        return self.filter(review__attempt_id=pk).select_related("by").order_by("at", "pk")


class ReviewReply(ClientOwned):
    """What the setter answers to a review, and what the manager says to that. Nothing is changed afterwards."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="replies", db_constraint=False)
    text = models.TextField(_("answer"))
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ReviewReplyQuerySet.as_manager()

    personal = ("text",)

    class Meta:
        verbose_name_plural = "review replies"
        triggers = [pgtrigger.ReadOnly(name="said_once", fields=["client", "review", "by", "at"])]

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def say(cls, review: Review, text: str, *, by: "User") -> "ReviewReply":
        """Answer a review, as its setter or as a manager; the other one is told. Refused without words."""
        text = text.strip()
        if not text:
            raise Refused(_t("Write something first."))
        made = cls.objects.create(client=review.client, review=review, text=text, by=by)
        if by.pk == review.setter_id:
            words, url, whom = _("Your review of a call was answered."), f"/reviews/{review.attempt_id}/", review.by
        else:
            words, url, whom = _("There is a word on your review."), f"/my-reviews/{review.pk}/", review.setter
        Notice.tell(whom, words, client=review.client, url=url)
        return made
