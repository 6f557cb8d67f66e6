from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leads.models.activity import Activity
from leads.models.campaign import Campaign
from leads.models.company import Company
from leads.models.enrollment import Enrollment
from leads.models.leadlist import LeadList
from leads.models.phone import LeadPhone
from leads.models.window import WindowClass
from leads.names import normalised
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import Client, User


class LeadQuerySet(ClientOwnedQuerySet["Lead"]):
    def claimed_by(self, setter: "User") -> Self:
        return self.filter(enrollments__claimed_by=setter)

    def with_pass(self) -> Self:
        """With company and owner, ready to be shown."""
        return self.select_related("company", "owner", "client")

    def matching(self, words: str) -> Self:
        """Each word somewhere in name, company, e-mail or number; accents and capitals do not matter."""
        found = self
        for word in normalised(words).split():
            found = found.filter(search__contains=word)
        return found


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["search"])
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
        return Enrollment.begin(self, campaign=campaign, lead_list=lead_list, by=by, **queue)
