from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.appointment import Appointment
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from datetime import datetime


class OwnActQuerySet(ClientOwnedQuerySet["OwnAct"]):
    def on(self, meeting: Appointment) -> Self:
        return self.filter(appointment=meeting)

    def moves(self) -> Self:
        return self.filter(what=OwnAct.What.MOVED)

    def since(self, moment: "datetime") -> Self:
        return self.filter(at__gte=moment)


class OwnAct(ClientOwned):
    """What a lead did with a meeting on its own page; counted, so that nobody moves a meeting without end."""

    class What(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Called off")
        WHERE = "where", _("Said where")

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="own_acts", db_constraint=False)
    what = models.CharField(max_length=12, choices=What.choices)
    said = models.CharField(_("in their words"), max_length=300, blank=True)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)

    objects = OwnActQuerySet.as_manager()

    personal = ("said",)

    def __str__(self) -> str:
        return self.get_what_display()
