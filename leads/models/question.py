from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

import pghistory
from django.contrib.postgres.functions import RandomUUID
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models.campaign import Campaign
from leads.numbers import number_of
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet, Refused
from office.order import moved

if TYPE_CHECKING:
    from office.models import User

CONTENT = ("area", "kind", "text", "options", "is_required")  # what makes another version of a question


class QuestionQuerySet(ClientOwnedQuerySet["Question"]):
    def asked_in(self, campaign: Campaign | int, at: datetime | None = None) -> Self:
        """In their order: what is asked now, or what was asked at a moment."""
        pk = campaign if isinstance(campaign, int) else campaign.pk
        asked = models.Q(retired_at__isnull=True)
        if at:
            asked = models.Q(asked_from__lte=at) & (asked | models.Q(retired_at__gt=at))
        return self.filter(asked, campaign_id=pk).order_by("position", "pk")

    def still_asked(self) -> Self:
        return self.filter(retired_at__isnull=True).select_related("campaign")

    def answerable_in(self, campaign: int) -> Self:
        """What is asked now, and the versions of it that came before: a lead may have been asked one just now."""
        now = self.model.objects.asked_in(campaign).order_by().values("lineage")
        return self.filter(campaign_id=campaign, lineage__in=now)

    def versions_of(self, question: "Question") -> Self:
        return self.filter(lineage=question.lineage).order_by("-version")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Question(ClientOwned):
    """One version of a qualification question; `lineage` holds its versions together, one of them is asked now.

    `options`: [{"label": str, "points": int, "knocks_out": bool}], for CHOICE and YES_NO; for NUMBER the same with
    "least" and "most" (None: no end), the bands that count.
    """

    class Area(models.TextChoices):
        INTEREST = "interest", _("Interest")
        ABILITY = "ability", _("Ability to buy")
        READINESS = "readiness", _("Readiness")

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of several")
        YES_NO = "yes_no", _("Yes or no")
        NUMBER = "number", _("A number")
        TEXT = "text", _("Words")

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="questions", db_constraint=False)
    area = models.CharField(_("area"), max_length=10, choices=Area.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.CHOICE)
    text = models.CharField(_("question"), max_length=200)
    options = models.JSONField(_("answers"), default=list, blank=True)
    is_required = models.BooleanField(_("needed before booking"), default=True)
    position = models.PositiveSmallIntegerField(default=1)
    lineage = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    asked_from = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lineage", "version"], name="question_version_once"),
            models.UniqueConstraint(
                fields=["lineage"], condition=models.Q(retired_at__isnull=True), name="one_version_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def ask(cls, campaign: Campaign, *, by: "User", **details: Any) -> "Question":
        """A new question of a campaign, asked from now on; the last one unless its place is said."""
        details.setdefault("position", cls.objects.asked_in(campaign).count() + 1)
        return cls.objects.create(client_id=campaign.client_id, campaign=campaign, **details)

    @transaction.atomic
    def change(self, *, by: "User", **details: Any) -> "Question":
        """Ask it otherwise from now on: a new version. Answers already given keep the version that was asked.

        Only another place in the order makes no new version. Refused when a colleague has changed it meanwhile.
        """
        row = self._asked_now()
        changes = {name: value for name, value in details.items() if getattr(row, name) != value}
        for name, value in changes.items():
            setattr(row, name, value)
        if not changes.keys() & set(CONTENT):
            row.save(update_fields=["position"])
            return row
        Question.objects.get(pk=row.pk).retire(by=by)
        row.pk, row.version, row.asked_from = None, row.version + 1, clock.now()
        row._state.adding = True
        row.save()
        return row

    def _asked_now(self) -> "Question":
        row = Question.objects.select_for_update().get(pk=self.pk)
        if row.retired_at is not None:
            raise Refused(_t("A colleague has changed this question meanwhile. Look at it again."))
        return row

    def retire(self, *, by: "User") -> None:
        """Ask it no more; its answers stay."""
        self.retired_at = clock.now()
        self.save(update_fields=["retired_at"])

    @transaction.atomic
    def move(self, places: int, *, by: "User") -> None:
        """Further down in the order, or up."""
        rows = list(Question.objects.asked_in(self.campaign_id).select_for_update())
        for position, row in enumerate(moved(rows, self, places) if self in rows else rows, start=1):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])

    @property
    def is_chosen_from(self) -> bool:
        """Its answer is one of its options, as they stand there."""
        return self.kind in (self.Kind.CHOICE, self.Kind.YES_NO)

    @property
    def labels(self) -> list[str]:
        """The answers to choose from; none for a number or for words."""
        return [str(option["label"]) for option in self.options] if self.is_chosen_from else []

    def option(self, value: str) -> dict[str, Any]:
        """What an answer counts: the chosen option, or the band in which a number lies; empty when nothing."""
        if self.is_chosen_from:
            return next((option for option in self.options if option["label"] == value), {})
        number = number_of(value) if self.kind == self.Kind.NUMBER else None
        return next((band for band in self.options if number is not None and _within(band, number)), {})

    def refuse(self, value: str) -> None:
        """Refuse what cannot be an answer to it."""
        if self.is_chosen_from and not self.option(value):
            raise Refused(_t("“%(value)s” is not one of the answers.") % {"value": value})
        if self.kind == self.Kind.NUMBER and number_of(value) is None:
            raise Refused(_t("“%(value)s” is not a number.") % {"value": value})


def _within(band: dict[str, Any], number: float) -> bool:
    least, most = band.get("least"), band.get("most")
    return (least is None or number >= least) and (most is None or number <= most)
