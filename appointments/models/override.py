"""A rep's days that are unlike others: other hours on a date, and the public holidays that the rep keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments import restdays
from appointments.models.availability import NOTHING, Availability, minute, refuse_overlaps
from appointments.models.block import CalendarBlock
from appointments.walltime import MINUTES_A_DAY, day_start, moment
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

Day = date  # where a field of that name stands before it


class OverrideQuerySet(models.QuerySet["Override"]):
    def of(self, people: list[int], *, first: date, last: date) -> Self:
        return self.filter(person_id__in=people, date__range=(first, last))

    def of_person(self, person: "User") -> Self:
        return self.filter(person=person)

    def coming(self, person: "User", today: date) -> Self:
        return self.filter(person=person, date__gte=today).order_by("date")

    def unlike(self) -> Any:
        """Their part of `diary`'s question about days that are unlike others."""
        nothing = (NOTHING["starts_at"], NOTHING["ends_at"], "date", "windows", NOTHING["text"], NOTHING["text"])
        return self.order_by().values_list("person_id", *nothing)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Override(models.Model):
    """The hours of one date, on the wall clock of the rep's own zone, in place of the usual ones and stronger than a
    holiday. `windows`: pairs of wall minutes, sorted, midnight as 1440; none: closed. An agency table."""

    person = models.ForeignKey("office.User", models.CASCADE, related_name="overrides")
    date = models.DateField(_("date"))
    windows = ArrayField(ArrayField(models.PositiveSmallIntegerField(), size=2), default=list, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "date"], name="override_once"),
            models.CheckConstraint(
                condition=models.Func(
                    models.F("windows"),
                    template="0 <= ALL (%(expressions)s) AND 1440 >= ALL (%(expressions)s)",
                    output_field=models.BooleanField(),
                ),
                name="override_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%F} {self.told}"

    @property
    def told(self) -> str:
        """Its hours in figures: 09:00–12:00, 14:00–00:00; nothing when it is closed."""
        clocks = (tuple(f"{at // 60 % 24:02}:{at % 60:02}" for at in window) for window in self.windows)
        return ", ".join(f"{starts}–{ends}" for starts, ends in clocks)

    @classmethod
    @transaction.atomic
    def put(cls, person: "User", day: Day, windows: Iterable[tuple[time, time]], *, by: "User") -> "Override":
        """Say the hours of a date; none closes it. Refused when it is over, or when two stretches overlap."""
        if day < clock.today(person.zone):
            raise Refused(_t("That day is over."))
        spans = sorted({(minute(starts), minute(ends) or MINUTES_A_DAY) for starts, ends in windows})
        refuse_overlaps(spans)
        made, _is_new = cls.objects.update_or_create(
            person=person, date=day, defaults={"windows": [list(span) for span in spans]}
        )
        return made

    @classmethod
    def work_on(cls, person: "User", day: Day, *, by: "User") -> "Override":
        """Take meetings on a holiday, in the usual hours of its weekday. Refused when there are none."""
        usual = [window for window in Availability.objects.of([person.pk]) if window.hours.on(day)]
        if not usual:
            raise Refused(_t("You have no usual hours on that weekday. Say the hours of that date instead."))
        return cls.put(person, day, [(window.starts, window.ends) for window in usual], by=by)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The local day, half-open."""
        zone = self.person.zone
        return moment(day_start(zone, self.date)), moment(day_start(zone, self.date + timedelta(days=1)))

    @property
    def booked(self) -> int:
        """How many meetings stand on the day."""
        start, end = self.moments
        return CalendarBlock.objects.of([self.person_id], start=start, end=end).starting(start, end).booked().count()

    def withdraw(self, *, by: "User") -> None:
        """The usual hours hold on the date again."""
        self.delete()


class HolidayRegionQuerySet(models.QuerySet["HolidayRegion"]):
    def of(self, people: list[int]) -> Self:
        return self.filter(person_id__in=people)

    def unlike(self) -> Any:
        """Their part of `diary`'s question about days that are unlike others."""
        nothing = (NOTHING["starts_at"], NOTHING["ends_at"], NOTHING["date"], NOTHING["windows"])
        return self.order_by().values_list("person_id", *nothing, "country", "subdivision")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class HolidayRegion(models.Model):
    """Where a rep keeps the public holidays; without one the rep works on all of them. An agency table."""

    person = models.OneToOneField("office.User", models.CASCADE, related_name="holiday_region")
    country = models.CharField(_("country"), max_length=2)
    subdivision = models.CharField(_("part of the country"), max_length=30, blank=True)

    objects = HolidayRegionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.country} {self.subdivision}".strip()

    @classmethod
    def of(cls, person: "User") -> "HolidayRegion | None":
        return cls.objects.of([person.pk]).first()

    @classmethod
    @transaction.atomic
    def choose(cls, person: "User", country: str, subdivision: str = "", *, by: "User") -> None:
        """Keep the holidays of a region; of none, when no country is said."""
        if not country:
            cls.objects.of([person.pk]).delete()
            return
        if not restdays.is_known(country, subdivision):
            raise Refused(_t("The holidays of that region are not known."))
        cls.objects.update_or_create(person=person, defaults={"country": country, "subdivision": subdivision})


@dataclass(frozen=True)
class RestDay:
    """A public holiday of a rep's region, and what the rep has said about the date."""

    date: date
    name: str
    override: Override | None

    @property
    def works(self) -> bool:
        """Whether meetings are taken on it all the same."""
        return bool(self.override and self.override.windows)

    @classmethod
    def ahead(cls, person: "User", language: str) -> "list[RestDay]":
        """Those of the coming year, in order."""
        region, today = HolidayRegion.of(person), clock.today(person.zone)
        said = {override.date: override for override in Override.objects.coming(person, today)}
        last = today + timedelta(days=365)
        days = restdays.named(region.country, region.subdivision, today, last, language) if region else []
        return [cls(day, name, said.get(day)) for day, name in days]
