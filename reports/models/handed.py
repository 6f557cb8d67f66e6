"""The words by which reports ask for what marketing handed to the setters, and what the setters answered."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from leads.models import ListHandOff
from leads.models.listhandoffs import ListHandOffQuerySet
from reports.models.slots import spanning
from reports.scope import Scope

if TYPE_CHECKING:
    from office.models import User

WHICH = {
    "handed": Q(),
    "accepted": Q(accepted_at__isnull=False),
    "rejected": Q(rejected_at__isnull=False),
    "unanswered": Q(accepted_at__isnull=True, rejected_at__isnull=True),
}


class Handed(ListHandOffQuerySet):
    """`Handed.seen_by(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(ListHandOff).visible_to(user)

    def of(self, scope: Scope, source: str = "") -> Self:
        """Handed over in the period; a source is that of the list."""
        asked = {"campaign_id": scope.campaign, "lead_list_id": scope.lead_list, "lead_list__source": source or None}
        narrowed = {lookup: value for lookup, value in asked.items() if value is not None}
        return self.filter(spanning(scope, "handed_at", "now"), count__gt=0, **narrowed)

    def which(self, name: str) -> Self:
        """`handed` (all), `accepted`, `rejected` or `unanswered`; anything else is all."""
        return self.filter(WHICH.get(name, Q()))

    def leads(self) -> dict[str, Any]:
        """How many leads each of WHICH counts."""
        return self.order_by().aggregate(
            **{name: Coalesce(Sum("count", filter=asked), 0) for name, asked in WHICH.items()}
        )
