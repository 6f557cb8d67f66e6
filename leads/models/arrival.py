from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from leads import mapping
from leads.models.ad import Ad, folded
from leads.models.consent import Basis, Consent
from leads.models.importrow import ImportRow
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.parcel import Parcel
from leads.models.welcome import call_soon, record, tell_of_silence
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User

LATELY = timedelta(days=30)
DOORS = ("token", "web_form", "folder", "ad")


class ArrivalQuerySet(ClientOwnedQuerySet["Arrival"]):
    def through(self, **door: models.Model) -> Self:
        """Through one token, web form or folder: `through(web_form=form)`."""
        return self.filter(**door)

    def keyed(self, key: str) -> Self:
        return self.filter(key=key).select_related("lead_import", "ad")

    def since(self, at: datetime) -> Self:
        return self.filter(at__gt=at)

    def before(self, at: datetime) -> Self:
        return self.filter(at__lte=at)

    def lately(self) -> Self:
        return self.since(clock.now() - LATELY)

    def from_address(self, address_hash: str) -> Self:
        return self.filter(address_hash=address_hash)

    def forget_addresses(self) -> int:
        """Where they came from is needed no longer."""
        return self.exclude(address_hash="").update(address_hash="")

    def newest(self) -> Self:
        return self.select_related(
            "lead_import__lead_list__campaign", "token", "web_form", "folder", "ad", "client"
        ).order_by("-pk")

    def with_unknown_code(self) -> Self:
        return self.filter(ad__isnull=True).exclude(ad_code="")

    def unknown_codes(self) -> list[dict[str, Any]]:
        """[{"ad_code", "client_id", "n", "last"}] of codes that no ad has, most frequent first."""
        counted = self.with_unknown_code().order_by().values("ad_code", "client_id")
        counted = counted.annotate(n=models.Count("pk"), last=models.Max("at")).order_by("-n", "ad_code")
        return [dict(row) for row in counted[:20]]

    def tally(self, door: str) -> dict[int, dict[str, Any]]:
        """By the id of the `token`, `web_form`, `folder` or `ad`: how often, how many rows of each kind, when last."""
        sums = {name: models.Sum(f"lead_import__{name}") for name in ("rows", "created", "rejected", "suppressed")}
        counted = self.exclude(**{f"{door}__isnull": True}).order_by().values(f"{door}_id")
        return {
            row.pop(f"{door}_id"): row for row in counted.annotate(n=models.Count("pk"), last=models.Max("at"), **sums)
        }

    def belongs_to(self, ad: Ad) -> int:
        """Those whose code is this ad's, sent before the ad was written down here."""
        mine = [pk for pk, code in self.with_unknown_code().values_list("pk", "ad_code") if folded(code) == ad.code]
        return self.filter(pk__in=mine).update(ad=ad)


class Arrival(ClientOwned):
    """Leads that came in without a colleague: through a program's token, a web form or a watched folder.

    `key` says which ones they were in the sender's own words (idempotency key, submission id, sha256 of the file):
    the same key through the same door has one effect. What is said of all its rows stands here: ad, consent.
    """

    lead_import = models.OneToOneField(LeadImport, models.CASCADE, related_name="arrival", db_constraint=False)
    token = models.ForeignKey(
        "office.ApiToken", models.PROTECT, null=True, blank=True, related_name="arrivals", db_constraint=False
    )
    web_form = models.ForeignKey(
        "leads.WebForm", models.PROTECT, null=True, blank=True, related_name="arrivals", db_constraint=False
    )
    folder = models.ForeignKey(
        "leads.WatchedFolder", models.PROTECT, null=True, blank=True, related_name="arrivals", db_constraint=False
    )
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    ad = models.ForeignKey(Ad, models.SET_NULL, null=True, blank=True, related_name="arrivals", db_constraint=False)
    ad_code = models.CharField(_("code as they wrote it"), max_length=80, blank=True)
    basis = models.CharField(_("ground"), max_length=10, choices=Basis.choices, blank=True)
    consent_text = models.TextField(blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="arrival_once_by_token"),
            models.UniqueConstraint(fields=["web_form", "key"], name="arrival_once_by_form"),
            models.UniqueConstraint(fields=["folder", "key"], name="arrival_once_by_folder"),
        ]
        indexes = [models.Index(fields=["web_form", "at"], name="arrival_of_form")]

    def __str__(self) -> str:
        return f"{self.lead_import_id}: {self.key}"

    @classmethod
    @transaction.atomic
    def take_in(
        cls, parcel: Parcel, *, door: str, lead_list: LeadList, name: str, by: "User", **through: Any
    ) -> "Arrival":
        """Receive a parcel's rows; their load is due. `through`: key, digest, address_hash, and token or web_form."""
        made = LeadImport.receive_rows(
            parcel.rows, name=name, door=door, lead_list=lead_list, by=by, country=parcel.country
        )
        made.mapping = mapping.exactly(made.mapping)
        made.hot, made.detected_at = parcel.hot, parcel.detected_at or clock.now()
        made.save(update_fields=["mapping", "hot", "detected_at"])
        made.load(by=by)
        return cls.objects.create(
            client_id=lead_list.client_id,
            lead_import=made,
            ad=Ad.objects.of_client(lead_list.client_id).coded(parcel.code).first() if parcel.code else None,
            ad_code=parcel.code[:80],
            basis=parcel.basis,
            consent_text=parcel.consent_text,
            consent_version=parcel.consent_version,
            consented_at=parcel.consented_at,
            at=clock.now(),
            **through,
        )

    @property
    def door(self) -> models.Model:
        """The token, form or folder they came through."""
        found = self.token or self.web_form or self.folder
        assert found is not None
        return found

    @property
    def code_is_unknown(self) -> bool:
        return bool(self.ad_code) and self.ad_id is None

    def settle(self) -> None:
        """All rows are loaded: what that means for their leads. In the load's last transaction."""
        rows = ImportRow.objects.of_import(self.lead_import).about_leads()
        leads = sorted({lead for _row, lead in rows})
        if self.basis:
            Consent.note(self, rows)
        if self.basis or self.ad_code or self.web_form_id:
            record(leads, self, self._said())
        if self.lead_import.hot:
            call_soon(leads, lead_list=self.lead_import.lead_list)
            tell_of_silence(self, leads)

    def _said(self) -> dict[str, str | int]:
        return {
            "door": self.lead_import.door,
            "name": str(self.door),
            "import": self.lead_import_id,
            "ad": str(self.ad) if self.ad else "",
            "code": self.ad_code,
            "basis": self.basis,
            "text": self.consent_text,
            "version": self.consent_version,
        }
