from django.db import models

from leads.models import Enrollment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet


class DraftQuerySet(ClientOwnedQuerySet["Draft"]):
    pass


class Draft(ClientOwned):
    """The notes a setter is typing on a lead, saved as they type; the outcome takes them over."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="drafts", db_constraint=False)
    setter = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    objects = DraftQuerySet.as_manager()

    personal = ("text",)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrollment", "setter"], name="draft_once")]

    def __str__(self) -> str:
        return self.text[:40]
