"""The words by which reports ask for calls."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Count, DateTimeField, F, Func, Q, Value

from calls.models import CallAttempt, Reached
from calls.models.dials import CallAttemptQuerySet
from reports.models.slots import narrowed, slot, spanning
from reports.scope import Scope, Side

if TYPE_CHECKING:
    from office.models import User

ANSWERED = Q(reached__in=[Reached.SOMEBODY, Reached.DECISION_MAKER])
CONVERSATION = Q(reached=Reached.DECISION_MAKER)
WHICH = {"dials": Q(), "answered": ANSWERED, "conversations": CONVERSATION}
QUARTER = Value("15 minutes")  # no zone's clock differs from another's by less
EPOCH = Value(datetime(2000, 1, 1, tzinfo=UTC), output_field=DateTimeField())


class Dials(CallAttemptQuerySet):
    """Calls that we began. `Dials(CallAttempt).visible_to(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(CallAttempt).visible_to(user)

    def of(self, scope: Scope, side: Side | None = None) -> Self:
        """Begun in the period, in the one before, or in either."""
        return self.filter(
            spanning(scope, "started_at", side), direction=CallAttempt.Direction.OUTBOUND, **narrowed(scope)
        )

    def which(self, name: str) -> Self:
        """`dials` (all), `answered` or `conversations`; anything else is all."""
        return self.filter(WHICH.get(name, Q()))

    def cube(self, scope: Scope) -> Any:
        """(slot, setter id and name, list id and name, dials, answered, conversations)."""
        return (
            self.of(scope)
            .annotate(slot=slot(scope, "started_at"))
            .values_list("slot", "setter_id", "setter__name", "enrollment__lead_list_id", "enrollment__lead_list__name")
            .annotate(
                dials=Count("pk"), answered=Count("pk", filter=ANSWERED), conversations=Count("pk", filter=CONVERSATION)
            )
        )

    def daily_by_campaign(self, scope: Scope) -> dict[int, float]:
        """Mean dials of a day of the period on which the campaign was dialled, by campaign id."""
        rows = (
            self.of(scope, "now")
            .order_by()
            .annotate(slot=slot(scope, "started_at"))
            .values_list("enrollment__campaign_id")
        )
        found = rows.annotate(dials=Count("pk"), days=Count("slot", distinct=True))
        return {campaign: dials / days for campaign, dials, days in found}

    def by_local_hour(self, scope: Scope) -> Any:
        """(zone of the lead, quarter of an hour in UTC, dials, conversations) of the period."""
        return (
            self.of(scope, "now")
            .annotate(
                zone=F("lead__zones__0"),
                quarter=Func(
                    QUARTER,
                    F("started_at"),
                    EPOCH,
                    function="date_bin",
                    template="%(function)s(%(expressions)s)",
                    output_field=DateTimeField(),
                ),
            )
            .values_list("zone", "quarter")
            .annotate(dials=Count("pk"), conversations=Count("pk", filter=CONVERSATION))
        )

    def shown(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "setter", "disposition").newest()
