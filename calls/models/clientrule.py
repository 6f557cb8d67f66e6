from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import rules, rulewords
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

FEW = [MinValueValidator(1), MaxValueValidator(999)]


class ClientRuleQuerySet(ClientOwnedQuerySet["ClientRule"]):
    def in_force(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def newest(self) -> Self:
        return self.select_related("client", "by", "ended_by").order_by("-pk")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ClientRule(ClientOwned):
    """What a client asks beyond the law: it is laid over all other rules, so it can only tighten.

    `windows`: as in a rule file ({"mon-fri": ["10:00-18:00"]}; a day that is not named is closed), or null: no hours of
    its own. `countries`: ISO 3166, none for all. Never changed: it ends, and another begins.
    """

    countries = ArrayField(models.CharField(max_length=2), default=list, verbose_name=_("countries"))
    windows = models.JSONField(_("calling hours"), null=True, blank=True)
    per_day = models.PositiveSmallIntegerField(_("calls to a number in a day, at most"), null=True, validators=FEW)
    per_30_days = models.PositiveSmallIntegerField(_("calls in 30 days, at most"), null=True, validators=FEW)
    silence = models.PositiveSmallIntegerField(_("days of silence after a refusal"), null=True, validators=FEW)
    reason = models.CharField(_("why"), max_length=200)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey("office.User", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClientRuleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client"], condition=models.Q(ended_at__isnull=True), name="client_rules")]

    def __str__(self) -> str:
        return self.reason

    @classmethod
    @transaction.atomic
    def lay(cls, client: Client, *, by: "User", reason: str, **asked: Any) -> "ClientRule":
        """Put one more rule over the others: `countries`, `windows`, `per_day`, `per_30_days`, `silence`. Refused when
        it asks nothing, or cannot be read."""
        limits = {name: asked.get(name) or None for name in ("windows", "per_day", "per_30_days", "silence")}
        if not any(limits.values()):
            raise Refused(_t("Say at least one thing: hours, calls at most, or a silence."))
        made = cls(client=client, by=by, reason=reason[:200], countries=asked.get("countries", []), **limits)
        made.created_at = clock.now()
        made._must_be_readable()
        made.save()
        return made

    def _must_be_readable(self) -> None:
        try:
            rules.tightening(id="new", source=self.reason, checked_on=self.created_at.date(), windows=self.windows)
        except ValueError as error:
            raise Refused(_t("Write hours as 09:00-12:00, several with a comma between them.")) from error

    @property
    def words(self) -> list[str]:
        """What it asks, in words."""
        caps = [{"calls": n, "per": per} for n, per in ((self.per_day, "day"), (self.per_30_days, "30d")) if n]
        asked = {"windows": self.windows, "caps": caps, "silence": self.silence, "note": ", ".join(self.countries)}
        return rulewords.lines(rules.tightening(id="own", source="", checked_on=self.created_at.date(), **asked))

    @transaction.atomic
    def end(self, *, by: "User") -> None:
        """It holds no longer; it stays on record. Ending twice is ending once."""
        row = type(self).objects.select_for_update().get(pk=self.pk)
        if row.ended_at is None:
            row.ended_at, row.ended_by = clock.now(), by
            row.save(update_fields=["ended_at", "ended_by"])
