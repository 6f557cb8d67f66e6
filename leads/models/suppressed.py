"""The words in which suppressions are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Concat, Lower, StrIndex, Substr

from leads.barred import COMPANY
from leads.states import Stage
from office.models import Client, ClientOwnedQuerySet

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from leads.models.suppression import Suppression  # noqa: F401
    from office.models import User

AGENCY_WIDE = models.Q(client__isnull=True)


class SuppressionQuerySet(ClientOwnedQuerySet["Suppression"]):
    def standing(self) -> Self:
        """Not lifted; their time may be over."""
        return self.filter(lifted_at__isnull=True)

    def in_force(self, at: datetime) -> Self:
        return self.standing().filter(models.Q(until__isnull=True) | models.Q(until__gt=at))

    def past(self, at: datetime) -> Self:
        """Lifted, or over."""
        return self.filter(models.Q(lifted_at__isnull=False) | models.Q(until__lte=at))

    def over(self, at: datetime) -> Self:
        """Not lifted yet, but their time is over."""
        return self.standing().filter(until__lte=at)

    def reaching(self, client: Client | None) -> Self:
        """Made for this client; with None, for the whole agency."""
        return self.filter(client=client) if client else self.filter(AGENCY_WIDE)

    def binding(self, client: Client | int) -> Self:
        """Of this client or of the whole agency."""
        pk = client if isinstance(client, int) else client.pk
        return self.filter(models.Q(client_id=pk) | AGENCY_WIDE)

    def visible_to(self, user: "User") -> Self:
        """Of the person's clients and of the whole agency."""
        return self.filter(models.Q(client_id__in=user.clients_in_view) | AGENCY_WIDE)

    def liftable_by(self, user: "User") -> Self:
        """Those of the person's clients; the agency's only by who runs the house."""
        mine = models.Q(client_id__in=user.clients_in_view)
        return self.filter(mine | AGENCY_WIDE if user.runs_the_house else mine)

    def matching(self, words: str) -> Self:
        """Part of a number (with or without spaces), of an address or of a name."""
        packed = "".join(words.split()).lower()
        return self.filter(models.Q(value__icontains=packed) | models.Q(name__icontains=words.strip()))

    def from_source(self, words: str) -> Self:
        return self.filter(source__icontains=words)

    def scoped(self, scope: str) -> Self:
        return self.filter(scope=scope)

    def agency_wide(self) -> Self:
        return self.filter(AGENCY_WIDE)

    def against(self, values: list[str]) -> Self:
        """Of these values: numbers (E.164), addresses (lower case), domains, companies."""
        return self.filter(value__in=values)

    def covering(self, lead: "Lead", number: str) -> Self:
        """What bars this number of a lead: itself, the lead's address, its domain or the lead's company."""
        email = lead.email.lower()
        company = f"{COMPANY}{lead.company.sort_name}" if lead.company else ""
        values = [number, email, email[email.find("@") :] if email else "", company]
        return self.binding(lead.client_id).filter(value__in=[value for value in values if value])

    def covering_pass(self, number: str = "") -> Self:
        """As a subquery over enrollments: what bars the number (the next one unless said), the lead's address, its
        domain or the lead's company; for the client or for the whole agency."""
        mine = models.Q(client_id=models.OuterRef("client_id")) | AGENCY_WIDE
        email = Lower(models.OuterRef("lead__email"))
        domain = Substr(email, StrIndex(email, models.Value("@")))
        company = Concat(models.Value(COMPANY), models.OuterRef("lead__company__sort_name"))
        dialled = models.Value(number) if number else models.OuterRef("next_number")
        return self.filter(mine, value__in=[dialled, email, domain, company])

    def asked_by(self, lead: "Lead", at: datetime) -> Self:
        """What this very person asked for: put on their numbers and address as a person, under their name or for the
        whole agency; where their last pass ended so, under any name. (Others may share a number with them.)"""
        found = self.in_force(at).binding(lead.client_id).scoped("person").against(lead.addresses)
        last = lead.enrollment
        if last is not None and last.stage == Stage.DO_NOT_CALL:
            return found
        return found.filter(models.Q(name=lead.name) | AGENCY_WIDE)

    def older_than(self, pk: str) -> Self:
        """Those put before the one with that id; all where there is no id."""
        return self.filter(pk__lt=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else self

    def newest(self) -> Self:
        return self.select_related("by", "lifted_by", "client").order_by("-pk")
