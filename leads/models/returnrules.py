"""How often, and how soon again, a client's leads may come back to its setters."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from leads.models.enrollment import Enrollment
    from office.models import User


class ReturnRulesQuerySet(ClientOwnedQuerySet["ReturnRules"]):
    pass


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ReturnRules(ClientOwned):
    """One row a client. Without one a lead comes back as often, and as soon, as marketing wants."""

    max_passes = models.PositiveSmallIntegerField(
        _("passes at most"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    cool_down = models.PositiveSmallIntegerField(
        _("days of rest between two passes"), default=0, validators=[MaxValueValidator(3650)]
    )

    objects = ReturnRulesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "return rules"
        constraints = [models.UniqueConstraint(fields=["client"], name="rules_once")]

    def __str__(self) -> str:
        return f"{self.max_passes or '∞'} · {self.cool_down}"

    @classmethod
    def of(cls, client: Client | int) -> "ReturnRules":
        """The client's rules; those of an empty row where it has set none."""
        pk = client if isinstance(client, int) else client.pk
        return cls.objects.of_client(pk).first() or cls(client_id=pk)

    def set(self, *, by: "User", **rules: Any) -> None:
        """Change them; they hold from the next return on."""
        for name, value in rules.items():
            setattr(self, name, value)
        self.save()

    def is_spent(self, last: "Enrollment") -> bool:
        """The lead has had as many passes as the client allows; `last` is the latest one."""
        return bool(self.max_passes) and last.number >= (self.max_passes or 0)

    def first_day(self, last: "Enrollment") -> date:
        """The first day on which a pass may follow one that has ended, on the clock of its campaign."""
        zone = last.campaign.zone
        ended = (last.ended_at or clock.now()).astimezone(ZoneInfo(zone)).date()
        return ended + timedelta(days=self.cool_down)
