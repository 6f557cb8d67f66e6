from decimal import Decimal

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet


class FeedbackQuerySet(ClientOwnedQuerySet["Feedback"]):
    def newest(self) -> "FeedbackQuerySet":
        return self.order_by("-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Feedback(ClientOwned):
    """What the rep says came of a meeting; the setter sees it."""

    class Result(models.TextChoices):
        HELD = "held", _("Held")
        NO_SHOW = "no_show", _("No-show")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        UNQUALIFIED = "unqualified", _("Not truly qualified")

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="feedback", db_constraint=False)
    result = models.CharField(_("what came of it"), max_length=12, choices=Result.choices)
    was_qualified = models.BooleanField(_("truly qualified"), null=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, default=Decimal(0))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = FeedbackQuerySet.as_manager()

    personal = ("next_step", "reason")

    class Meta:
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.get_result_display()
