from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from leads.models.arrival import Arrival
    from leads.models.lead import Lead
    from office.models import User


class Basis(models.TextChoices):
    """On what ground somebody may be contacted (GDPR, article 6)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("A contract, or steps towards one")
    INTEREST = "interest", _("Legitimate interest")
    LAW = "law", _("A duty by law")


class ConsentQuerySet(ClientOwnedQuerySet["Consent"]):
    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk).select_related("lead_import", "withdrawn_by").order_by("-given_at", "-pk")

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def agreed(self) -> Self:
        """What can be withdrawn: consent itself, no other ground."""
        return self.filter(basis=Basis.CONSENT)

    def last_word_is_no(self) -> bool:
        """A consent was withdrawn, and none was given since."""
        last = self.agreed().aggregate(no=models.Max("withdrawn_at"))["no"]
        return last is not None and not self.agreed().standing().filter(given_at__gt=last).exists()

    def withdraw(self, at: datetime, *, by: "User", why: str) -> list[int]:
        """The ids of those that stood until now."""
        ids = list(self.agreed().standing().order_by("pk").values_list("pk", flat=True).select_for_update())
        Consent.objects.filter(pk__in=ids).update(withdrawn_at=at, withdrawn_by=by, withdrawn_why=why[:200])
        return ids

    def stand_again(self, ids: Sequence[int], at: datetime) -> None:
        """Those of these that were withdrawn at that very moment were not."""
        again = self.filter(pk__in=ids, withdrawn_at=at)
        again.update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


class Consent(ClientOwned):
    """What a lead agreed to, word for word, and how that can be shown. Written once; that it was withdrawn is added.

    `proof`: what the sender can be asked by: a form's submission id, an API request's key, the name of a sheet.
    `lead_import`, `row`: the sheet and its row, where that says it; with `arrival` the door is what says it.
    """

    Basis = Basis

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="consents", db_constraint=False)
    arrival = models.ForeignKey(
        "leads.Arrival", models.SET_NULL, null=True, blank=True, related_name="consents", db_constraint=False
    )
    lead_import = models.ForeignKey(
        "leads.LeadImport", models.SET_NULL, null=True, blank=True, related_name="consents", db_constraint=False
    )
    row = models.PositiveIntegerField(null=True, blank=True)
    basis = models.CharField(_("ground"), max_length=10, choices=Basis.choices)
    text = models.TextField(_("text agreed to"))
    version = models.CharField(_("version"), max_length=20, blank=True)
    given_at = models.DateTimeField(_("given at"))
    source = models.CharField(_("source"), max_length=8)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(_("how it was withdrawn"), max_length=200, blank=True, db_default="")

    objects = ConsentQuerySet.as_manager()

    personal = ("proof", "withdrawn_why")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrival", "row"], name="consent_once"),
            models.UniqueConstraint(fields=["lead_import", "row"], name="consent_of_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.get_basis_display()}"

    @classmethod
    def note(cls, arrival: "Arrival", rows: Iterable[tuple[int, int]]) -> None:
        """Write down the arrival's consent for each (row number, lead id); twice is once."""
        cls.objects.bulk_create(
            [
                cls(
                    client_id=arrival.client_id,
                    lead_id=lead,
                    arrival=arrival,
                    row=row,
                    basis=arrival.basis,
                    text=arrival.consent_text,
                    version=arrival.consent_version,
                    given_at=arrival.consented_at or arrival.at,
                    source=arrival.lead_import.door,
                    proof=arrival.key,
                    created_at=clock.now(),
                )
                for row, lead in rows
            ],
            ignore_conflicts=True,
        )

    @classmethod
    @transaction.atomic
    def withdraw(cls, lead: "Lead", *, by: "User", why: str) -> None:
        """The lead takes its consent back, whoever it gave it to; `why`: how it said so. Other grounds stay."""
        lead.must_stand()
        if not why.strip():
            raise Refused(_t("Say how the consent was withdrawn: in which call, by which mail."))
        if not cls.objects.of_lead(lead).withdraw(clock.now(), by=by, why=why.strip()):
            raise Refused(_t("There is no consent that could be withdrawn."))
        lead.record(Activity.Kind.UPDATED, by=by, fields=[_t("consent withdrawn")], evidence=why.strip()[:200])

    @classmethod
    def any_withdrew(cls, leads: "Iterable[Lead]") -> bool:
        """One of these leads took its consent back, and gave none since."""
        return any(cls.objects.of_lead(lead).last_word_is_no() for lead in leads)

    @property
    def may_be_withdrawn(self) -> bool:
        return self.basis == Basis.CONSENT and self.withdrawn_at is None

    @property
    def how(self) -> str:
        """By which sheet and row, or by which door."""
        return f"{self.proof}, {self.row}" if self.lead_import_id and self.row else self.proof
