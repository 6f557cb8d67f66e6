from typing import TYPE_CHECKING, Self

from django.db import models

from leads.models import Enrollment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class DraftQuerySet(ClientOwnedQuerySet["Draft"]):
    def of_setter(self, setter: "User") -> Self:
        return self.filter(setter=setter)

    def on(self, enrollment: Enrollment) -> Self:
        return self.filter(enrollment=enrollment)


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

    @classmethod
    def keep(cls, enrollment: Enrollment, text: str, *, by: "User") -> "Draft":
        """Save what has been typed so far; the last one counts."""
        made, _new = cls.objects.update_or_create(
            enrollment=enrollment,
            setter=by,
            defaults={"client_id": enrollment.client_id, "text": text, "saved_at": clock.now()},
        )
        return made
