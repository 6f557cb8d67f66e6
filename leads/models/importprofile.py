from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.fields import customs, folded
from leads.mapping import fingerprint
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from leads.models.importmatching import ImportMatching
    from office.models import User

LOOKED_AT = 50  # profiles in whose columns custom names are sought


class ImportProfileQuerySet(ClientOwnedQuerySet["ImportProfile"]):
    def named(self) -> Self:
        """Those that somebody saved under a name."""
        return self.exclude(name="").order_by("name")

    def remembered(self) -> Self:
        return self.filter(name="")

    def called(self, name: str) -> Self:
        return self.filter(name=name)

    def newest(self) -> Self:
        return self.order_by("-used_at", "-pk")

    def for_columns(self, fingerprint: str, supplier: str) -> "ImportProfile | None":
        """What these columns became the last time: from this supplier, else from anybody."""
        found = self.filter(fingerprint=fingerprint).newest()
        return found.filter(supplier=supplier).first() or found.first()


class ImportProfile(ClientOwned):
    """How the columns of a kind of file are matched: remembered by itself for the next file with the same columns, or
    saved under a name.

    `fingerprint`: of the headers; `mapping` {header: what it becomes}; `constants` {field: value}; `choices`: how the
    file was read.
    """

    name = models.CharField(_("name"), max_length=80, blank=True)
    fingerprint = models.CharField(max_length=32)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    mapping = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)
    date_order = models.CharField(max_length=3, blank=True)
    choices = models.JSONField(default=dict)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    used_at = models.DateTimeField(default=clock.now)

    objects = ImportProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"], condition=~models.Q(name=""), name="importprofile_name_once"
            ),
            models.UniqueConstraint(
                fields=["client", "fingerprint", "supplier"],
                condition=models.Q(name=""),
                name="importprofile_columns_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.fingerprint

    @classmethod
    def remember(cls, lead_import: "ImportMatching", *, by: "User") -> None:
        """What the columns of this file became, for the next one that has the same."""
        told = cls._told(lead_import, by)
        supplier = lead_import.supplier_name
        client, columns = lead_import.client_id, fingerprint(lead_import.headers)
        cls.objects.update_or_create(client_id=client, name="", fingerprint=columns, supplier=supplier, defaults=told)

    @classmethod
    @transaction.atomic
    def save_as(cls, name: str, lead_import: "ImportMatching", *, by: "User") -> "ImportProfile":
        """Keep what the columns of this file became under a name; the same name is overwritten."""
        if not (tidy := " ".join(name.split())[:80]):
            raise Refused(_t("Give the profile a name."))
        told = {"fingerprint": fingerprint(lead_import.headers), "supplier": lead_import.supplier_name}
        made, _new = cls.objects.update_or_create(
            client_id=lead_import.client_id, name=tidy, defaults={**told, **cls._told(lead_import, by)}
        )
        return made

    def forget(self, *, by: "User") -> None:
        self.delete()

    def fields_of(self, headers: Sequence[str]) -> dict[str, str]:
        """What those of the headers become that the profile knows, however they are written."""
        known = {folded(header): value for header, value in self.mapping.items()}
        return {header: known[folded(header)] for header in headers if folded(header) in known}

    @classmethod
    def custom_names(cls, client: int) -> list[str]:
        """Names under which this client's files kept columns, by name."""
        told: list[Mapping[str, str]] = list(
            cls.objects.of_client(client).newest().values_list("mapping", flat=True)[:LOOKED_AT]
        )
        return sorted({name for mapping in told for name in customs(mapping.items())}, key=str.casefold)

    @staticmethod
    def _told(lead_import: "ImportMatching", by: "User") -> dict[str, Any]:
        return {
            "mapping": lead_import.mapping,
            "constants": lead_import.constants,
            "country": lead_import.country,
            "date_order": lead_import.reading.get("date_order", ""),
            "choices": vars(lead_import.choices),
            "by": by,
            "used_at": clock.now(),
        }
