"""The words by which the wallboard asks: callbacks that are due, outcomes that are owed, times of calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Greatest

from calls.models import Callback
from calls.models.callback import CallbackQuerySet
from leads.models.passes import EnrollmentQuerySet

if TYPE_CHECKING:
    from office.models import User

LATE = timedelta(minutes=15)  # kept is what was dialled within so much (6-figures, Callbacks kept)


class Promises(CallbackQuerySet):
    """Callbacks of the clients that a person sees."""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(Callback).visible_to(user)

    def standing(self, now: datetime) -> tuple[int, int]:
        """(due by now, of these later than a quarter of an hour)."""
        due = self.due(now).filter(enrollment__ended_at__isnull=True)
        return due.count(), due.filter(at__lt=now - LATE).count()


class Passes(EnrollmentQuerySet):
    """Passes of leads. `Passes(Enrollment).visible_to(user)…`"""

    def tries_left_by_campaign(self) -> dict[int, int]:
        """How many attempts their campaign still allows for all that may be called, by campaign id."""
        left = Sum(Greatest(F("campaign__max_attempts") - F("attempts"), 0))
        return dict(self.callable().order_by().values_list("campaign_id").annotate(left=left))


@dataclass(frozen=True, slots=True)
class Times:
    """When one call of a setter began, was answered, ended and got its outcome. Of which client is not told."""

    setter: int
    state: str
    direction: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    logged_at: datetime | None

    @classmethod
    def of(cls, people: Sequence[int], since: datetime, upto: datetime) -> "list[Times]":
        """Those begun in the time, and those whose outcome is owed; by setter, the oldest first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sd_times_of_calls(%s, %s, %s)", [list(people), since, upto])
            return [cls(*row) for row in cursor.fetchall()]
