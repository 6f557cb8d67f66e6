"""The words by which reports ask for leads that went back to marketing."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count

from leads.models import HandOff
from leads.models.inbox import HandOffQuerySet
from reports.models.slots import narrowed, spanning
from reports.scope import Scope, Side

if TYPE_CHECKING:
    from office.models import User


class Returns(HandOffQuerySet):
    """`Returns.seen_by(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(HandOff).visible_to(user)

    def of(self, scope: Scope, side: Side | None = None) -> Self:
        """Arrived at marketing in the period."""
        return self.filter(
            spanning(scope, "carried_at", side), to_team=HandOff.Team.MARKETING, **narrowed(scope, "by_id")
        )

    def why(self, reason: str | None, label: str | None) -> Self:
        """With this reason and these words, each where asked for; an empty one means those without."""
        asked = {"reason": reason, "label": label}
        return self.filter(**{name: words.replace("\x00", "") for name, words in asked.items() if words is not None})

    def by_reason(self, scope: Scope) -> Any:
        """(reason, words, leads) of the period, the most frequent first."""
        return (
            self.of(scope, "now")
            .values_list("reason", "label")
            .annotate(leads=Count("pk"))
            .order_by("-leads", "reason", "label")
        )

    def shown(self) -> Self:
        return self.newest().select_related("lead__client", "enrollment__lead_list")
