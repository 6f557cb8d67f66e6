"""The words by which exports ask for rows: which, in which order, and then a handful at a time with their details."""

from typing import TYPE_CHECKING, Any, Self

from django.db.models import Prefetch

from calls.models import CallAttempt
from calls.models.dials import CallAttemptQuerySet
from leads.models import Lead, LeadPhone, Listing
from leads.models.finding import LeadQuerySet
from leads.models.order import Order

if TYPE_CHECKING:
    from office.models import User


class Calls(CallAttemptQuerySet):
    def last_of_each_lead(self) -> Self:
        """One call of each lead: the one that began last."""
        return self.select_related("disposition").order_by("lead_id", "-started_at", "-pk").distinct("lead_id")


class LeadsToSend(LeadQuerySet):
    """`LeadsToSend.seen_by(user)…`"""

    @classmethod
    def seen_by(cls, user: "User") -> Self:
        return cls(Lead).visible_to(user)

    def keys(self, order: Order) -> Any:
        """The ids, in the order of the list."""
        return self.in_order(order).values_list("pk", flat=True)

    def with_calls(self) -> Self:
        """With all that a row of the export can show. Numbers, lists and last calls come by one look-up each for a
        handful of leads: its time does not hang on how well the database knows its tables just after a load."""
        return self.listed().prefetch_related(
            Prefetch("phones", LeadPhone.objects.in_order()),
            Prefetch("listings", Listing.objects.select_related("lead_list").order_by("pk")),
            Prefetch("call_attempts", Calls(CallAttempt).last_of_each_lead(), to_attr="last_calls"),
        )
