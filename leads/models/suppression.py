from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.enrollment import Enrollment
from leads.models.phone import LeadPhone
from office import clock
from office.models import Client, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class SuppressionQuerySet(ClientOwnedQuerySet["Suppression"]):
    def in_force(self, at: datetime) -> Self:
        return self.filter(lifted_at__isnull=True).filter(models.Q(until__isnull=True) | models.Q(until__gt=at))

    def binding(self, client: Client | int) -> Self:
        """Of this client or of the whole agency."""
        pk = client if isinstance(client, int) else client.pk
        return self.filter(models.Q(client_id=pk) | models.Q(client__isnull=True))

    def visible_to(self, user: "User") -> Self:
        """Of the person's clients and of the whole agency."""
        return self.filter(models.Q(client_id__in=user.clients_in_view) | models.Q(client__isnull=True))

    def of_clients(self, user: "User") -> Self:
        """Those that the person's clients made, and may lift."""
        return self.filter(client_id__in=user.clients_in_view)

    def matching(self, words: str) -> Self:
        """Part of a number (with or without spaces) or of an address."""
        return self.filter(value__icontains="".join(words.split()).lower())

    def against(self, values: list[str]) -> Self:
        """Of these numbers (E.164) or addresses (lower case)."""
        return self.filter(value__in=values)

    def covering(self, enrollment: Enrollment, number: str) -> Self:
        """Of this number or of the lead's address; for its client or for the whole agency."""
        mine = models.Q(client_id=enrollment.client_id) | models.Q(client__isnull=True)
        return self.filter(mine, value__in=[number, enrollment.lead.email.lower() or number])

    def older_than(self, pk: str) -> Self:
        """Those put before the one with that id; all where there is no id."""
        return self.filter(pk__lt=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else self

    def covering_pass(self) -> Self:
        """The same as a subquery over enrollments."""
        mine = models.Q(client_id=models.OuterRef("client_id")) | models.Q(client__isnull=True)
        values = [models.OuterRef("next_number"), models.functions.Lower(models.OuterRef("lead__email"))]
        return self.filter(mine, value__in=values)

    def newest(self) -> Self:
        return self.select_related("by", "client").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Suppression(models.Model):
    """A number or address that we must not contact: for one client, or (client empty) for the whole agency."""

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    value = models.CharField(_("number or address"), max_length=254)
    source = models.CharField(_("source"), max_length=60)
    evidence = models.TextField(_("evidence"), blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_evidence = models.TextField(_("why contact is allowed again"), blank=True)
    lifted_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")

    objects = SuppressionQuerySet.as_manager()

    personal = ("value", "evidence", "lift_evidence")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "value"],
                condition=models.Q(lifted_at__isnull=True),
                nulls_distinct=False,
                name="suppression_once",
            )
        ]
        indexes = [models.Index(fields=["value"], condition=models.Q(lifted_at__isnull=True), name="suppression_value")]

    def __str__(self) -> str:
        return self.value

    @classmethod
    @transaction.atomic
    def put(
        cls, value: str, *, client: Client | None, source: str, by: "User | None", evidence: str = ""
    ) -> "Suppression":
        """Never contact again. The number leaves every queue in the same transaction."""
        made, _new = cls.objects.get_or_create(
            client=client,
            value=value,
            lifted_at=None,
            defaults={"source": source, "evidence": evidence, "by": by, "created_at": clock.now()},
        )
        waiting = Enrollment.objects.open().unclaimed().filter(next_number=value)
        (waiting.of_client(client) if client else waiting).update(next_number="")
        return made

    @transaction.atomic
    def lift(self, *, by: "User", evidence: str = "") -> None:
        """Contact is allowed again, for a reason that is kept: the number goes back to the queues it stood in."""
        self.lifted_at, self.lifted_by, self.lift_evidence = clock.now(), by, evidence
        self.save(update_fields=["lifted_at", "lifted_by", "lift_evidence"])
        for phone in LeadPhone.objects.of_client(self.client_id or 0).number_is(self.value).select_related("lead"):
            phone.lead.record(Activity.Kind.LIFTED, by=by, value=self.value, evidence=evidence)
        for silent in Enrollment.objects.of_client(self.client_id or 0).silent_with(self.value):
            Enrollment.objects.filter(pk=silent.pk).unclaimed().update(next_number=silent.lead.number_to_call)
