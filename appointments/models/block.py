from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from office.models import User

HOLD = timedelta(minutes=5)  # how long a slot stays on hold without a heartbeat (5-booking, Writing 2)


class CalendarBlockQuerySet(models.QuerySet["CalendarBlock"]):
    def live(self, now: datetime) -> Self:
        return self.filter(
            models.Q(state=CalendarBlock.State.BOOKED) | models.Q(state=CalendarBlock.State.ON_HOLD, hold_until__gt=now)
        )

    def of(self, people: list[int], *, start: datetime, end: datetime) -> Self:
        return self.filter(person_id__in=people, blocked__overlap=(start, end))

    def held_by(self, setter: "User") -> Self:
        return self.filter(state=CalendarBlock.State.ON_HOLD, held_by=setter)

    def stale(self, now: datetime) -> Self:
        return self.filter(state=CalendarBlock.State.ON_HOLD, hold_until__lte=now)


class CalendarBlock(models.Model):
    """A stretch of a person's calendar that is taken: meeting, buffers and travel.

    An agency table: it must see all clients' blocks, and tells others only *busy*. The appointment stands here as a
    bare number, without a client's data. The database refuses two live blocks of one person that overlap.
    """

    class State(models.TextChoices):
        ON_HOLD = "on_hold", _("On hold")
        BOOKED = "booked", _("Booked")
        RELEASED = "released", _("Released")

    person = models.ForeignKey("office.User", models.CASCADE, related_name="calendar_blocks")
    blocked = DateTimeRangeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.ON_HOLD)
    hold_until = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey("office.User", models.CASCADE, null=True, related_name="+")
    token = models.UUIDField(null=True, blank=True)
    appointment = models.BigIntegerField(null=True, blank=True)

    objects = CalendarBlockQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="no_double_booking",
                expressions=[
                    (
                        Func(
                            models.F("person_id"),
                            models.F("person_id"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("blocked", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(state__in=["on_hold", "booked"]),
            )
        ]
        indexes = [models.Index(fields=["appointment"], name="block_appointment")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.blocked}"
