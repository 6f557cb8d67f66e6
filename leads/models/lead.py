from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import dialling
from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.company import Company
from leads.models.enrollment import Enrollment
from leads.models.finding import LeadQuerySet
from leads.models.leadlist import LeadList
from leads.models.listing import Listing
from leads.models.order import INDEXED, Order
from leads.models.phone import LeadPhone
from leads.models.suppression import Suppression
from leads.models.window import WindowClass, ZoneSource
from leads.names import normalised
from leads.states import Stage
from office import clock
from office.models import ClientBase, Refused

if TYPE_CHECKING:
    from office.models import Client, User

DERIVED = ("zone_", "area_code")  # told from the numbers and the address, not typed


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), exclude=["search", "merged_into"])
class Lead(ClientBase):
    """One person (or a company with no known person) of one client, once per client.

    `zones`: the IANA zones it may be in (one, or several where the number leaves it open), with their source.
    """

    ZoneSource = ZoneSource

    company = models.ForeignKey(
        Company, models.SET_NULL, verbose_name=_("company"), null=True, blank=True, related_name="leads",
        db_constraint=False,
    )  # fmt: skip
    external_id = models.CharField(_("number in your system"), max_length=80, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("first number"), max_length=20, blank=True)
    area_code = models.CharField(_("area code"), max_length=8, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=16, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    zones = ArrayField(models.CharField(max_length=64), default=list, verbose_name=_("time zones"))
    zone_source = models.CharField(max_length=12, choices=ZoneSource.choices, default=ZoneSource.UNKNOWN)
    zone_confidence = models.PositiveSmallIntegerField(_("confidence in the zone, in percent"), default=0)
    window_class = models.ForeignKey(WindowClass, models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=120, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    custom = models.JSONField(_("other columns"), default=dict, blank=True)
    owner = models.ForeignKey(
        "office.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    sort_name = models.CharField(max_length=200, db_collation="C")
    search = models.TextField(blank=True, db_collation="C")
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    merged_into = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="absorbed", db_constraint=False, db_index=False
    )

    objects = LeadQuerySet.as_manager()

    personal = (
        "first_name", "last_name", "job_title", "email", "phone", "address", "notes", "custom", "sort_name", "search",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_id", "client"],
                condition=~models.Q(external_id="") & models.Q(merged_into__isnull=True),
                name="external_id_once",
            )
        ]
        indexes = [
            models.Index(fields=["client", "sort_name", "id"], name="lead_by_name"),
            models.Index(fields=["email", "client"], condition=~models.Q(email=""), name="lead_of_email"),
            models.Index(fields=["client", "phone"], name="lead_by_phone"),
            models.Index(fields=["client", "created_at", "id"], name="lead_by_created"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="lead_merged"),
            models.Index(
                fields=["external_id"],
                condition=~models.Q(external_id="") & models.Q(merged_into__isnull=False),
                name="lead_absorbed_id",
            ),
            *(models.Index("client", Order(column).key, "id", name=f"lead_by_{column}") for column in INDEXED),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The person's name, else the company's, else the number."""
        person = f"{self.first_name} {self.last_name}".strip()
        return person or (self.company.name if self.company else "") or self.phone or f"#{self.pk}"

    @property
    def zone(self) -> str:
        """The zone in which times are shown to us; the first of several."""
        return self.zones[0] if self.zones else self.client.zone

    @cached_property
    def enrollment(self) -> Enrollment | None:
        """The latest pass: the open one, if one is open."""
        return Enrollment.objects.filter(lead=self).current().select_related("campaign", "lead_list").first()

    @classmethod
    @transaction.atomic
    def add(
        cls,
        *,
        client: "Client",
        by: "User | None",
        phones: tuple[LeadPhone, ...] = (),
        zones: tuple[str, ...] = (),
        **details: Any,
    ) -> "Lead":
        """A new lead with its numbers. `phones`: unsaved LeadPhone rows, first to be dialled first."""
        window = WindowClass.of(zones=zones, country=details.get("country", ""), region=details.get("region", ""))
        lead = cls(client=client, zones=list(zones), window_class=window, **details)
        lead.phone = phones[0].number if phones else ""
        lead.make_findable(phones)
        lead.save()
        for position, phone in enumerate(phones, start=1):
            phone.client_id, phone.lead, phone.position = lead.client_id, lead, position
        LeadPhone.objects.bulk_create(phones)
        lead.record(Activity.Kind.CREATED, by=by)
        return lead

    def make_findable(self, phones: tuple[LeadPhone, ...] = ()) -> None:
        """Fill the columns that search and order read; an address is one address in any case."""
        self.email = self.email.lower()
        company = self.company.name if self.company else ""
        person = f"{self.last_name} {self.first_name}".strip()
        self.sort_name = normalised(person or company or self.phone)[:200]
        numbers = " ".join(phone.number for phone in phones) or self.phone
        self.search = normalised(
            f"{self.first_name} {self.last_name} {company} {self.email} {numbers} {self.city} {self.external_id}"
        )

    def record(self, kind: str, *, by: "User | None", **details: Any) -> Activity:
        """Write one line into the timeline."""
        return Activity.objects.create(
            client_id=self.client_id, lead=self, kind=kind, by=by, at=clock.now(), details=details
        )

    def enroll(
        self, campaign: Campaign, *, by: "User | None", lead_list: LeadList | None = None, **queue: Any
    ) -> Enrollment:
        """Open a pass in a campaign: the lead joins its queue."""
        self.__dict__.pop("enrollment", None)
        queue.setdefault("next_number", self.number_to_call)
        return Enrollment.begin(self, campaign=campaign, lead_list=lead_list, by=by, **queue)

    @property
    def number_to_call(self) -> str:
        """The first number that is neither wrong nor forbidden nor registered; empty when there is none."""
        return dialling.first_number(self.client_id, self.pk, clock.now())

    @property
    def addresses(self) -> list[str]:
        """Every number and the e-mail address: what a suppression of this person covers."""
        numbers = LeadPhone.objects.of_lead(self).in_order().values_list("number", flat=True)
        return [*numbers, *([self.email.lower()] if self.email else [])]

    def must_stand(self) -> None:
        """Lock the lead to the end of the transaction. Refused when it was merged into another meanwhile."""
        if any(row.merged_into_id for row in Lead.objects.locked(self.pk)):
            raise Refused(_t("%(name)s was merged with another lead already.") % {"name": self})

    @transaction.atomic
    def correct(self, *, by: "User", phones: tuple[LeadPhone, ...], zones: tuple[str, ...], **changes: Any) -> None:
        """Change details and numbers; what was before stays in the history. Who asked not to be called is not called
        on a new number either."""
        self.must_stand()
        before = {name: getattr(self, name) for name in changes}
        asked = Suppression.objects.asked_by(self, clock.now()).first()
        for name, value in changes.items():
            setattr(self, name, value)
        self.zones, self.updated_at = list(zones), clock.now()
        self.window_class = WindowClass.of(zones=zones, country=self.country, region=self.region)
        renumbered = LeadPhone.objects.renumber(self, phones)
        self.phone = phones[0].number if phones else ""
        self.make_findable(phones)
        self.save()
        if asked:
            asked.follow(self, by=by)
        Enrollment.objects.open().of_lead(self).follow(self)
        told = [name for name in changes if before[name] != changes[name] and not name.startswith(DERIVED)]
        fields = [str(getattr(self._meta.get_field(name), "verbose_name", name)) for name in told]
        if fields or renumbered:
            changed = {name: [str(before[name] or ""), str(changes[name] or "")] for name in told}
            fields += [_t("numbers")] if renumbered else []
            self.record(Activity.Kind.UPDATED, by=by, fields=fields, changed=changed)

    @transaction.atomic
    def suppress(
        self, *, by: "User", source: str, evidence: str, until: datetime | None = None, everywhere: bool = False
    ) -> None:
        """Never contact this person again: every number and the address; the pass ends here,
        or, when it is on a call just now, by that call's outcome: no other dial passes the gate.
        With `until` the pass stays open, silent to then. `everywhere`: for the whole agency."""
        self.must_stand()
        mine = Enrollment.objects.of_lead(self).current().not_owed().select_for_update()
        for enrollment in [] if until else mine:
            enrollment.become(Stage.DO_NOT_CALL, reason=source)
        how: dict[str, Any] = {"source": source, "by": by, "evidence": evidence, "until": until}
        how |= {"client": None} if everywhere else {"client": self.client, "name": self.name}
        Suppression.put_all(self.addresses, scope=Suppression.Scope.PERSON, **how)
        self.__dict__.pop("enrollment", None)
        self.nurturings.end("suppressed", by=by)
        self.record(Activity.Kind.SUPPRESSED, by=by, source=source, evidence=evidence)

    @transaction.atomic
    def note(self, text: str, *, by: "User") -> Activity:
        """Write a word into the timeline."""
        if not text.strip():
            raise Refused(_t("Write something first."))
        return self.record(Activity.Kind.NOTE, by=by, text=text.strip()[:4000])

    def listed_on(self, lead_list: LeadList, *, by: "User") -> None:
        """Put the lead on a list, and into its campaign's queue unless it is being worked already."""
        Listing.objects.get_or_create(client_id=self.client_id, lead=self, lead_list=lead_list)
        if self.enrollment is None or self.enrollment.ended_at:
            self.enroll(lead_list.campaign, by=by, lead_list=lead_list)
