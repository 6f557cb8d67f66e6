from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.block import CalendarBlock
from appointments.slots import Hours
from appointments.walltime import MINUTES_A_DAY
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def of(self, people: list[int]) -> Self:
        return self.filter(person_id__in=people).order_by("person_id", "weekday", "starts")

    def hours(self) -> dict[int, tuple[Hours, ...]]:
        """{person: open hours as wall minutes}; the week of one person to the next is often the same row for row."""
        found: dict[int, list[Hours]] = {}
        for person, weekday, starts, ends in self.values_list("person_id", "weekday", "starts", "ends"):
            found.setdefault(person, []).append(_hours(weekday, starts, ends))
        return {person: tuple(hours) for person, hours in found.items()}


@lru_cache(maxsize=4_096)
def _hours(weekday: int, starts: time, ends: time) -> Hours:
    return Hours(weekday, _minute(starts), _minute(ends))


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

    @classmethod
    @transaction.atomic
    def set_week(cls, person: "User", windows: Iterable[tuple[int, time, time]], *, by: "User") -> None:
        """Replace a person's open hours by these (weekday, from, until). Refused when two of a day overlap."""
        week = sorted(set(windows))
        for _weekday, day in groupby(week, key=lambda window: window[0]):
            _refuse_overlaps([(_minute(starts), _minute(ends) or MINUTES_A_DAY) for _, starts, ends in day])
        cls.objects.of([person.pk]).delete()
        cls.objects.bulk_create(cls(person=person, weekday=w, starts=s, ends=e) for w, s, e in week)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _refuse_overlaps(day: list[tuple[int, int]]) -> None:
    if any(starts >= ends for starts, ends in day):
        raise Refused(_t("Hours must end after they start."))
    if any(earlier[1] > later[0] for earlier, later in zip(day, day[1:], strict=False)):
        raise Refused(_t("Two stretches of hours on one day overlap."))


class TimeOffQuerySet(models.QuerySet["TimeOff"]):
    def of(self, people: list[int], *, start: datetime, end: datetime) -> Self:
        return self.filter(person_id__in=people, starts_at__lt=end, ends_at__gt=start)

    def of_person(self, person: "User") -> Self:
        return self.filter(person=person)

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

    @classmethod
    def take(cls, person: "User", *, starts_at: datetime, ends_at: datetime, reason: str = "", by: "User") -> "TimeOff":
        """Be away for a stretch of time. Meetings that are booked in it stay: they must be moved or called off."""
        if ends_at <= starts_at:
            raise Refused(_t("Time off must end after it starts."))
        return cls.objects.create(person=person, starts_at=starts_at, ends_at=ends_at, reason=reason.strip()[:120])

    @property
    def booked(self) -> int:
        """How many meetings stand in it all the same."""
        blocks = CalendarBlock.objects.of([self.person_id], start=self.starts_at, end=self.ends_at)
        return blocks.booked().count()

    def withdraw(self, *, by: "User") -> None:
        """Be there after all."""
        self.delete()
