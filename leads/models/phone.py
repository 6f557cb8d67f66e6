from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import ClientOwnedQuerySet, ClientPart

if TYPE_CHECKING:
    from leads.models.lead import Lead


class LeadPhoneQuerySet(ClientOwnedQuerySet["LeadPhone"]):
    def number_is(self, e164: str) -> Self:
        return self.filter(number=e164)

    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk)

    def of_leads(self, ids: list[int]) -> Self:
        return self.filter(lead_id__in=ids)

    def usable(self) -> Self:
        """Not said to be wrong, first to be dialled first."""
        return self.filter(is_wrong=False).order_by("position", "pk")

    def by_lead(self, leads: Sequence[int]) -> dict[int, list["LeadPhone"]]:
        """The usable numbers of these leads (ids), by lead."""
        found: dict[int, list[LeadPhone]] = {}
        for phone in self.filter(lead_id__in=leads).usable():
            found.setdefault(phone.lead_id, []).append(phone)
        return found

    def in_order(self) -> Self:
        return self.order_by("position", "pk")

    def mark_wrong(self) -> int:
        """Said to be wrong by whoever answered."""
        return self.update(is_wrong=True)

    def restore(self, lead: "Lead", rows: list[dict[str, Any]]) -> None:
        """The lead's numbers as they stood (id, position, is_wrong); those that came since go."""
        self.of_lead(lead).exclude(pk__in=[row["id"] for row in rows]).delete()
        for row in rows:
            self.filter(pk=row["id"]).update(position=row["position"], is_wrong=row["is_wrong"])

    def renumber(self, lead: "Lead", phones: Sequence["LeadPhone"]) -> bool:
        """These are the lead's numbers now, in this order; what is known of a number that stays is kept."""
        known = {phone.number: phone for phone in self.of_lead(lead).in_order()}
        if list(known) == [phone.number for phone in phones]:
            return False
        self.of_lead(lead).exclude(number__in=[phone.number for phone in phones]).delete()
        for position, phone in enumerate(phones, start=1):
            phone = known.get(phone.number, phone)
            phone.client_id, phone.lead, phone.position = lead.client_id, lead, position
            phone.save()
        return True


class LeadPhone(ClientPart):
    """One number of a lead, in E.164, with what stood in the file."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("mobile")
        LANDLINE = "landline", _("landline")
        OTHER = "other", _("other")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="phones", db_constraint=False, db_index=False)
    number = models.CharField(_("number"), max_length=20)
    extension = models.CharField(_("extension"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    is_certain = models.BooleanField(_("a number that exists in its country's plan"), default=True)
    is_wrong = models.BooleanField(_("said to be wrong"), default=False)
    raw = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    objects = LeadPhoneQuerySet.as_manager()

    personal = ("number", "extension", "raw")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "number"], name="phone_once")]
        indexes = [models.Index(fields=["number", "client"], name="phone_of_number")]

    def __str__(self) -> str:
        return self.number

    def found_wrong(self, wrong: bool = True) -> None:
        """Said to be wrong by whoever answered, or (by an undo) not after all."""
        self.is_wrong = wrong
        self.save(update_fields=["is_wrong"])

    @property
    def written(self) -> str:
        """As one types it: the number and its extension."""
        return f"{self.number} x{self.extension}" if self.extension else self.number
