from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from office.models import User


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def of(self, people: list[int]) -> Self:
        return self.filter(person_id__in=people).order_by("person_id", "weekday", "starts")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Availability(models.Model):
    """A rep's open hours on a weekday, on the wall clock of the rep's own zone. An agency table."""

    person = models.ForeignKey("office.User", models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # Monday is 0
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))  # 00:00 is the end of the day

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "availability"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")) | models.Q(ends="00:00"),
                name="availability_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="availability_weekday"),
            models.UniqueConstraint(fields=["person", "weekday", "starts"], name="availability_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def of(self, people: list[int], *, start: datetime, end: datetime) -> Self:
        return self.filter(person_id__in=people, starts_at__lt=end, ends_at__gt=start)

    def coming(self, person: "User", now: datetime) -> Self:
        return self.filter(person=person, ends_at__gt=now).order_by("starts_at")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TimeOff(models.Model):
    """A stretch of time in which a rep takes no meetings. An agency table."""

    person = models.ForeignKey("office.User", models.CASCADE, related_name="time_off")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    objects = TimeOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="time_off_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.reason or f"{self.starts_at:%F}"
