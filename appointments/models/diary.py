from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from appointments.models.availability import Availability, TimeOff
from appointments.models.block import CalendarBlock
from appointments.slots import Diary, Hours
from appointments.walltime import instant

if TYPE_CHECKING:
    from office.models import User


def diaries(
    people: Sequence["User"], *, start: datetime, end: datetime, now: datetime, asked_by: "User | None"
) -> list[Diary]:
    """What the slots are found from: these people's hours and all that is live in their calendars in a range of time.

    Three queries, whatever the number of people. The asking setter's own hold does not count: it moves along.
    """
    ids = [person.pk for person in people]
    hours = Availability.objects.of(ids).hours()
    taken = CalendarBlock.objects.of(ids, start=start, end=end).live(now).not_held_by(asked_by).calendars()
    away: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for off in TimeOff.objects.of(ids, start=start, end=end):
        away[off.person_id].append((instant(off.starts_at), instant(off.ends_at)))
    return [_diary(p, hours.get(p.pk, ()), taken.get(p.pk, ([], [], [])), away[p.pk]) for p in people]


def _diary(
    person: "User", hours: tuple[Hours, ...], taken: tuple[list[int], list[int], list[int]], away: list[tuple[int, int]]
) -> Diary:
    starts, ends, meetings = taken
    busy = (*zip(starts, ends, strict=True), *away)
    return Diary(person.pk, person.zone, hours, busy=busy, meetings=tuple(meetings))
