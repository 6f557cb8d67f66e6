from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from leads.models.supplier import Supplier, agreed
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

MONEY: Any = models.DecimalField(max_digits=24, decimal_places=4)


class Basis(models.TextChoices):
    """What the cost of a list is paid for."""

    LIST = "list", _("the whole list")
    ROW = "row", _("each row delivered")


class LeadListQuerySet(ClientOwnedQuerySet["LeadList"]):
    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def of_supplier(self, supplier: Supplier) -> Self:
        return self.filter(supplier=supplier)

    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def other_than(self, lead_list: models.Model) -> Self:
        return self.exclude(pk=lead_list.pk)

    def by_campaign(self) -> Self:
        return self.select_related("campaign").order_by("campaign__name", "name", "pk")

    def with_last_import(self) -> Self:
        """With the moment something was last loaded into it."""
        return self.annotate(last_import_at=models.Max("imports__created_at"))

    def with_cost(self) -> Self:
        """With `delivered` (rows loaded, and leads put on by hand), `listed` (leads on it), and what they cost:
        `cost_in_all`, `cost_of_row` (of one delivered), `cost_of_lead` (of one on the list). Told when asked, in SQL:
        a price that is changed later is right at once, and no lead carries a copy of it."""
        rows = models.Sum("imports__rows", filter=models.Q(imports__step="loaded"))
        by_hand = models.Count("listings", filter=models.Q(listings__lead_import=None))
        counted = self.annotate(delivered=_of_list(rows) + _of_list(by_hand), listed=_of_list(models.Count("listings")))
        by_row = models.When(cost_basis=Basis.ROW, then=_money(models.F("cost") * models.F("delivered")))
        in_all = counted.annotate(cost_in_all=models.Case(by_row, default=models.F("cost"), output_field=MONEY))
        return in_all.annotate(cost_of_row=_part("delivered"), cost_of_lead=_part("listed"))

    def costs_of_lead(self) -> dict[int, Decimal]:
        """What a lead of each list cost, by the list's id; lists that cost nothing left out."""
        told: Any = self.with_cost().filter(cost__gt=0)
        return {row.pk: row.cost_of_lead for row in told if row.cost_of_lead}

    def newest(self) -> Self:
        return self.select_related("campaign", "supplier").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LeadList(ClientOwned):
    """A batch of leads in a campaign, with where it came from and what it cost.

    `cost`: of the whole list or of each row delivered, as `cost_basis` says; what one lead of it cost is
    `Listing.cost`.
    """

    Basis = Basis

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="lists", db_constraint=False, verbose_name=_("campaign")
    )
    name = models.CharField(_("name"), max_length=120)
    source = models.CharField(_("source"), max_length=120, blank=True)
    supplier = models.ForeignKey(
        Supplier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lists",
        db_constraint=False,
        verbose_name=_("supplier"),
    )
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=4, default=Decimal(0))
    cost_basis = models.CharField(_("paid for"), max_length=5, choices=Basis.choices, default=Basis.LIST)
    created_at = models.DateTimeField(default=clock.now)

    objects = LeadListQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="leadlist_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(
        cls, *, campaign: Campaign, name: str, by: "User", supplier: Supplier | str | None = None, **details: Any
    ) -> "LeadList":
        """The campaign's list of that name, made if it is not there.

        `supplier`: one of the client's, or a name (a new one becomes a supplier). Without a cost, a price of a lead
        that was agreed with the supplier holds.
        """
        found = cls.objects.of_campaign(campaign).named(name).first()
        if found:
            return found
        from_whom = cls._supplied_by(supplier, campaign)
        if not details.get("cost") and from_whom and agreed(from_whom.price_per_lead):
            details |= {"cost": from_whom.price_per_lead, "cost_basis": Basis.ROW}
        told = {"client_id": campaign.client_id, "supplier": from_whom, **details}
        made, _new = cls.objects.get_or_create(campaign=campaign, name=name, defaults=told)
        return made

    def change(self, *, by: "User", supplier: Supplier | str | None = None, **details: Any) -> None:
        """Name, source, supplier and cost, also long after the load; the history keeps both."""
        name = details.get("name", self.name)
        if type(self).objects.of_campaign(self.campaign).named(name).other_than(self).exists():
            raise Refused(_t("This campaign has a list of this name already."))
        self.supplier = self._supplied_by(supplier, self.campaign)
        for field, value in details.items():
            setattr(self, field, value)
        self.save()

    def supplied(self, *, by: "User", supplier: str, cost: Decimal | None = None, cost_basis: str = "") -> None:
        """What a file says of its list: who supplied it, and what it cost. Without a cost, the price of a lead that was
        agreed with a supplier who is new here holds."""
        before, price = self.supplier, {"cost": cost or Decimal(0), "cost_basis": cost_basis or Basis.LIST}
        self.change(by=by, supplier=supplier, **price)
        if self.supplier and self.supplier != before and not cost and agreed(self.supplier.price_per_lead):
            self.change(by=by, supplier=self.supplier, cost=self.supplier.price_per_lead, cost_basis=Basis.ROW)

    @classmethod
    def open_for(cls, *, campaign: Campaign, name: str, by: "User", supplier: str = "") -> "LeadList":
        """The list of that name for a file of this supplier. Refused when it holds the leads of another one."""
        made = cls.open(campaign=campaign, name=name, by=by, supplier=supplier)
        wanted = cls._supplied_by(supplier, campaign)
        if wanted and made.supplier and made.supplier != wanted:
            words = {"list": made, "supplier": made.supplier, "other": wanted}
            raise Refused(_t("“%(list)s” holds leads of %(supplier)s. Choose another list for %(other)s.") % words)
        if wanted and not made.supplier:
            made.supplied(by=by, supplier=supplier, cost=made.cost, cost_basis=made.cost_basis)
        return made

    @staticmethod
    def _supplied_by(supplier: Supplier | str | None, campaign: Campaign) -> Supplier | None:
        if isinstance(supplier, str):
            return Supplier.named(supplier, client=campaign.client_id) if supplier.strip() else None
        if supplier and supplier.client_id != campaign.client_id:
            raise Refused(_t("This supplier belongs to another client."))
        return supplier


def _of_list(count: models.Aggregate) -> models.Expression:
    """A number of the list at hand, counted apart from the others, so that they do not multiply."""
    one = LeadList.objects.order_by().filter(pk=models.OuterRef("pk")).values("pk").annotate(n=count).values("n")
    return Coalesce(models.Subquery(one, output_field=models.BigIntegerField()), 0)


def _money(value: Any) -> models.Expression:
    return models.ExpressionWrapper(value, output_field=MONEY)


def _part(among: str) -> models.Expression:
    return _money(models.F("cost_in_all") / NullIf(models.F(among), 0))
