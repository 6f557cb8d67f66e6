"""One reading of a calendar elsewhere: what is asked, and what came of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from appointments import busyreading
from appointments.busyreading import NotACalendar, Reading, Stretch
from appointments.caldavs import Found
from appointments.walltime import Span, instant
from office import clock, outside

if TYPE_CHECKING:
    from appointments.models.othercalendar import OtherCalendar

BACK, AHEAD = timedelta(days=1), timedelta(days=400)  # what is read of a calendar, from now
OURS = "@setterdesk"  # how the UIDs of our own meetings end
LONGEST = 500  # characters of an address


@dataclass(frozen=True)
class Heard:
    """What a calendar said. `told`: what is to be kept of it; `reading`: None when nothing has changed since;
    `written`: the events of the calendar that we write to, as they stand there, within a span."""

    told: dict[str, Any]
    reading: Reading | None = None
    written: list[Found] = field(default_factory=list)
    span: tuple[datetime, datetime] | None = None

    def compare(self, calendar: "OtherCalendar") -> None:
        """Have looked after what was changed there of our own meetings."""
        if self.span:
            calendar.copies.look_after(self.written, self.span)


def listen(calendar: "OtherCalendar") -> Heard:
    """Ask a calendar. Raises outside.Fault, NotACalendar."""
    return _server(calendar) if calendar.is_server else _file(calendar)


def _span() -> tuple[datetime, datetime]:
    return clock.now() - BACK, clock.now() + AHEAD


def _file(calendar: "OtherCalendar") -> Heard:
    """An .ics file, when it has changed since; once a day in any case, for the span moves on."""
    today = clock.today(calendar.person.zone)
    known = {"etag": calendar.etag, "modified": calendar.modified} if calendar.whole_on == today else {}
    got = outside.fetch(calendar.unsealed(), **known)
    if got.body is None:
        return Heard({})
    kept = {"etag": got.etag, "modified": got.modified, "whole_on": today}
    return Heard(kept, _without_ours(calendar, _read(calendar, got.body)))


def _server(calendar: "OtherCalendar") -> Heard:
    start, end = _span()
    with calendar.line() as remote:
        if not calendar.reads:
            return Heard({"calendars": [each for each in remote.calendars() if len(each[0]) <= LONGEST]})
        found = remote.within(calendar.reads, start, end)
        written = found
        if calendar.writes and calendar.writes != calendar.reads:
            written = remote.within(calendar.writes, start, end)
    reading = _without_ours(calendar, _together(calendar, found))
    return Heard({}, reading, written, (start, end) if calendar.writes else None)


def _read(calendar: "OtherCalendar", data: bytes) -> Reading:
    person, span = calendar.person, Span(*map(instant, _span()))
    return busyreading.read(data, person.zone, span, email=person.email)


def _together(calendar: "OtherCalendar", found: list[Found]) -> Reading:
    """Events of a server, each a calendar of its own: one that cannot be read spoils no other."""
    stretches: list[Stretch] = []
    unread = 0
    for each in found:
        try:
            reading = _read(calendar, each.data)
        except NotACalendar:
            unread += 1
        else:
            stretches += reading.stretches
            unread += reading.unread
    if len(stretches) > busyreading.MOST:
        raise NotACalendar("too_much")
    return Reading(tuple(stretches), unread)


def _without_ours(calendar: "OtherCalendar", reading: Reading) -> Reading:
    """Our own meetings, come back by whatever way, are no time that somebody else has taken."""
    perhaps = {each.uid for each in reading.stretches if each.uid.endswith(OURS)}
    ours = calendar.person.meetings.model.objects.uids_among(perhaps) if perhaps else frozenset()
    return Reading(tuple(each for each in reading.stretches if each.uid not in ours), reading.unread)
