from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from leads.models.leadlist import LeadList
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

LONGEST_CODE = 40


def folded(code: str) -> str:
    """A code as it is compared: "spring 24" and "SPRING24" are one."""
    return "".join(code.split()).upper()[:LONGEST_CODE]


class AdQuerySet(ClientOwnedQuerySet["Ad"]):
    def coded(self, code: str) -> Self:
        return self.filter(code=folded(code))

    def newest(self) -> Self:
        return self.select_related("campaign", "lead_list", "client").order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Ad(ClientOwned):
    """An advertisement or a coupon of a client: the code by which a lead says what it has seen."""

    class Channel(models.TextChoices):
        PRINT = "print", _("Print")
        ONLINE = "online", _("Online")
        MAIL = "mail", _("By post")
        RADIO = "radio", _("Radio or television")
        EVENT = "event", _("Fair or event")
        OTHER = "other", _("Something else")

    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    label = models.CharField(_("what it is"), max_length=120)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, default=Channel.PRINT)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="ads", db_constraint=False, verbose_name=_("campaign")
    )
    lead_list = models.ForeignKey(
        LeadList,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ads",
        db_constraint=False,
        verbose_name=_("list"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    objects = AdQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "code"], name="ad_code_once")]

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"

    @classmethod
    def open(cls, *, campaign: Campaign, code: str, by: "User", **details: Any) -> "Ad":
        """A new ad. Refused when the client has one of that code already."""
        try:
            with transaction.atomic():
                return cls.objects.create(
                    client_id=campaign.client_id, campaign=campaign, code=folded(code), by=by, **details
                )
        except IntegrityError as taken:
            raise Refused(_t("There is an ad with the code %(code)s already.") % {"code": folded(code)}) from taken

    def end(self, *, by: "User") -> None:
        """Today was its last day. Whoever still sends its code is counted all the same."""
        today = clock.today(self.campaign.zone)
        self.ends_on = min(self.ends_on or today, today)
        self.save(update_fields=["ends_on"])

    def runs_on(self, day: date) -> bool:
        return (self.starts_on or day) <= day <= (self.ends_on or day)

    @property
    def is_running(self) -> bool:
        return self.runs_on(clock.today(self.campaign.zone))

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on <= clock.today(self.campaign.zone)
