from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.mergewords import FIELDS
from leads.models import Campaign, columns_of
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


class ScriptQuerySet(ClientOwnedQuerySet["Script"]):
    def approved(self) -> Self:
        return self.filter(state=Script.State.APPROVED)

    def drafts(self) -> Self:
        return self.filter(state=Script.State.DRAFT)

    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("-version")

    def shown(self) -> Self:
        return self.select_related("campaign__client", "written_by", "approved_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Script(ClientOwned):
    """One version of a campaign's script; at most one is approved, at most one is a draft. `changes`: how often the
    draft was changed, so that nobody approves what they have not seen."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        RETIRED = "retired", _("Retired")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="scripts", db_constraint=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0, db_default=0)

    objects = ScriptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "version"], name="script_version_once"),
            models.UniqueConstraint(
                fields=["campaign"], condition=models.Q(state="approved"), name="one_approved_script"
            ),
            models.UniqueConstraint(fields=["campaign"], condition=models.Q(state="draft"), name="one_draft_script"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"

    @classmethod
    @transaction.atomic
    def draft(cls, campaign: Campaign, *, by: "User", of: "Script | None" = None) -> "Script":
        """The campaign's draft; a new one is copied from the approved version, or from `of` (an older one, or one of
        another campaign of the client). Refused when there is a draft already and another is to be copied."""
        Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
        versions = cls.objects.of_campaign(campaign)
        there = versions.drafts().first()
        if there and of:
            raise Refused(_t("There is a draft already. Approve it, or throw it away first."))
        if there:
            return there
        newest, source = versions.first(), of or versions.approved().first()
        made = cls(client_id=campaign.client_id, campaign=campaign, written_by=by)
        made.version = newest.version + 1 if newest else 1
        made.save()
        for step in source.steps.in_order() if source else ():
            step.copy_to(made)
        return made

    @transaction.atomic
    def approve(self, *, by: "User", seen: int | None = None) -> None:
        """From now on setters read this version; the one before is retired. `seen`: the `changes` of the draft that was
        looked at. Refused when it is no draft (any more), was changed since, or is not whole."""
        Campaign.objects.select_for_update(no_key=True).get(pk=self.campaign_id)
        self._must_be_draft()
        if seen is not None and seen != self.changes:
            raise Refused(_t("A colleague has changed the draft since you looked at it. Read it again."))
        self._must_be_whole()
        before = Script.objects.of_campaign(self.campaign_id).approved().first()
        if before:
            before.state, before.retired_at = self.State.RETIRED, clock.now()
            before.save(update_fields=["state", "retired_at"])
        self.state, self.approved_by, self.approved_at = self.State.APPROVED, by, clock.now()
        self.save(update_fields=["state", "approved_by", "approved_at"])
        for step in self.steps.in_order():
            step.ask_again(before)

    @transaction.atomic
    def discard(self, *, by: "User") -> None:
        """Throw the draft away: nobody has read it."""
        self._must_be_draft()
        self.delete()

    def _must_be_draft(self) -> None:
        row = Script.objects.select_for_update(no_key=True).filter(pk=self.pk).first()
        if row is None or row.state != self.State.DRAFT:
            raise Refused(_t("This version is no draft any more. Begin a new one to change it."))
        self.changes, self.state = row.changes, row.state

    def _must_be_whole(self) -> None:
        steps = list(self.steps.in_order())
        if not steps:
            raise Refused(_t("A script needs at least one step."))
        known = self.known_fields
        numbers = {step.number for step in steps}
        for step in steps:
            step.must_be_sayable(known, numbers)

    def touch(self) -> None:
        """Before a step of the draft is written: lock it, and count the change."""
        self._must_be_draft()
        self.changes += 1
        self.save(update_fields=["changes"])

    @property
    def known_fields(self) -> list[str]:
        """The merge fields that may stand in it."""
        return [*FIELDS, *(name for name in columns_of(self.campaign) if name not in FIELDS)]

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED
