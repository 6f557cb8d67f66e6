from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from appointments.busyreading import Stretch
from appointments.walltime import Span, instant, moment

if TYPE_CHECKING:
    from datetime import datetime

    from appointments.models.othercalendar import OtherCalendar


class BusyExternalQuerySet(models.QuerySet["BusyExternal"]):
    def of(self, people: list[int], *, start: "datetime", end: "datetime") -> Self:
        return self.filter(person_id__in=people, blocked__overlap=(start, end))

    def spans(self) -> list[Span]:
        """What they cover, in seconds; they may overlap."""
        found = self.values_list("blocked", flat=True)
        return [Span(instant(taken.lower), instant(taken.upper)) for taken in found if taken.lower and taken.upper]

    def from_calendar(self, source: "OtherCalendar") -> Self:
        return self.filter(source=source)


class BusyExternal(models.Model):
    """A stretch in which a person is busy, as another calendar of theirs says. They may overlap.

    An agency table like CalendarBlock: all clients' slots keep clear of it, and it tells *busy* only: no title, place
    or name of an event is kept. `uid`: the event's, by which our own meetings are told from others.
    """

    person = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    source = models.ForeignKey("appointments.OtherCalendar", models.CASCADE, related_name="busy")
    blocked = DateTimeRangeField()
    uid = models.CharField(max_length=200, blank=True)

    objects = BusyExternalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person_id} {self.blocked}"

    @classmethod
    def replace(cls, source: "OtherCalendar", stretches: Iterable[Stretch]) -> None:
        """What the calendar says now, in place of what it said; in the transaction of the reading."""
        cls.objects.from_calendar(source).delete()
        cls.objects.bulk_create(
            cls(
                person_id=source.person_id,
                source=source,
                blocked=(moment(each.start), moment(each.end)),
                uid=each.uid[:200],
            )
            for each in stretches
        )
