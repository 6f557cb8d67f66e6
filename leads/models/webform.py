import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.ad import LONGEST_CODE, folded
from leads.models.arrival import Arrival
from leads.models.leadimport import LeadImport
from leads.models.leadlist import LeadList
from leads.models.parcel import Parcel
from office import clock, isolation
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

WINDOW = timedelta(hours=1)
MOST_FROM_ONE_ADDRESS = 10  # in a window; an office or a mobile network may send several people from one
MOST = 300
CODE = "code"
ASKABLE = (
    "full_name", "first_name", "last_name", "company", "job_title", "phone", "email", "city", "postal_code", "notes",
    CODE,
)  # fmt: skip


class TooMany(Refused):
    """More than a person sends."""


class WebFormQuerySet(ClientOwnedQuerySet["WebForm"]):
    def newest(self) -> Self:
        return self.select_related("lead_list__campaign", "client", "by").order_by("-pk")

    def at(self, token: str) -> "WebForm | None":
        """The form of a public address. Its client is not known before."""
        owner = isolation.opened(self.model._meta.db_table, "token", token)
        if owner is None:
            return None
        with isolation.seeing([owner[0]]):
            return self.newest().get(pk=owner[1])


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WebForm(ClientOwned):
    """A form that anybody may fill in at a public address; who does asks to be called.

    `fields`: which of ASKABLE, in that order; `required`: those of them that must be filled. `version` counts the
    wordings of `consent_text`. `coupons`: the only codes it takes; empty: any.
    """

    lead_list = models.ForeignKey(
        LeadList, models.PROTECT, related_name="web_forms", db_constraint=False, verbose_name=_("list")
    )
    token = models.CharField(max_length=32, unique=True)
    title = models.CharField(_("title"), max_length=120)
    intro = models.TextField(_("words above the fields"), max_length=1000, blank=True)
    fields = ArrayField(models.CharField(max_length=20), verbose_name=_("fields"))
    required = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("must be filled"))
    consent_text = models.TextField(_("what the person agrees to"), max_length=2000)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    thanks = models.TextField(_("words of thanks"), max_length=1000)
    coupons = ArrayField(
        models.CharField(max_length=LONGEST_CODE), default=list, blank=True, verbose_name=_("codes that it takes")
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    is_on = models.BooleanField(_("open"), default=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = WebFormQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @classmethod
    def open(cls, *, lead_list: LeadList, by: "User", **details: Any) -> "WebForm":
        """A new form with an address that nobody can guess."""
        made = cls(client_id=lead_list.client_id, lead_list=lead_list, by=by, token=secrets.token_urlsafe(16))
        return made._put(**details)

    def change(self, *, by: "User", **details: Any) -> "WebForm":
        """What is different is saved; other words of consent are another version of them."""
        if details.get("consent_text", self.consent_text) != self.consent_text:
            self.version += 1
        return self._put(**details)

    def _put(self, **details: Any) -> "WebForm":
        for name, value in details.items():
            setattr(self, name, value)
        if not {"phone", "email"} & set(self.fields):
            raise Refused(_t("Ask for a phone number or an e-mail address: without one nobody can answer."))
        self.required = [name for name in self.required if name in self.fields]
        self.save()
        return self

    @property
    def address(self) -> str:
        """Where it stands, for everybody."""
        return f"{settings.BASE_URL.rstrip('/')}{reverse('leads:fill', args=[self.token])}"

    def takes(self, code: str) -> bool:
        """A code that may be sent: any where none are named."""
        return not code or not self.coupons or folded(code) in map(folded, self.coupons)

    @transaction.atomic
    def submit(self, parcel: Parcel, *, key: str, address_hash: str) -> Arrival:
        """Receive what a person filled in. The same submission (`key`) is received once, however often it is sent.

        Raises TooMany when more come than people send, from one address or through this form.
        """
        form = WebForm.objects.select_for_update(of=("self",)).newest().get(pk=self.pk)
        mine = Arrival.objects.through(web_form=form)
        if known := mine.keyed(key).first():
            return known
        if not form.is_on:
            raise Refused(_t("This form is closed."))
        self._must_be_few(mine, address_hash)
        name, door = form.title, LeadImport.Door.FORM
        through = {"web_form": form, "key": key, "address_hash": address_hash}
        return Arrival.take_in(parcel, door=door, lead_list=form.lead_list, name=name, by=form.by, **through)

    def _must_be_few(self, mine: Any, address_hash: str) -> None:
        mine.before(clock.now() - WINDOW).forget_addresses()
        recent = mine.since(clock.now() - WINDOW)
        if recent.count() >= MOST or recent.from_address(address_hash).count() >= MOST_FROM_ONE_ADDRESS:
            raise TooMany(_t("Too many forms came from here within an hour. Nothing was sent; please try again later."))
