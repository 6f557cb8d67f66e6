from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet


class ScriptQuerySet(ClientOwnedQuerySet["Script"]):
    def approved(self) -> Self:
        return self.filter(state=Script.State.APPROVED)

    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("-version")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Script(ClientOwned):
    """One version of a campaign's script; at most one is approved."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="scripts", db_constraint=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=clock.now)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="script_version_once"),
            models.UniqueConstraint(
                fields=["campaign"], condition=models.Q(state="approved"), name="one_approved_script"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class ScriptStepQuerySet(ClientOwnedQuerySet["ScriptStep"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ScriptStep(ClientOwned):
    """What to say, and a hint for the one who says it. Merge fields stand in braces: `{first_name}`."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="steps", db_constraint=False)
    title = models.CharField(_("step"), max_length=40)
    say = models.TextField(_("say"))
    hint = models.TextField(_("hint"), blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    objects = ScriptStepQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["script", "position"], name="script_step_once")]

    def __str__(self) -> str:
        return self.title
