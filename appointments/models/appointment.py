from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.models.kind import MeetingKind
from leads.models import Enrollment, Lead
from office import clock
from office.models import ClientOwned, ClientOwnedQuerySet

if TYPE_CHECKING:
    from datetime import datetime

    from office.models import User


class Place(models.TextChoices):
    VIDEO = "video", _("Video call")
    PHONE = "phone", _("By phone")
    THEIRS = "theirs", _("At their place")
    OURS = "ours", _("Our office")


class AppointmentQuerySet(ClientOwnedQuerySet["Appointment"]):
    def of_rep(self, rep: "User") -> Self:
        return self.filter(rep=rep)

    def of_lead(self, lead: Lead) -> Self:
        return self.filter(lead=lead).order_by("-starts_at")

    def standing(self) -> Self:
        """Not cancelled, not moved."""
        return self.exclude(state__in=[Appointment.State.CANCELLED, Appointment.State.RESCHEDULED])

    def between(self, start: "datetime", end: "datetime") -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")

    def awaiting_feedback(self, now: "datetime") -> Self:
        return self.filter(state__in=[Appointment.State.BOOKED, Appointment.State.CONFIRMED], ends_at__lt=now).order_by(
            "starts_at", "pk"
        )

    def shown(self) -> Self:
        return self.select_related("lead", "lead__company", "lead__client", "setter", "rep", "kind", "enrollment")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appointment(ClientOwned):
    """A meeting of a lead with a rep. Instants in UTC, and the wall time and zone that were agreed on."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        CONFIRMED = "confirmed", _("Confirmed")
        HELD = "held", _("Held")
        NO_SHOW = "no_show", _("No-show")
        CANCELLED = "cancelled", _("Cancelled")
        RESCHEDULED = "rescheduled", _("Rescheduled")

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="appointments", db_constraint=False)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="appointments", db_constraint=False)
    setter = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    rep = models.ForeignKey("office.User", models.PROTECT, related_name="meetings")
    kind = models.ForeignKey(MeetingKind, models.PROTECT, related_name="appointments", db_constraint=False)
    place = models.CharField(_("where"), max_length=8, choices=Place.choices)
    where = models.CharField(_("address or link"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail for the invitation"), blank=True)
    note = models.TextField(_("note to the rep"), blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    wall_start = models.CharField(_("agreed local time"), max_length=16)
    zone = models.CharField(_("agreed zone"), max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BOOKED)
    uid = models.CharField(max_length=120, unique=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=80, unique=True)
    booked_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    personal = ("where", "email", "note")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["rep", "starts_at"], name="appointment_of_rep"),
            models.Index(fields=["client", "booked_at"], name="appointment_booked"),
            models.Index(fields=["client", "starts_at"], name="appointment_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.lead} {self.starts_at:%F %H:%M}"
