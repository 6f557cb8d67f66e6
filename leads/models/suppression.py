from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import barred
from leads.models import dialling
from leads.models.activity import Activity
from leads.models.suppressed import SuppressionQuerySet
from office import clock, isolation
from office.models import Client, Message, Refused

if TYPE_CHECKING:
    from leads.models.lead import Lead
    from office.models import User

SWEPT = 500  # that one sweep lets go of
MATTERS = ("nurture", "infomail")  # of the mails that a suppressed address does not get any more


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Suppression(models.Model):
    """A number, address, domain or company (see leads.barred) that we must not contact: for one client, or (client
    empty) for the whole agency; for ever, or until a moment. `name`: whom or what it is about, as people write it."""

    class Scope(models.TextChoices):
        NUMBER = "number", _("Number")
        EMAIL = "email", _("E-mail address")
        PERSON = "person", _("Person")
        COMPANY = "company", _("Company")

    client = models.ForeignKey(
        Client, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("client")
    )
    scope = models.CharField(
        _("scope"), max_length=8, choices=Scope.choices, default=Scope.NUMBER, db_default=Scope.NUMBER
    )
    value = models.CharField(_("number or address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True, default="", db_default="")
    source = models.CharField(_("source"), max_length=60)
    evidence = models.TextField(_("evidence"), blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_evidence = models.TextField(_("why contact is allowed again"), blank=True)
    lifted_by = models.ForeignKey("office.User", models.PROTECT, null=True, related_name="+")

    objects = SuppressionQuerySet.as_manager()

    personal = ("value", "name", "evidence", "lift_evidence")

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
        return self.shown

    @property
    def shown(self) -> str:
        """The number, address or domain; the name of a company."""
        return (self.name or self.asked) if self.value.startswith(barred.COMPANY) else self.value

    @property
    def asked(self) -> str:
        """The words with which the list of leads finds those whom it concerns."""
        return self.value.removeprefix(barred.COMPANY)

    @property
    def is_over(self) -> bool:
        """Ended by its own date, not by a person."""
        return self.until is not None and (self.lifted_at or clock.now()) >= self.until and not self.lifted_by_id

    @classmethod
    def put(cls, value: str, **how: Any) -> "Suppression":
        """Never contact again. The number leaves every queue in the same transaction. `how`: see put_all."""
        return cls.put_all([value], **how)[0]

    @classmethod
    @transaction.atomic
    def put_all(
        cls,
        values: Sequence[str],
        *,
        client: Client | None,
        source: str,
        by: "User | None",
        evidence: str = "",
        scope: str = "",
        until: datetime | None = None,
        name: str = "",
    ) -> list["Suppression"]:
        """Never contact these again (before `until`): numbers, addresses, domains, companies, as leads.barred writes
        them. With client None for the whole agency, which only who runs the house may do. What is in force already
        stays, and lasts as long as the longer of the two."""
        now = clock.now()
        if until is not None and until <= now:
            raise Refused(_t("The day from which contact is allowed again must lie ahead."))
        told = {"source": source[:60], "evidence": evidence, "by": by, "until": until, "name": name[:200]}
        with _reach(client, by) as clients:
            cls._outlast(values, client, told)
            found = cls._in_force(values, client, scope, told)
            cls._silence(values, clients, told)
        return [found[value] for value in values]

    @classmethod
    def _in_force(
        cls, values: Sequence[str], client: Client | None, scope: str, told: dict[str, Any]
    ) -> "dict[str, Suppression]":
        """One standing row of each value, locked. One that a colleague put a moment ago may be lifted by them while we
        look for it: then it is put again, so that what was asked for holds."""
        wanted, found, now = sorted(set(values)), dict[str, Suppression](), clock.now()
        while lacking := [value for value in wanted if value not in found]:
            fresh = [cls(client=client, value=v, scope=scope or scope_of(v), created_at=now, **told) for v in lacking]
            cls.objects.bulk_create(fresh, ignore_conflicts=True)
            standing = cls.objects.reaching(client).standing().against(lacking).select_for_update().order_by("value")
            found.update((row.value, row) for row in standing)
        return found

    @classmethod
    def _silence(cls, values: Sequence[str], clients: Sequence[int], told: dict[str, Any]) -> None:
        """Out of every queue; the timeline says so where a lead waited for a call."""
        leads, facts = dialling.concerned(values, clients)
        about = told["name"] or (values[0] if len(values) == 1 else "")
        details = {"source": told["source"], "evidence": told["evidence"], "value": about}
        by = told["by"] and told["by"].pk
        line = {"kind": Activity.Kind.SUPPRESSED, "by": by, "details": details}
        dialling.requeue(leads, facts, at=clock.now(), told=line)
        for value in (value for value in values if "@" in value[1:]):
            for matter in MATTERS:
                Message.objects.about(matter).to_address(value).filter(client_id__in=clients).void()

    @classmethod
    def _outlast(cls, values: Sequence[str], client: Client | None, told: dict[str, Any]) -> None:
        """Those whose time is over make room; those that would end sooner than what is asked now go on."""
        now, until = clock.now(), told["until"]
        for row in cls.objects.reaching(client).standing().against(list(values)).select_for_update().order_by("pk"):
            if row.until and row.until <= now:
                row.lifted_at = now
            elif row.until and (until is None or until > row.until):
                row.until, row.source, row.evidence, row.by = until, told["source"], told["evidence"], told["by"]
            else:
                continue
            row.save()

    def follow(self, lead: "Lead", *, by: "User | None") -> None:
        """The person who asked has another number or address now: it is on the list too, on the same evidence."""
        told: dict[str, Any] = {"source": self.source, "evidence": self.evidence, "until": self.until}
        standing = type(self).objects.binding(lead.client_id).in_force(clock.now()).against(lead.addresses)
        known = set(standing.values_list("value", flat=True))
        fresh = [value for value in lead.addresses if value not in known]
        if fresh:
            type(self).put_all(fresh, client=lead.client, scope=self.Scope.PERSON, name=lead.name, by=by, **told)

    def lift(self, *, by: "User", evidence: str = "") -> None:
        """Contact is allowed again, for a reason that is kept: the number goes back to the queues it stood in. The
        agency's own are lifted by who runs the house only. Lifting twice is lifting once."""
        with transaction.atomic(), _reach(self.client, by) as clients:
            self._end(clients, by=by, evidence=evidence)

    @classmethod
    def let_go(cls) -> int:
        """The sweep: what is over lets its numbers back into their queues. Returns how many there were."""
        everyone = list(Client.objects.values_list("pk", flat=True))
        with isolation.seeing([*everyone, isolation.AGENCY]):
            over = list(cls.objects.over(clock.now()).order_by("until", "pk")[:SWEPT])
            for row in over:
                with transaction.atomic():
                    row._end([row.client_id] if row.client_id else everyone, by=None, evidence="")
        return len(over)

    def _end(self, clients: Sequence[int], *, by: "User | None", evidence: str) -> None:
        now = clock.now()
        if type(self).objects.select_for_update().get(pk=self.pk).lifted_at is not None:
            return
        self.lifted_at, self.lifted_by, self.lift_evidence = now, by, evidence
        self.save(update_fields=["lifted_at", "lifted_by", "lift_evidence"])
        leads, facts = dialling.concerned([self.value], clients)
        details = {"value": str(self), "evidence": evidence}
        dialling.tell(leads, facts, at=now, told={"kind": Activity.Kind.LIFTED, "by": by and by.pk, "details": details})
        dialling.requeue(leads, facts, at=now)


@contextmanager
def _reach(client: Client | None, by: "User | None") -> Iterator[list[int]]:
    """The clients whose leads are concerned: one, or all of them, whose rows are then seen."""
    if client is not None:
        yield [client.pk]
        return
    if by is None or not by.runs_the_house:
        raise Refused(_t("What holds for every client is decided by an administrator of all of them."))
    everyone = list(Client.objects.values_list("pk", flat=True))
    with isolation.seeing([*everyone, isolation.AGENCY]):
        yield everyone


def scope_of(value: str) -> str:
    """What kind of thing a value names."""
    if value.startswith((barred.COMPANY, "@")):
        return Suppression.Scope.COMPANY
    return Suppression.Scope.EMAIL if "@" in value else Suppression.Scope.NUMBER
