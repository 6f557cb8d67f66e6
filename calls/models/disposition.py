from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet


class Outcome(models.TextChoices):
    """What a disposition does: the effect is code, the label is data."""

    NOT_REACHED = "not_reached", _("Not reached")
    CALL_BACK = "call_back", _("Call back")
    BOOKED = "booked", _("Qualified and booked")
    NOT_NOW = "not_now", _("Not now")
    NOT_A_FIT = "not_a_fit", _("Not a fit")
    DO_NOT_CALL = "do_not_call", _("Do not call")
    BAD_NUMBER = "bad_number", _("Bad number")


class Reached(models.TextChoices):
    NOBODY = "nobody", _("nobody")
    MACHINE = "machine", _("a machine")
    SOMEBODY = "somebody", _("somebody")
    DECISION_MAKER = "decision_maker", _("the decision-maker")


class DispositionQuerySet(ClientOwnedQuerySet["Disposition"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("position", "pk")

    def keyed(self, key: str) -> Self:
        return self.filter(key=key)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Disposition(ClientOwned):
    """The label that the setter picks, with its key and its effect. `reasons`: the list asked for, if any."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="dispositions", db_constraint=False)
    code = models.SlugField(max_length=20)
    label = models.CharField(_("label"), max_length=60)
    key = models.CharField(_("key"), max_length=1)
    icon = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(_("effect"), max_length=12, choices=Outcome.choices)
    reached = models.CharField(_("reached"), max_length=14, choices=Reached.choices)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="disposition_key_once"),
            models.UniqueConstraint(fields=["campaign", "code"], name="disposition_code_once"),
        ]

    def __str__(self) -> str:
        return self.label
