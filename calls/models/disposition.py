from typing import Any, Self

import pghistory
from django.db import models
from django.utils import translation
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


# code, label, key, icon, effect, who was reached, reasons asked for; 4-calling, The desk.
DEFAULTS = (
    ("no-answer", _("No answer"), "1", "phone-off", Outcome.NOT_REACHED, Reached.NOBODY, ()),
    ("voicemail", _("Voicemail"), "2", "microphone", Outcome.NOT_REACHED, Reached.MACHINE, ()),
    ("busy", _("Busy"), "3", "phone-pause", Outcome.NOT_REACHED, Reached.NOBODY, ()),
    ("call-back", _("Call back"), "4", "refresh", Outcome.CALL_BACK, Reached.SOMEBODY, ()),
    (
        "not-interested",
        _("Not interested"),
        "5",
        "thumb-down",
        Outcome.NOT_A_FIT,
        Reached.DECISION_MAKER,
        (_("No need"), _("Too expensive"), _("Has a supplier"), _("No time for this"), _("Does not decide")),
    ),
    ("wrong-number", _("Wrong number"), "6", "circle-x", Outcome.BAD_NUMBER, Reached.SOMEBODY, ()),
    ("do-not-call", _("Do not call"), "7", "ban", Outcome.DO_NOT_CALL, Reached.SOMEBODY, ()),
    ("not-now", _("Not now"), "8", "calendar-time", Outcome.NOT_NOW, Reached.DECISION_MAKER, ()),
    ("booked", _("Meeting booked"), "b", "calendar-check", Outcome.BOOKED, Reached.DECISION_MAKER, ()),
)


class DispositionQuerySet(ClientOwnedQuerySet["Disposition"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return self.filter(campaign_id=pk).order_by("position", "pk")

    def of_outer_campaign(self) -> Self:
        """As a subquery over attempts: those of the attempt's campaign."""
        return self.filter(campaign_id=models.OuterRef("enrollment__campaign_id")).order_by("position", "pk")


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

    @property
    def asks(self) -> bool:
        """Whether it needs more than its key: a time, a date, a reason or a yes."""
        return bool(self.reasons) or self.outcome in (Outcome.CALL_BACK, Outcome.NOT_NOW, Outcome.DO_NOT_CALL)

    @classmethod
    def lay(cls, campaign: Campaign) -> "list[Disposition]":
        """The dispositions of a campaign: the usual ones when it has none yet, in its client's language."""
        found = list(cls.objects.of_campaign(campaign))
        if found:
            return found
        with translation.override(campaign.client.language):
            made = [cls._usual(campaign, position, row) for position, row in enumerate(DEFAULTS, start=1)]
        cls.objects.bulk_create(made, ignore_conflicts=True)
        return list(cls.objects.of_campaign(campaign))

    @classmethod
    def _usual(cls, campaign: Campaign, position: int, row: tuple[Any, ...]) -> "Disposition":
        code, label, key, icon, outcome, reached, reasons = row
        return cls(
            client_id=campaign.client_id,
            campaign=campaign,
            code=code,
            label=str(label),
            key=key,
            icon=icon,
            outcome=outcome,
            reached=reached,
            reasons=[str(reason) for reason in reasons],
            position=position,
        )
