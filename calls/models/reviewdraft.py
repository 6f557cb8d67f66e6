from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from calls.models.attempt import CallAttempt
from leads.models import Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class ReviewDraftQuerySet(ClientOwnedQuerySet["ReviewDraft"]):
    def on(self, attempt: CallAttempt, *, by: "User") -> Self:
        """A manager's own; nobody else sees it."""
        return self.filter(attempt=attempt, by=by)


class ReviewDraft(ClientOwned):
    """A review that a manager is writing, saved as they type; giving the review takes it away. `ratings`: by the key
    of the criterion, as the form says them."""

    attempt = models.ForeignKey(CallAttempt, models.CASCADE, related_name="review_drafts", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="review_drafts", db_constraint=False)
    by = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    ratings = models.JSONField(_("ratings"), default=dict)
    notes = models.TextField(_("notes to the setter"), blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    objects = ReviewDraftQuerySet.as_manager()

    personal = ("notes",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "by"], name="review_draft_once")]

    def __str__(self) -> str:
        return self.notes[:40]

    @classmethod
    def keep(cls, attempt: CallAttempt, *, by: "User", ratings: Mapping[str, str], notes: str) -> None:
        """Save what was typed and rated so far; the last one counts. Nothing at all: there is no draft."""
        if not ratings and not notes:
            cls.objects.on(attempt, by=by).delete()
            return
        said = {"ratings": dict(ratings), "notes": notes, "saved_at": clock.now()}
        whose = {"client_id": attempt.client_id, "lead_id": attempt.lead_id}
        cls.objects.update_or_create(attempt=attempt, by=by, defaults=said, create_defaults={**said, **whose})

    @property
    def said(self) -> dict[str, str]:
        """As the fields of the review's form."""
        return {**self.ratings, "notes": self.notes}
