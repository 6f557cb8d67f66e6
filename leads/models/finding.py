"""How leads are found: by words and filters, in an order, page by page."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from leads.models.listing import Listing
from leads.models.order import Beyond, Order
from leads.models.phone import LeadPhone
from leads.names import normalised
from office.models import ClientOwnedQuerySet

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from office.models import User


class OwnHolds(models.Func):
    """(custom, words): a value of the sheets' own columns holds these words, in any case."""

    template = "EXISTS (SELECT FROM jsonb_each_text(%(expressions)s)) > 0)"
    arg_joiner = ") AS own(name, value) WHERE strpos(lower(own.value), lower("
    output_field = models.BooleanField()


class LeadQuerySet(ClientOwnedQuerySet["Lead"]):
    """The words of `Lead.objects`: above all those with which the list of leads is narrowed and ordered."""

    def visible_to(self, user: "User") -> Self:
        """Without those that were merged into another: that one speaks for them."""
        return super().visible_to(user).filter(merged_into__isnull=True)

    def merged_away(self, user: "User") -> Self:
        """Of the person's clients, those that were merged into another."""
        return super().visible_to(user).filter(merged_into__isnull=False)

    def goal_of(self, pk: int) -> int | None:
        """The id of the lead into which that one was merged."""
        return self.filter(pk=pk).values_list("merged_into", flat=True).first()

    def claimed_by(self, setter: "User") -> Self:
        return self.filter(enrollments__claimed_by=setter)

    def with_pass(self) -> Self:
        """With company and owner, ready to be shown."""
        return self.select_related("company", "owner", "client")

    def matching(self, words: str) -> Self:
        """Each word somewhere in name, company, e-mail or number; accents and capitals do not matter.

        A number may be typed with its spaces, dashes and brackets, and with or without its country code.
        """
        number = "".join(char for char in words if char.isdigit())
        if len(number) > 4 and not any(char.isalpha() for char in words):
            return self.filter(search__contains=number.lstrip("0"))
        found = self
        for word in normalised(words).split():
            found = found.filter(search__contains=word)
        return found

    def standing(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)

    def numbered(self, numbers: list[str]) -> Self:
        """With any of these numbers (E.164)."""
        return self.filter(phones__number__in=numbers).distinct()

    def numbered_by_id(self, ids: list[int]) -> Self:
        """Those with these ids, with their companies."""
        return self.filter(pk__in=ids).select_related("company")

    def made_findable(self) -> int:
        """Fill anew the columns that search and order read, of leads that SQL changed; returns how many there were."""
        found = list(self)
        numbers: dict[int, list[LeadPhone]] = {}
        for phone in LeadPhone.objects.of_leads([lead.pk for lead in found]).in_order():
            numbers.setdefault(phone.lead_id, []).append(phone)
        for lead in found:
            lead.make_findable(tuple(numbers.get(lead.pk, ())))
        self.model.objects.bulk_update(found, ["sort_name", "search"], batch_size=500)
        return len(found)

    def with_address(self, address: str) -> Self:
        return self.filter(email=address.lower()).exclude(email="")

    def called_by_id(self, external_id: str) -> Self:
        return self.filter(external_id=external_id)

    def other_than(self, lead: models.Model) -> Self:
        """Neither the lead nor one that was merged into it."""
        pk = lead.pk or 0
        return self.exclude(models.Q(pk=pk) | models.Q(merged_into=pk))

    def locked(self, *ids: int) -> "list[Lead]":
        """These leads, the older first, locked to the end of the transaction (what points to them may still come)."""
        rows = self.select_for_update(no_key=True, of=("self",)).select_related("company", "client")
        return list(rows.filter(pk__in=ids).order_by("pk"))

    def with_current(self) -> Self:
        """With the latest pass of each lead, open or ended, as `current`."""
        return self.annotate(
            current=models.FilteredRelation("enrollments", condition=models.Q(enrollments__is_latest=True))
        )

    def in_order(self, order: Order, *, beyond: tuple[Any, int] | None = None) -> Self:
        """As the order says; `beyond`: only those after this (value, id)."""
        ordered = self.with_current().annotate(order_key=order.key).order_by(*order.fields)
        if beyond is None:
            return ordered
        sign = "<" if order.falls else ">"
        return ordered.filter(Beyond(order.key, models.F("pk"), *map(models.Value, beyond), sign=sign))

    def page(self, order: Order, *, beyond: tuple[Any, int] | None, most: int) -> Self:
        """The first of these leads, as rows of the list. What orders them is looked up first, their details last."""
        first = self.in_order(order, beyond=beyond).values("pk")[:most]
        return type(self)(self.model).filter(pk__in=first).listed().in_order(order)

    def listed(self) -> Self:
        """With what a row of the list shows: company, owner, and stage, attempts and campaign of the latest pass."""
        return (
            self.select_related("company", "owner", "client")
            .with_current()
            .annotate(
                stage=models.F("current__stage"),
                attempts=models.F("current__attempts"),
                call_after=models.F("current__call_after"),
                campaign_name=models.F("current__campaign__name"),
            )
        )

    def in_stage(self, stage: str) -> Self:
        """Whose latest pass stands there."""
        return self.with_current().filter(current__stage=stage)

    def in_campaign(self, campaign: int) -> Self:
        """Whose latest pass is in the campaign of that id."""
        return self.with_current().filter(current__campaign_id=campaign)

    def on_list(self, lead_list: int) -> Self:
        return self.filter(listings__lead_list_id=lead_list)

    def supplied_by(self, supplier: int) -> Self:
        """On any list from the supplier of that id."""
        return self.filter(models.Exists(Listing.objects.of_supplier(supplier).filter(lead=models.OuterRef("pk"))))

    def owned_by(self, owner: int) -> Self:
        return self.filter(owner_id=owner)

    def from_source(self, source: str) -> Self:
        return self.filter(source__iexact=source)

    def in_country(self, country: str) -> Self:
        return self.filter(country=country.upper())

    def in_area(self, area_code: str) -> Self:
        """By the area's code, with or without the 0 that is dialled before it at home: 0161 finds 161."""
        return self.filter(area_code__in=[area_code, area_code.removeprefix("0")])

    def with_own(self, words: str) -> Self:
        """In some column of the sheets' own."""
        return self.filter(OwnHolds("custom", models.Value(words)))

    def custom_columns(self, *, of_newest: int = 200) -> list[str]:
        """The names of the sheets' own columns, as the newest leads have them."""
        newest = self.exclude(custom={}).order_by("-pk").values_list("custom", flat=True)[:of_newest]
        return sorted({name for custom in newest for name in custom})
