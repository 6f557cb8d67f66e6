from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from appointments.models.availability import Availability, TimeOff
from appointments.models.block import CalendarBlock
from appointments.slots import Diary
from appointments.walltime import Span, instant

if TYPE_CHECKING:
    from office.models import User


def diaries(
    people: Sequence["User"], *, start: datetime, end: datetime, now: datetime, asked_by: "User"
) -> list[Diary]:
    """What the slots are found from: these people's hours and all that is live in their calendars in a range of time.

    Three queries, whatever the number of people. The asking setter's own hold does not count: it moves along.
    """
    ids = [person.pk for person in people]
    hours, busy, meetings = defaultdict(list), defaultdict(list), defaultdict(list)
    for window in Availability.objects.of(ids):
        hours[window.person_id].append(window.hours)
    for block in CalendarBlock.objects.of(ids, start=start, end=end).live(now).not_held_by(asked_by):
        busy[block.person_id].append(block.span)
        meetings[block.person_id].append(instant(block.meeting[0]))
    for away in TimeOff.objects.of(ids, start=start, end=end):
        busy[away.person_id].append(Span(instant(away.starts_at), instant(away.ends_at)))
    return [
        Diary(p.pk, p.zone, tuple(hours[p.pk]), busy=tuple(busy[p.pk]), meetings=tuple(meetings[p.pk])) for p in people
    ]
