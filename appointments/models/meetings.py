"""The words in which meetings are asked for, where they take place, and how they go on."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from appointments.models.block import CalendarBlock
from leads.models import Lead
from office.models import ClientOwnedQuerySet, Role

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment
    from office.models import User

# From a state to those that may follow it.
MOVES: dict[str, tuple[str, ...]] = {
    "booked": ("confirmed", "held", "no_show", "cancelled", "rescheduled"),
    "confirmed": ("held", "no_show", "cancelled", "rescheduled"),
    "held": (),
    "no_show": ("held",),
    "cancelled": (),
    "rescheduled": (),
}

# The ways back that only the undo of a setter's last outcome may go.
UNDO_MOVES: dict[str, tuple[str, ...]] = {
    "confirmed": ("booked",),
    "cancelled": ("booked", "confirmed"),
    "booked": ("confirmed",),
}


class Place(models.TextChoices):
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("By phone")
    THEIRS = "theirs", _("At their place")
    OURS = "ours", _("Our office")


class AppointmentQuerySet(ClientOwnedQuerySet["Appointment"]):
    def of_rep(self, rep: "User") -> Self:
        return self.filter(rep=rep)

    def attended_by(self, user: "User") -> Self:
        """Those of a rep, and those at which somebody must be there besides the rep."""
        beside = CalendarBlock.objects.of_person(user).booked().beside()
        return self.filter(models.Q(rep=user) | models.Q(pk__in=beside.values("appointment")))

    def of_lead(self, lead: Lead) -> Self:
        return self.filter(lead=lead).order_by("-starts_at")

    def standing(self) -> Self:
        """Not cancelled, not moved."""
        return self.exclude(state__in=["cancelled", "rescheduled"])

    def led_by(self, user: "User") -> Self:
        """The user's own, as rep, and those of clients that the user manages."""
        return self.filter(models.Q(rep=user) | models.Q(client_id__in=user.clients_as([Role.MANAGER])))

    def open_to(self, user: "User") -> Self:
        """The same, and those that the user booked as setter, or must attend."""
        return self.led_by(user) | self.filter(setter=user) | self.attended_by(user)

    def keyed(self, key: str) -> Self:
        return self.filter(key=key)

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")

    def awaiting_feedback(self, now: datetime) -> Self:
        return self.filter(state__in=["booked", "confirmed"], ends_at__lt=now).order_by("starts_at", "pk")

    def booked(self) -> Self:
        """Agreed on, and not yet confirmed."""
        return self.filter(state="booked")

    def starting(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def ahead(self, now: datetime) -> Self:
        return self.filter(starts_at__gt=now)

    def ending_after(self, moment: datetime) -> Self:
        return self.filter(ends_at__gt=moment).order_by("starts_at", "pk")

    def with_changed_at(self) -> Self:
        """With `changed_at`: when the row was last written, as its history says."""
        history = self.model._meta.get_field("events").related_model
        last = history._default_manager.filter(pgh_obj=models.OuterRef("pk")).order_by("-pgh_id")
        return self.annotate(changed_at=Coalesce(models.Subquery(last.values("pgh_created_at")[:1]), "booked_at"))

    def numbered(self, pk: int) -> Self:
        return self.filter(pk=pk)

    def with_uid(self, uid: str) -> Self:
        return self.filter(uid=uid)

    def uids_among(self, uids: Iterable[str]) -> frozenset[str]:
        """Which of these are meetings of ours."""
        return frozenset(self.filter(uid__in=list(uids)).values_list("uid", flat=True))

    def of_pass(self, enrollment: models.Model) -> Self:
        return self.filter(enrollment_id=enrollment.pk)

    def locked(self, pk: int) -> "Appointment":
        """One meeting, locked to the end of the transaction, as it stands then. Locked by itself first: who waits for
        the lock and joins the rep in the same statement finds no row when the rep is another one by then."""
        self.select_for_update().values_list("pk").get(pk=pk)
        return self.select_related("lead__client", "rep", "kind", "enrollment").get(pk=pk)

    def shown(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "lead__client", "setter", "rep", "kind", "enrollment", "feedback"
        )

    def with_answer(self) -> Self:
        """With `accept_by`, `accepted_at` and `stranded_at` of the assignment that it stands in."""
        live = models.FilteredRelation("assignments", condition=models.Q(assignments__ended_at__isnull=True))
        told = {name: models.F(f"live__{name}") for name in ("accept_by", "accepted_at", "stranded_at")}
        return self.annotate(live=live).annotate(**told)
