from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User

FIELDS_OF_LIST = {"list": "pk", "list_name": "name", "supplier": "supplier_id", "supplier_name": "supplier__name"}
FIELDS = ("pk", "name", *FIELDS_OF_LIST)


class CampaignQuerySet(ClientOwnedQuerySet["Campaign"]):
    def running(self) -> Self:
        return self.filter(is_running=True)

    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)

    def other_than(self, campaign: models.Model) -> Self:
        return self.exclude(pk=campaign.pk)

    def names_with_lists(self) -> Any:
        """In one question: each campaign once for each of its lists (pk, name, list, list_name, supplier and
        its name)."""
        of_list = {name: models.F(f"lists__{field}") for name, field in FIELDS_OF_LIST.items()}
        return self.annotate(**of_list).order_by("name", "pk", "lists__name").values_list(*FIELDS, named=True)

    def with_counts(self) -> Self:
        """With `list_count` and `question_count` (those asked now); running ones first."""
        asked = models.Q(questions__retired_at__isnull=True)
        return (
            self.select_related("client")
            .annotate(
                list_count=models.Count("lists", distinct=True),
                question_count=models.Count("questions", filter=asked, distinct=True),
            )
            .order_by("-is_running", "name", "pk")
        )

    def by_name(self) -> Self:
        return self.select_related("client").order_by("name", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Campaign(ClientOwned):
    """A calling effort for one client: what is offered, in which zone its days are counted, how often we try.

    `sort`: the keys by which its leads stand within a group of the queue, as `leads.sorting` writes them.
    """

    class Audience(models.TextChoices):
        BUSINESS = "business", _("Businesses")
        CONSUMER = "consumer", _("Consumers")
        MIXED = "mixed", _("Both, or not known")

    name = models.CharField(_("name"), max_length=120)
    product = models.CharField(_("what is offered"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    country = models.CharField(_("country of numbers without a code"), max_length=2)
    audience = models.CharField(
        _("who is called"),
        max_length=8,
        choices=Audience.choices,
        default=Audience.BUSINESS,
        db_default=Audience.BUSINESS,
        help_text=_("Many countries protect consumers more: the narrower rules hold for both. A sole trader is one."),
    )
    is_running = models.BooleanField(_("running"), default=True)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=6)
    daily_target = models.PositiveSmallIntegerField(_("meetings a setter should book a day"), default=0)
    sort = models.JSONField(_("order of its leads"), default=list, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="campaign_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def open(cls, *, client: Client, name: str, by: "User", **details: Any) -> "Campaign":
        """Begin a campaign; zone and country are the client's unless said otherwise."""
        details.setdefault("zone", client.zone)
        details.setdefault("country", client.country)
        return cls.objects.create(client=client, name=name, **details)

    def change(self, *, by: "User", **details: Any) -> None:
        """What is different is saved; the history keeps both."""
        for name, value in details.items():
            setattr(self, name, value)
        self.save()
