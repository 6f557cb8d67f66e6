from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

NAME = 120  # characters at most


class SupplierQuerySet(ClientOwnedQuerySet["Supplier"]):
    def active(self) -> Self:
        """Those from whom we still buy."""
        return self.filter(is_active=True)

    def called(self, name: str) -> Self:
        """Of that name, whatever its capitals and blanks."""
        return self.filter(name__iexact=tidy(name))

    def other_than(self, supplier: models.Model) -> Self:
        return self.exclude(pk=supplier.pk)

    def by_name(self) -> Self:
        """Those from whom we still buy first."""
        return self.select_related("client").order_by("-is_active", "name", "pk")

    def with_counts(self) -> Self:
        """With `list_count`, and when something was last loaded of theirs as `last_import_at`."""
        return self.annotate(
            list_count=models.Count("lists", distinct=True), last_import_at=models.Max("lists__imports__created_at")
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Supplier(ClientOwned):
    """Who delivers lists of leads to a client, and what was agreed. The name is there once per client.

    `price_per_lead`: what is paid for each row delivered, where it is agreed so; else None.
    """

    name = models.CharField(_("name"), max_length=NAME)
    email = models.EmailField(_("e-mail of our contact"), blank=True)
    price_per_lead = models.DecimalField(
        _("agreed price of a lead"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    terms = models.TextField(_("what was agreed"), blank=True)
    refund_terms = models.TextField(_("what is paid back, and until when"), blank=True)
    notes = models.TextField(_("notes"), blank=True)
    is_active = models.BooleanField(_("we still buy from them"), default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = SupplierQuerySet.as_manager()

    personal = ("email", "notes")

    class Meta:
        constraints = [
            models.UniqueConstraint("client", models.functions.Upper("name"), name="supplier_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="supplier_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, client: Client, name: str, by: "User", **details: Any) -> "Supplier":
        """A new supplier. Refused when the client has one of this name."""
        if cls.objects.of_client(client).called(name).exists():
            raise Refused(_t("There is a supplier of this name already."))
        return cls.objects.create(client=client, name=tidy(name), created_at=clock.now(), **details)

    @classmethod
    def named(cls, name: str, *, client: Client | int) -> "Supplier":
        """The client's supplier of that name, whatever its capitals and blanks; made if it is not there."""
        pk = client if isinstance(client, int) else client.pk
        made, _new = cls.objects.of_client(pk).get_or_create(
            name__iexact=tidy(name), defaults={"client_id": pk, "name": tidy(name)}
        )
        return made

    def change(self, *, by: "User", **details: Any) -> None:
        """What is different is saved; the history keeps both. Refused when the new name is taken."""
        name = tidy(details.pop("name", self.name))
        if type(self).objects.of_client(self.client_id).called(name).other_than(self).exists():
            raise Refused(_t("There is a supplier of this name already."))
        for field, value in {"name": name, **details}.items():
            setattr(self, field, value)
        self.save()


def tidy(name: str) -> str:
    """A name without blanks at its ends and doubled in its middle."""
    return " ".join(name.split())[:NAME]


def agreed(price: Decimal | None) -> bool:
    """Whether a price of a lead was agreed on."""
    return price is not None and price > 0
