from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import combinations, groupby
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Value
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.block import CalendarBlock
from appointments.slots import Hours
from appointments.walltime import MINUTES_A_DAY
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

# What a question over several tables says where one of them has nothing to say.
NOTHING = {
    "starts_at": Value(None, output_field=models.DateTimeField()),
    "ends_at": Value(None, output_field=models.DateTimeField()),
    "date": Value(None, output_field=models.DateField()),
    "windows": Value(None, output_field=ArrayField(ArrayField(models.PositiveSmallIntegerField()))),
    "text": Value(None, output_field=models.CharField()),
}


@dataclass(frozen=True)
class Stretch:
    """Hours of a weekday (Monday is 0) on the wall, perhaps only from a date or until one (both count), or only for one
    client's meetings."""

    weekday: int
    starts: time
    ends: time
    valid_from: date | None = None
    valid_until: date | None = None
    client_id: int | None = None

    @property
    def dates(self) -> tuple[date, date]:
        return self.valid_from or date.min, self.valid_until or date.max

    @property
    def minutes(self) -> tuple[int, int]:
        """On the wall, midnight as 1440."""
        return minute(self.starts), minute(self.ends) or MINUTES_A_DAY

    def meets(self, other: "Stretch") -> bool:
        """They hold on one date, for one client."""
        apart = self.client_id and other.client_id and self.client_id != other.client_id
        return not apart and self.dates[0] <= other.dates[1] and other.dates[0] <= self.dates[1]


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def of(self, people: list[int]) -> Self:
        return self.filter(person_id__in=people).order_by("person_id", "weekday", "starts", "pk")

    def for_client(self, client: int | None) -> Self:
        """That hold for the meetings of a client; without one, all."""
        return self if client is None else self.filter(models.Q(client=client) | models.Q(client=None))

    def hours(self) -> dict[int, tuple[Hours, ...]]:
        """{person: open hours as wall minutes}; the week of one person to the next is often the same row for row."""
        found: dict[int, list[Hours]] = {}
        for person, *stretch in self.values_list("person_id", "weekday", "starts", "ends", "valid_from", "valid_until"):
            found.setdefault(person, []).append(_hours(*stretch))
        return {person: tuple(hours) for person, hours in found.items()}


@lru_cache(maxsize=4_096)
def _hours(weekday: int, starts: time, ends: time, valid_from: date | None, valid_until: date | None) -> Hours:
    return Hours(weekday, minute(starts), minute(ends), valid_from or date.min, valid_until or date.max)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Availability(models.Model):
    """A rep's open hours on a weekday, on the wall clock of the rep's own zone; perhaps only from a date or until one,
    or only for one client's meetings (`client`; none: for all). An agency table."""

    person = models.ForeignKey("office.User", models.CASCADE, related_name="availability")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # Monday is 0
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))  # 00:00 is the end of the day
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    client = models.ForeignKey("office.Client", models.CASCADE, null=True, blank=True, related_name="+")

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "availability"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")) | models.Q(ends="00:00"),
                name="availability_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="availability_weekday"),
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="availability_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["person", "weekday", "starts", "valid_from", "client"],
                nulls_distinct=False,
                name="availability_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"

    @property
    def hours(self) -> Hours:
        """As the slots reckon with them."""
        return _hours(self.weekday, self.starts, self.ends, self.valid_from, self.valid_until)

    @classmethod
    @transaction.atomic
    def set_week(cls, person: "User", windows: "Iterable[Stretch | tuple[int, time, time]]", *, by: "User") -> None:
        """Replace a person's open hours by these stretches. Refused when two hold on one day and overlap."""
        week = sorted(
            {w if isinstance(w, Stretch) else Stretch(*w) for w in windows},
            key=lambda s: (s.weekday, s.starts, s.dates, s.client_id or 0),
        )
        for _weekday, day in groupby(week, key=lambda stretch: stretch.weekday):
            _refuse_muddle(list(day))
        cls.objects.of([person.pk]).delete()
        cls.objects.bulk_create(cls(person=person, **asdict(stretch)) for stretch in week)


def minute(at: time) -> int:
    """Of the day, read off the wall."""
    return at.hour * 60 + at.minute


def _refuse_muddle(day: list[Stretch]) -> None:
    """Refuse stretches of a weekday that cannot be, alone or beside each other."""
    if any(first > last for first, last in (stretch.dates for stretch in day)):
        raise Refused(_t("The last day must not come before the first."))
    for alone in day:
        refuse_overlaps([alone.minutes])
    for one, other in combinations(day, 2):
        if one.meets(other):
            refuse_overlaps(sorted([one.minutes, other.minutes]))


def refuse_overlaps(day: list[tuple[int, int]]) -> None:
    """Refuse wall minutes of one day, sorted, that run backwards or overlap."""
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

    def unlike(self) -> Any:
        """Their part of `diary`'s question about days that are unlike others."""
        nothing = (NOTHING["date"], NOTHING["windows"], NOTHING["text"], NOTHING["text"])
        return self.order_by().values_list("person_id", "starts_at", "ends_at", *nothing)


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
