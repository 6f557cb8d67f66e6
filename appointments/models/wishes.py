"""The words in which wishes on the waitlist are asked for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from leads.models import UNDO, Priority
from leads.states import CALLABLE
from office.models import ClientOwnedQuerySet

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment
    from appointments.models.wish import Wish
    from leads.models import Enrollment, Lead

OPEN = ("waiting", "offered")


class WishQuerySet(ClientOwnedQuerySet["Wish"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def offered(self) -> Self:
        """A time came free for them, and a setter is to tell the lead."""
        return self.filter(state="offered")

    def over(self) -> Self:
        """Ended, newest first; without what was undone or said anew."""
        return self.exclude(state__in=[*OPEN, "undone", "replaced"]).order_by("-ended_at", "-pk")

    def of_lead(self, lead: "Lead") -> Self:
        return self.filter(lead=lead)

    def of_pass(self, enrollment: "Enrollment") -> Self:
        return self.filter(enrollment_id=enrollment.pk)

    def of_passes(self, enrollments: list[int]) -> Self:
        return self.filter(enrollment_id__in=enrollments)

    def in_running_campaigns(self) -> Self:
        return self.filter(enrollment__campaign__is_running=True)

    def settled(self, now: datetime) -> Self:
        """Which can be taken back no more."""
        return self.filter(made_at__lte=now - UNDO)

    def met_by(self, meeting: "Appointment") -> Self:
        return self.filter(appointment=meeting, state="met")

    def astray(self) -> Self:
        """Whose pass stands in the queue for a time that came free, held by nobody, and is offered none any more."""
        waits = {"enrollment__ended_at__isnull": True, "enrollment__claimed_by__isnull": True}
        queued = self.filter(enrollment__priority=Priority.FREED, enrollment__stage__in=CALLABLE, **waits)
        offered = self.model.objects.filter(enrollment=models.OuterRef("enrollment"), state="offered")
        return queued.exclude(models.Exists(offered))

    def oldest_first(self) -> Self:
        return self.order_by("since", "pk")

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)

    def locked(self, pk: int) -> "Wish":
        """One, locked to the end of the transaction, as it stands then."""
        return self.select_for_update(of=("self",)).shown().get(pk=pk)

    def shown(self) -> Self:
        return self.select_related(
            "lead__company", "lead__client", "kind", "rep", "setter", "slot_rep", "enrollment__campaign"
        )
