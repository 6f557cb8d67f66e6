"""When somebody is busy, read from a calendar that another program wrote. Pure; the same units as ``slots``.

Busy is every event but those that are called off (STATUS:CANCELLED, a calendar of METHOD:CANCEL), those that say they
take no time (TRANSP:TRANSPARENT, Outlook's FREE), and those that the person has declined; and every period of a
VFREEBUSY but FREE. Whole days and times without a zone are of the person's own zone. Recurrences are laid out by
``recurring_ical_events`` within the span that is asked for. An entry that cannot be read is counted; it spoils no
other.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import prod
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event, vPeriod

from appointments.icstext import Line, NotACalendar, Part, own, parts
from appointments.icszones import Zones
from appointments.walltime import DAY, YEARS, Span, day_start, instant, moment

__all__ = ["NotACalendar", "Reading", "Stretch", "read"]

MOST = 20_000  # stretches of one calendar
OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}  # nobody meets so often: a rule without end would never be laid out
NOT_OURS = {"CANCEL", "REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"}  # methods of letters about events, not of events
WHEN = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?)(Z?))?")
PERIOD: Callable[[str], tuple[datetime, Any]] = vPeriod.from_ical
DATES = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch of time in which somebody is busy, and the UID of the event that says so."""

    start: int
    end: int
    uid: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says: stretches in order, and how many of its entries could not be read."""

    stretches: tuple[Stretch, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class _Asked:
    zone: str
    span: Span
    email: str


def read(data: bytes, zone: str, span: Span, *, email: str = "") -> Reading:
    """Return when somebody in ``zone`` is busy within a span. ``email``: whose declined invitations do not count.

    Raises NotACalendar.
    """
    asked, found, unread = _Asked(zone, span, email.casefold()), set[Stretch](), 0
    for part in parts(data):
        if part.head.get("CALSCALE", "GREGORIAN").upper() != "GREGORIAN":
            unread += len(part.entries)
            continue
        stretches, missed = _of(part, asked)
        found.update(stretches)
        unread += missed + len(part.of("VAVAILABILITY"))
    if len(found) > MOST:
        raise NotACalendar("too_much")
    return Reading(tuple(sorted(found)), unread)


def _of(part: Part, asked: _Asked) -> tuple[list[Stretch], int]:
    found: list[Stretch] = []
    unread = 0
    series: dict[str, list[Event]] = defaultdict(list)
    zones = Zones(part, asked.zone)
    letter = part.head.get("METHOD", "").upper() in NOT_OURS
    for nth, entry in enumerate([] if letter else part.of("VEVENT")):
        try:
            event = _event(list(own(entry)), zones, asked)
        except Exception:  # whatever the libraries make of what somebody else wrote: the entry is not to be read
            unread += 1
        else:
            if event is not None:
                series[str(event.get("UID", "")) or f"-{nth}"].append(event)
    for uid, events in series.items():
        try:
            found += _laid_out(uid, events, asked)
        except Exception:  # as above
            unread += 1
    for entry in part.of("VFREEBUSY"):
        found += _periods(list(own(entry)), asked.span)
    return found, unread


def _event(lines: list[Line], zones: Zones, asked: _Asked) -> Event | None:
    """The event reduced to its times, as `icalendar` reads it, and CANCELLED when it takes no time. None: far away."""
    if _is_far(lines, asked.span):
        return None
    kept = ["BEGIN:VEVENT", *(["STATUS:CANCELLED"] if _is_free(lines, asked.email) else [])]
    once = {line.name: line.value for line in lines if line.name in ("DURATION", "UID", "SEQUENCE")}
    kept += (f"{name}:{value}" for name, value in once.items())
    for line in lines:
        if line.name in DATES:
            kept += _dated(line, zones)
        elif line.name == "RRULE":
            kept.append(f"RRULE:{_bounded(line.value, asked.span)}")
    event = Event.from_ical("\r\n".join([*kept, "END:VEVENT", ""]))
    if not isinstance(event, Event) or "DTSTART" not in event or event.errors:
        raise ValueError("no beginning")
    return event


def _is_free(lines: list[Line], email: str) -> bool:
    said = {line.name: line.value.upper() for line in lines}
    if said.get("STATUS") == "CANCELLED" or said.get("TRANSP") == "TRANSPARENT":
        return True
    if said.get("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE":
        return True
    declined = (line for line in lines if line.name == "ATTENDEE" and line.params.get("PARTSTAT") == "DECLINED")
    return bool(email) and any(line.value.casefold() == f"mailto:{email}" for line in declined)


def _is_far(lines: list[Line], span: Span) -> bool:
    """Say whether an event that stands alone lies days before or after the span: most of a calendar does."""
    if any(line.name in ("RRULE", "RDATE", "RECURRENCE-ID") for line in lines):
        return False
    days = {line.name: line.value[:8] for line in lines if line.name in ("DTSTART", "DTEND")}
    first, last = (f"{moment(at):%Y%m%d}" for at in (span.start - 3 * DAY, span.end + 3 * DAY))
    starts, ends = days.get("DTSTART", ""), days.get("DTEND", "")
    return (starts.isdigit() and starts > last) or (starts.isdigit() and ends.isdigit() and ends < first)


def _dated(line: Line, zones: Zones) -> Iterator[str]:
    """Each of the times on a line, with a zone that is known: UTC, a name, or the person's for one without any."""
    params = ";RANGE=THISANDFUTURE" if line.params.get("RANGE", "").upper() == "THISANDFUTURE" else ""
    for said in filter(None, line.value.split(",")):
        start, slash, end = said.partition("/")
        found = WHEN.fullmatch(start)
        if found is None and line.name in ("DTSTART", "DTEND"):
            raise ValueError(said)
        if found is None:
            continue
        day, clock, utc = found.groups()
        if clock is None:
            yield f"{line.name}{params};VALUE=DATE:{day}"
            continue
        kind = f"{params};VALUE=PERIOD" if slash else params
        if not utc:
            kind += f";TZID={zones.name(line.params['TZID']) if 'TZID' in line.params else zones.reader}"
        yield f"{line.name}{kind}:{day}T{clock:0<6}{utc}{slash}{end}"


