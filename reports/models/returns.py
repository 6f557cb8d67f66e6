"""The words by which reports ask for leads that went back to marketing."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from appointments.models import Appointment
from leads.models import HandOff
from leads.models.inbox import HandOffQuerySet
from leads.states import Stage
from reports.models.meetings import UNDONE
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

    def contact(self, name: str | None) -> Self:
        """`before`: given back by the setters before anybody called; `after`: found unfit on a call; else all."""
        asked = {
            "before": Q(before_contact=True, from_team=HandOff.Team.SETTERS),
            "after": Q(before_contact=False, from_team=HandOff.Team.SETTERS, stage=Stage.DISQUALIFIED),
        }
        return self.filter(asked.get(name or "", Q()))

    def from_source(self, source: str) -> Self:
        return super().from_source(source) if source else self

    def reactivated(self) -> Self:
        """With whether a meeting was `set` in a later pass."""
        later = {"lead_id": OuterRef("lead_id"), "enrollment__number__gt": OuterRef("enrollment__number")}
        return self.annotate(set=Exists(Appointment.objects.filter(~UNDONE, **later)))

    def later_set(self) -> Self:
        """Of those `reactivated()`: a meeting was set."""
        return self.filter(set=True)

    def by_own_reason(self) -> Any:
        """(kind, own reason's id, words, returned, came back, later set), the most frequent first."""
        return (
            self.reactivated()
            .order_by()
            .annotate(words=Coalesce("why__label", "label"))
            .values_list("reason", "why_id", "words")
            .annotate(
                returned=Count("pk"),
                back=Count("pk", filter=Q(reentered_at__isnull=False)),
                later=Count("pk", filter=Q(set=True)),
            )
            .order_by("-returned", "reason", "words")
        )

    def said(self, kind: str, why: str, words: str) -> Self:
        """Of one row of `by_own_reason`; with all of them empty, every row."""
        if why.isascii() and why.isdigit() and len(why) < 19:
            return self.filter(why_id=int(why))
        return self.filter(reason=kind, why__isnull=True, label=words.replace("\x00", "")) if kind or words else self

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
