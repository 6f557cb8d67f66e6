"""The words by which reports ask for hot leads and the four moments of each."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from calls.models import CallAttempt
from leads.models import Enrollment, HandOff, ImportRow
from leads.models.passes import EnrollmentQuerySet
from reports.models.slots import spanning
from reports.scope import Scope

if TYPE_CHECKING:
    from office.models import User


class Clocks(EnrollmentQuerySet):
    """Passes that began hot. `Clocks.seen_by(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(Enrollment).visible_to(user)

    def of(self, scope: Scope, source: str = "") -> Self:
        """Begun in the period; narrowed to a campaign, list or source where asked."""
        asked = {"campaign_id": scope.campaign, "lead_list_id": scope.lead_list, "lead__source": source or None}
        narrowed = {lookup: value for lookup, value in asked.items() if value is not None}
        return self.filter(spanning(scope, "began_at", "now"), was_hot=True, **narrowed)

    def with_clocks(self) -> Self:
        """With `detected` (when the lead appeared, or was to come back) and `acted` (its first dial); the pass itself
        says when it was routed (`began_at`) and noticed (`noticed_at`)."""
        detected = Coalesce(Subquery(self._back()), Subquery(self._came()), F("began_at"))
        return self.annotate(detected=detected, acted=Subquery(self._dialled()))

    @staticmethod
    def _back() -> Any:
        """A return that came back: on its own day at the hour it was due, else when marketing brought it back."""
        when = Case(When(Q(accepted_at__isnull=False), then=F("reentered_at")), default=F("due_at"))
        led = {"lead_id": OuterRef("lead_id"), "enrollment__number": OuterRef("number") - 1}
        back = HandOff.objects.at_marketing().filter(**led, reentered_at__isnull=False)
        return back.annotate(when=when).order_by("-pk").values("when")[:1]

    @staticmethod
    def _came() -> Any:
        """An import onto the list of the pass: when its rows came in."""
        on_list = {"lead_id": OuterRef("lead_id"), "lead_import__lead_list_id": OuterRef("lead_list_id")}
        rows = ImportRow.objects.filter(**on_list, lead_import__created_at__lte=OuterRef("began_at"))
        when = Coalesce("lead_import__detected_at", "lead_import__created_at")
        return rows.order_by("-lead_import__created_at").annotate(when=when).values("when")[:1]

    @staticmethod
    def _dialled() -> Any:
        dials = CallAttempt.objects.outbound().filter(enrollment_id=OuterRef("pk"))
        return dials.order_by("started_at").values("started_at")[:1]

    def listed(self) -> Self:
        return self.select_related("lead__company", "lead__client", "campaign", "lead_list").order_by(
            "-began_at", "-pk"
        )
