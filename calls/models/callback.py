from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Enrollment, Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class CallbackQuerySet(ClientOwnedQuerySet["Callback"]):
    def open(self) -> Self:
        return self.filter(state=Callback.State.OPEN)

    def due(self, now: datetime) -> Self:
        return self.open().filter(at__lte=now)

    def of(self, setter: "User") -> Self:
        """Mine and anyone's."""
        return self.filter(models.Q(setter=setter) | models.Q(setter__isnull=True))

    def soonest(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "enrollment").order_by("at", "pk")


class Callback(ClientOwned):
    """A promised time: personal, or anyone's (setter empty)."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        VOID = "void", _("Called off")

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="callbacks", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="callbacks", db_constraint=False)
    setter = models.ForeignKey("office.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("when"))
    zone = models.CharField(_("promised in zone"), max_length=64)
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True, blank=True)

    objects = CallbackQuerySet.as_manager()

    personal = ("note",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=models.Q(state="open"), name="one_open_callback")
        ]
        indexes = [models.Index(fields=["at"], condition=models.Q(state="open"), name="callback_due")]

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"
