from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from appointments import restdays
from appointments.models.availability import Availability, TimeOff
from appointments.models.block import CalendarBlock
from appointments.models.blocks import CalendarBlockQuerySet
from appointments.models.busyexternal import BusyExternal, BusyExternalQuerySet
from appointments.models.override import HolidayRegion, Override
from appointments.slots import Diary, Hours
from appointments.walltime import instant

if TYPE_CHECKING:
    from office.models import User


COLUMNS = ("person_id", "starts", "ends", "meetings", "is_here")
Stretches = tuple[tuple[int, int], ...]


@dataclass
class _Taken:
    """What is taken of a person's time: here with the starts of the meetings, and elsewhere."""

    here: Stretches = ()
    meetings: tuple[int, ...] = ()
    elsewhere: Stretches = ()


class _Instant(models.Func):
    """A moment as whole seconds since the epoch, a fraction dropped, as `walltime.instant` does."""

    template = "floor(date_part('epoch', %(expressions)s))::bigint"
    output_field = models.BigIntegerField()


@dataclass
class _Unlike:
    """What makes some of a person's days unlike others."""

    away: list[tuple[int, int]] = field(default_factory=list)
    overrides: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()


def diaries(
    people: Sequence["User"],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
    asked_by: "User | None",
    client: int | None = None,
) -> list[Diary]:
    """What the slots are found from: these people's hours for a client's meetings, and all that is live in their
    calendars in a range of time.

    Three queries, whatever the number of people: hours; blocks, and what other calendars say; time off, overrides and
    regions of holidays. The asking setter's own hold does not count: it moves along.
    """
    ids = [person.pk for person in people]
    hours = Availability.objects.of(ids).for_client(client).hours()
    taken = CalendarBlock.objects.of(ids, start=start, end=end).live(now).not_held_by(asked_by)
    calendars = _calendars(taken, BusyExternal.objects.of(ids, start=start, end=end))
    unlike = _unlike(ids, start, end)
    return [_diary(p, hours.get(p.pk, ()), calendars.get(p.pk, _Taken()), unlike.get(p.pk)) for p in people]


def _calendars(blocks: CalendarBlockQuerySet, busy: BusyExternalQuerySet) -> dict[int, _Taken]:
    """What is taken, by person, in seconds. One query, and one row a person for here and one for elsewhere."""
    starts, ends = _Instant(models.F("blocked__startswith")), _Instant(models.F("blocked__endswith"))
    meetings = ArrayAgg(_Instant(Coalesce("starts_at", models.F("blocked__startswith"))))
    none = models.Value([], output_field=ArrayField(models.BigIntegerField()))
    told = {"starts": ArrayAgg(starts), "ends": ArrayAgg(ends)}
    here = blocks.order_by().values("person_id").annotate(**told, meetings=meetings, is_here=models.Value(True))
    there = busy.order_by().values("person_id").annotate(**told, meetings=none, is_here=models.Value(False))
    found: dict[int, _Taken] = {}
    for person, begins, finishes, met, is_here in here.values_list(*COLUMNS).union(
        there.values_list(*COLUMNS), all=True
    ):
        taken = found.setdefault(person, _Taken())
        stretches = tuple(zip(begins, finishes, strict=True))
        if is_here:
            taken.here, taken.meetings = stretches, tuple(met)
        else:
            taken.elsewhere = stretches
    return found


def _unlike(people: list[int], start: datetime, end: datetime) -> dict[int, _Unlike]:
    first, last = start.date() - timedelta(days=1), end.date() + timedelta(days=1)  # what the dates are anywhere
    found: dict[int, _Unlike] = {}
    for person, starts_at, ends_at, day, windows, country, subdivision in _rows(people, start, end, first, last):
        mine = found.setdefault(person, _Unlike())
        if starts_at:
            mine.away.append((instant(starts_at), instant(ends_at)))
        elif day:
            mine.overrides[day] = tuple((opens, shuts) for opens, shuts in windows)
        else:
            mine.holidays = restdays.between(country, subdivision, first, last)
    return found


def _rows(people: list[int], start: datetime, end: datetime, first: date, last: date) -> Iterable[tuple[Any, ...]]:
    away = TimeOff.objects.of(people, start=start, end=end).unlike()
    overrides = Override.objects.of(people, first=first, last=last).unlike()
    regions = HolidayRegion.objects.of(people).unlike()
    rows: Iterable[tuple[Any, ...]] = away.union(overrides, regions, all=True)
    return rows


def _diary(person: "User", hours: tuple[Hours, ...], taken: _Taken, unlike: _Unlike | None) -> Diary:
    special = unlike or _Unlike()
    return Diary(
        person.pk,
        person.zone,
        hours,
        overrides=special.overrides,
        holidays=special.holidays,
        busy=(*taken.here, *special.away),
        meetings=taken.meetings,
        elsewhere=taken.elsewhere,
    )