def _bounded(rule: str, span: Span) -> str:
    """The rule with an end not far behind the span. Raises ValueError for one that would not be laid out in time."""
    said = dict(piece.upper().split("=", 1) for piece in rule.strip(";").split(";"))
    scale, skip = said.pop("RSCALE", "GREGORIAN"), said.pop("SKIP", "OMIT")
    if said.get("FREQ") in OFTEN or (scale, skip) != ("GREGORIAN", "OMIT"):
        raise ValueError(rule)
    if prod(said[name].count(",") + 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND") if name in said) > 24:
        raise ValueError(rule)
    if "COUNT" not in said and "UNTIL" not in said:
        said["UNTIL"] = f"{moment(span.end + 3 * DAY):%Y%m%dT%H%M%SZ}"
    return ";".join(f"{name}={value}" for name, value in said.items())


def _laid_out(uid: str, events: list[Event], asked: _Asked) -> Iterator[Stretch]:
    """What the events of one UID make busy: most stand alone, the others are a series with its exceptions."""
    newest = max(event.get("SEQUENCE", 0) for event in events)
    if not any(name in event for event in events for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        events = [event for event in events if event.get("SEQUENCE", 0) == newest]
    else:
        calendar = Calendar()
        for event in events:
            calendar.add_component(event)
        around = (moment(asked.span.start - DAY), moment(asked.span.end + DAY))
        events = recurring_ical_events.of(calendar).between(*around)
    for event in events:
        if event.get("STATUS") == "CANCELLED":
            continue
        start, end = (_instant(at, asked.zone) for at in _ends(event))
        if start < end and start < asked.span.end and end > asked.span.start:
            yield Stretch(start, end, uid)


def _ends(event: Event) -> tuple[date, date]:
    said: dict[str, Any] = {name: vars(event[name])["dt"] for name in ("DTSTART", "DTEND", "DURATION") if name in event}
    start: date = said["DTSTART"]
    usual = timedelta(0) if isinstance(start, datetime) else timedelta(days=1)
    return start, said.get("DTEND") or start + said.get("DURATION", usual)


def _instant(at: date, zone: str) -> int:
    if at.year not in YEARS:
        raise ValueError(f"{at}")
    return instant(at) if isinstance(at, datetime) else day_start(zone, at)


def _periods(lines: Iterable[Line], span: Span) -> Iterator[Stretch]:
    uid = ""
    for line in lines:
        uid = line.value if line.name == "UID" else uid
        if line.name != "FREEBUSY" or line.params.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        for said in line.value.split(","):
            start, end = PERIOD(said)
            until = start + end if isinstance(end, timedelta) else end
            stretch = Stretch(instant(start), instant(until), uid)
            if stretch.start < min(stretch.end, span.end) and stretch.end > span.start:
                yield stretch
