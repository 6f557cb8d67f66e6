from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.handoff import HandOff
from leads.models.lead import Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class CustomerQuerySet(ClientOwnedQuerySet["Customer"]):
    def of(self, manager: "User") -> Self:
        return self.filter(models.Q(account_manager=manager) | models.Q(account_manager__isnull=True))

    def newest(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "lead__client", "account_manager", "handoff", "handoff__by"
        ).order_by("-won_at", "-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Customer(ClientOwned):
    """A won lead with its account manager."""

    lead = models.OneToOneField(Lead, models.PROTECT, related_name="customer", db_constraint=False)
    handoff = models.ForeignKey(HandOff, models.PROTECT, related_name="+", db_constraint=False)
    account_manager = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, default=Decimal(0))
    won_at = models.DateTimeField(default=clock.now)

    objects = CustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.lead)
