from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import ClientOwned, ClientOwnedQuerySet


class LeadPhoneQuerySet(ClientOwnedQuerySet["LeadPhone"]):
    def number_is(self, e164: str) -> Self:
        return self.filter(number=e164)

    def of_lead(self, lead: models.Model) -> Self:
        return self.filter(lead_id=lead.pk)

    def usable(self) -> Self:
        """Not said to be wrong, first to be dialled first."""
        return self.filter(is_wrong=False).order_by("position", "pk")

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class LeadPhone(ClientOwned):
    """One number of a lead, in E.164, with what stood in the file."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", _("mobile")
        LANDLINE = "landline", _("landline")
        OTHER = "other", _("other")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="phones", db_constraint=False)
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
        indexes = [models.Index(fields=["client", "number"], name="phone_number")]

    def __str__(self) -> str:
        return self.number

    def found_wrong(self, wrong: bool = True) -> None:
        """Said to be wrong by whoever answered, or (by an undo) not after all."""
        self.is_wrong = wrong
        self.save(update_fields=["is_wrong"])
