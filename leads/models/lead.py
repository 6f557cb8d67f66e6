from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.company import Company
from leads.models.enrollment import Enrollment
from leads.models.finding import FoundLeads
from leads.models.leadlist import LeadList
from leads.models.listing import Listing
from leads.models.order import INDEXED, Order
from leads.models.phone import LeadPhone
from leads.models.suppression import Suppression
from leads.models.window import WindowClass
from leads.names import normalised
from leads.states import Stage
from office import clock
from office.models import ClientOwned, Refused

if TYPE_CHECKING:
    from office.models import Client, User

DERIVED = ("zone_", "area_code")  # told from the numbers and the address, not typed


class LeadQuerySet(FoundLeads):
    def claimed_by(self, setter: "User") -> Self:
        return self.filter(enrollments__claimed_by=setter)

    def with_pass(self) -> Self:
        """With company and owner, ready to be shown."""
        return self.select_related("company", "owner", "client")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), exclude=["search"])
class Lead(ClientOwned):
    """One person (or a company with no known person) of one client, once per client.

    `zones`: the IANA zones it may be in (one, or several where the number leaves it open), with their source.
    """

    class ZoneSource(models.TextChoices):
        TOLD = "told", _("told by the lead")
        COLUMN = "column", _("from the list")
        POSTAL_CODE = "postal_code", _("from the postal code")
        REGION = "region", _("from the region")
        COUNTRY = "country", _("from the country")
        LANDLINE = "landline", _("from the landline's area code")
        MOBILE = "mobile", _("from the number")
        UNKNOWN = "unknown", _("not known")

    company = models.ForeignKey(
        Company,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        db_constraint=False,
        verbose_name=_("company"),
    )
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

    objects = LeadQuerySet.as_manager()

    personal = (
        "first_name",
        "last_name",
        "job_title",
        "email",
        "phone",
        "address",
        "notes",
        "custom",
        "sort_name",
        "search",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "external_id"], condition=~models.Q(external_id=""), name="external_id_once"
            )
        ]
        indexes = [
            models.Index(fields=["client", "sort_name", "id"], name="lead_by_name"),
            models.Index(fields=["client", "email"], condition=~models.Q(email=""), name="lead_by_email"),
            models.Index(fields=["client", "phone"], name="lead_by_phone"),
            models.Index(fields=["client", "created_at", "id"], name="lead_by_created"),
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
        """Fill the columns that search and order read."""
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
        """The first number that is neither wrong nor forbidden; empty when there is none."""
        numbers = list(LeadPhone.objects.of_lead(self).usable().values_list("number", flat=True))
        now = Suppression.objects.binding(self.client_id).in_force(clock.now()).against(numbers)
        forbidden = set(now.values_list("value", flat=True))
        return next((number for number in numbers if number not in forbidden), "")

    @property
    def addresses(self) -> list[str]:
        """Every number and the e-mail address: what a suppression of this person covers."""
        numbers = LeadPhone.objects.of_lead(self).in_order().values_list("number", flat=True)
        return [*numbers, *([self.email.lower()] if self.email else [])]

    @transaction.atomic
    def correct(self, *, by: "User", phones: tuple[LeadPhone, ...], zones: tuple[str, ...], **changes: Any) -> None:
        """Change details and numbers; what was before stays in the history."""
        before = {name: getattr(self, name) for name in changes}
        for name, value in changes.items():
            setattr(self, name, value)
        self.zones, self.updated_at = list(zones), clock.now()
        self.window_class = WindowClass.of(zones=zones, country=self.country, region=self.region)
        renumbered = LeadPhone.objects.renumber(self, phones)
        self.phone = phones[0].number if phones else ""
        self.make_findable(phones)
        self.save()
        Enrollment.objects.open().of_lead(self).follow(self)
        told = [name for name in changes if before[name] != changes[name] and not name.startswith(DERIVED)]
        fields = [str(getattr(self._meta.get_field(name), "verbose_name", name)) for name in told]
        if fields or renumbered:
            self.record(Activity.Kind.UPDATED, by=by, fields=fields + ([_t("numbers")] if renumbered else []))

    @transaction.atomic
    def suppress(self, *, by: "User", source: str, evidence: str) -> None:
        """Never contact this person again: every number and the address; the pass ends here,
        or, when it is on a call just now, by that call's outcome: no other dial passes the gate."""
        for value in self.addresses:
            Suppression.put(value, client=self.client, source=source, by=by, evidence=evidence)
        for enrollment in Enrollment.objects.of_lead(self).current().not_owed().select_for_update():
            enrollment.become(Stage.DO_NOT_CALL, reason=source)
        self.__dict__.pop("enrollment", None)
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
