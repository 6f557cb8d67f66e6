"""The words by which the floor is asked who is doing what."""

from typing import TYPE_CHECKING, Self

from calls.models import CallAttempt
from calls.models.dials import CallAttemptQuerySet
from leads.models import Enrollment
from leads.models.passes import EnrollmentQuerySet

if TYPE_CHECKING:
    from office.models import User


class Floor(EnrollmentQuerySet):
    """Leads that a setter holds this moment."""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(Enrollment).visible_to(user)

    def claimed(self) -> Self:
        return self.filter(claimed_by__isnull=False).select_related("claimed_by", "lead", "lead__company", "campaign")


class Open(CallAttemptQuerySet):
    """Calls whose outcome is still owed."""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(CallAttempt).visible_to(user)

    def unfinished(self) -> Self:
        return self.owed().select_related("setter", "lead", "lead__company", "enrollment__campaign")
