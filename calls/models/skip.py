from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Enrollment, Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from office.models import User


class SkipQuerySet(ClientOwnedQuerySet["Skip"]):
    def since(self, at: datetime) -> Self:
        return self.filter(at__gte=at)

    def tally(self) -> Any:
        """(setter's name, reason, how many), the setter with the most first."""
        counted = self.order_by().values_list("setter__name", "reason").annotate(n=models.Count("pk"))
        return counted.order_by("-n", "setter__name", "reason")

    def newest(self) -> Self:
        return self.select_related("setter", "lead__company", "lead__client", "enrollment__campaign").order_by(
            "-at", "-pk"
        )


class Skip(ClientOwned):
    """A setter passed over a lead that was offered, with a reason, before any dial."""

    class Reason(models.TextChoices):
        KNOWN = "known", _("I know this person")
        LANGUAGE = "language", _("I do not speak their language")
        RESEARCH = "research", _("I must look something up first")
        OTHER = "other", _("Another reason")

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="skips", db_constraint=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="skips", db_constraint=False)
    setter = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    reason = models.CharField(_("why"), max_length=10, choices=Reason.choices)
    at = models.DateTimeField(default=clock.now)

    objects = SkipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["client", "-at"], name="skip_at")]

    def __str__(self) -> str:
        return str(self.get_reason_display())

    @classmethod
    def count(cls, enrollment: Enrollment, *, by: "User", reason: str) -> None:
        """One more."""
        of = {"client_id": enrollment.client_id, "enrollment": enrollment, "lead_id": enrollment.lead_id}
        cls.objects.create(**of, setter=by, reason=reason, at=clock.now())
