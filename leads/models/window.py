from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ZoneSource(models.TextChoices):
    """From what we know in which time zone a lead is."""

    TOLD = "told", _("told by the lead")
    COLUMN = "column", _("from the list")
    POSTAL_CODE = "postal_code", _("from the postal code")
    REGION = "region", _("from the region")
    COUNTRY = "country", _("from the country")
    LANDLINE = "landline", _("from the landline's area code")
    MOBILE = "mobile", _("from the number")
    UNKNOWN = "unknown", _("not known")


class WindowClass(models.Model):
    """One distinct combination of what decides a lead's calling hours. An agency table: no client's data.

    The queue's index holds the class; which classes are open this minute is computed once a minute.
    """

    zones = ArrayField(models.CharField(max_length=64), default=list)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=10, default="business")

    class Meta:
        verbose_name_plural = "window classes"
        constraints = [
            models.UniqueConstraint(fields=["zones", "country", "region", "audience"], name="window_class_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region} {','.join(self.zones)}".strip()

    @classmethod
    def of(
        cls, *, zones: Iterable[str], country: str = "", region: str = "", audience: str = "business"
    ) -> "WindowClass":
        """The class of these zones (IANA names), country (ISO 3166), region and audience."""
        made, _new = cls.objects.get_or_create(zones=sorted(zones), country=country, region=region, audience=audience)
        return made
