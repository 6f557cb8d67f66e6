from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User

FIELDS_OF_LIST = {"list": "pk", "list_name": "name", "supplier": "supplier"}
FIELDS = ("pk", "name", *FIELDS_OF_LIST)


class CampaignQuerySet(ClientOwnedQuerySet["Campaign"]):
    def running(self) -> Self:
        return self.filter(is_running=True)

    def named(self, name: str) -> Self:
        return self.filter(name=name)

    def other_than(self, campaign: models.Model) -> Self:
        return self.exclude(pk=campaign.pk)

    def names_with_lists(self) -> Any:
        """In one question: each campaign once for each of its lists (pk, name, list, list_name, supplier)."""
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
    """A calling effort for one client: what is offered, in which zone its days are counted, how often we try."""

    name = models.CharField(_("name"), max_length=120)
    product = models.CharField(_("what is offered"), max_length=200, blank=True)
    zone = models.CharField(_("time zone"), max_length=64)
    country = models.CharField(_("country of numbers without a code"), max_length=2)
    is_running = models.BooleanField(_("running"), default=True)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=6)
    daily_target = models.PositiveSmallIntegerField(_("meetings a setter should book a day"), default=0)
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
