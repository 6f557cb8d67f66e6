from datetime import time
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.sending import Hours
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User


def usual_days() -> list[int]:
    return list(Hours().days)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class SendingHours(ClientOwned):
    """When a client's mails may leave, on the reader's clock. A client without a row has the usual hours."""

    days = ArrayField(models.PositiveSmallIntegerField(), default=usual_days, verbose_name=_("days"))
    opens = models.TimeField(_("from"), default=Hours().opens)
    closes = models.TimeField(_("until"), default=Hours().closes)

    objects = ClientOwnedQuerySet["SendingHours"].as_manager()

    class Meta:
        verbose_name_plural = "sending hours"
        constraints = [
            models.UniqueConstraint(fields=["client"], name="sending_hours_once"),
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="sending_hours_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"

    @classmethod
    def of(cls, client: Client | int) -> Hours:
        """The hours of a client."""
        kept = cls.objects.of_client(client).first()
        return Hours(tuple(kept.days), kept.opens, kept.closes) if kept else Hours()

    @classmethod
    @transaction.atomic
    def keep(cls, *, client: Client, days: list[int], opens: time, closes: time, by: "User") -> "SendingHours":
        """From the next mail on. At least one day, and an hour that lies between two."""
        if not days or not set(days) <= set(range(7)):
            raise Refused(_t("Choose at least one day."))
        if closes <= opens:
            raise Refused(_t("The end must be later than the beginning."))
        told = {"days": sorted(set(days)), "opens": opens, "closes": closes}
        return cls.objects.update_or_create(client=client, defaults=told)[0]
