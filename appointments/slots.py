"""When a rep can be met: hours on the wall and what is already in the calendar, to free slots. Pure.

Units: instants and lengths are ``int`` seconds (see ``walltime``), hours are wall minutes. A slot is named by the
instant at which its meeting starts.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from appointments.walltime import MINUTES_A_DAY, Span, day_start, intersect, merge, wall, window


class Reason(StrEnum):
    """Why a time is not offered, in the order in which they are asked."""

    NOTICE = "notice"
    HORIZON = "horizon"
    HOLIDAY = "holiday"
    HOURS = "outside hours"
    BUSY = "busy"
    BUFFER = "buffer"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Hours:
    """Open from one wall minute to another on a weekday (0 is Monday), within dates that both count; an end of 0 is
    midnight."""

    weekday: int
    starts: int
    ends: int
    valid_from: date = date.min
    valid_until: date = date.max

    def on(self, day: date) -> bool:
        """Say whether these hours hold on a local day."""
        return self.weekday == day.weekday() and self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kind of meeting asks for. All in seconds, but ``cap``: meetings of one person on one local day (None: no
    limit)."""

    length: int
    step: int = 1_800
    before: int = 0
    after: int = 0
    travel: int = 0
    notice: int = 0
    horizon: int = 60 * 86_400
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """All that decides when one person is free.

    ``overrides`` replaces the hours of a date by other wall windows (none: closed) and is stronger than a holiday.
    ``busy`` holds blocked ranges, time off and outside calendars, in any order; ``meetings`` the starts that the cap
    counts.
    """

    person: int
    zone: str
    hours: tuple[Hours, ...] = ()
    overrides: Mapping[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    busy: tuple[Span, ...] = ()
    meetings: tuple[int, ...] = ()

    def windows_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the wall windows of a local day, an end at 00:00 written as 1440."""
        if day in self.overrides:
            return tuple((starts, ends or MINUTES_A_DAY) for starts, ends in self.overrides[day])
        if day in self.holidays:
            return ()
        return tuple((hours.starts, hours.ends or MINUTES_A_DAY) for hours in self.hours if hours.on(day))


@dataclass(frozen=True, slots=True)
class Offer:
    """One bookable time: the meeting's instants, who is free then, and whether it is the first of all."""

    start: int
    end: int
    people: tuple[int, ...]
    soonest: bool = False

    @property
    def free(self) -> int:
        """Return how many people could take it."""
        return len(self.people)


def blocked_range(start: int, length: int, buffer_before: int = 0, buffer_after: int = 0, travel: int = 0) -> Span:
    """Return what a meeting takes out of a calendar: itself, its buffers, and the way there and back (seconds)."""
    return Span(start - buffer_before - travel, start + length + buffer_after + travel)


def _days(zone: str, span: Span) -> Iterator[date]:
    """Yield each local date that a span touches, and the one before (clocks may go back over midnight)."""
    day, last = wall(zone, span.start)[0] - timedelta(days=1), wall(zone, span.end)[0]
    while day <= last:
        yield day
        day += timedelta(days=1)


def open_windows(diary: Diary, span: Span) -> list[Span]:
    """Return the person's windows that touch a span, each whole (its start anchors the slots), sorted; they may
    overlap."""
    return sorted(
        piece
        for day in _days(diary.zone, span)
        for starts, ends in diary.windows_on(day)
        for piece in window(diary.zone, day, starts, ends)
        if piece.start < span.end and piece.end > span.start
    )


@lru_cache(maxsize=65_536)
def _local_day(zone: str, day: date) -> Span:
    return Span(day_start(zone, day), day_start(zone, day + timedelta(days=1)))


def _full_days(diary: Diary, terms: Terms) -> list[Span]:
    """Return the local days on which the person already has as many meetings as the cap allows."""
    if terms.cap is None:
        return []
    counted: dict[date, int] = {}
    for start in diary.meetings:
        day = wall(diary.zone, start)[0]
        counted[day] = counted.get(day, 0) + 1
    return [_local_day(diary.zone, day) for day, count in counted.items() if count >= terms.cap]


def _startable(opened: Iterable[Span], diary: Diary, terms: Terms, span: Span) -> tuple[Span, ...]:
    """Return the instants at which a meeting could start, as half-open spans: open long enough, and nothing in the way.

    A busy range [x, y) forbids every start s with [s - lead, s + tail) on it: x - tail < s < y + lead.
    """
    lead, tail = terms.before + terms.travel, terms.length + terms.after + terms.travel
    inside = tuple(Span(a, b - terms.length + 1) for a, b in opened if b - a >= terms.length)
    taken = [Span(x - tail + 1, y + lead) for x, y in diary.busy if x < y]
    return intersect(intersect(inside, (span,)), _gaps(merge(taken + _full_days(diary, terms)), span))


def _gaps(taken: Sequence[Span], span: Span) -> tuple[Span, ...]:
    """Return what a sorted union leaves of a span."""
    edges = [span.start, *(edge for piece in taken for edge in piece), span.end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple(Span(max(a, span.start), min(b, span.end)) for a, b in pairs if max(a, span.start) < min(b, span.end))


def _bookable(terms: Terms, now: int, span: Span) -> Span:
    """Return the part of a span that notice and horizon leave (the last instant of the horizon still counts)."""
    return Span(max(span.start, now + terms.notice), min(span.end, now + terms.horizon + 1))


def free_slots(diary: Diary, terms: Terms, span: Span, now: int) -> list[int]:
    """Return the starts, sorted, at which the person can be met within a span.

    Starts stand at each window's own start and every ``step`` after it. The meeting lies within the person's hours
    (several windows that touch are one); its buffers and travel may reach out of the hours, but not onto anything busy.
    """
    asked = _bookable(terms, now, span)
    if asked.start >= asked.end:
        return []
    windows = open_windows(diary, Span(asked.start, asked.end + terms.length))
    found: set[int] = set()
    allowed = _startable(merge(windows), diary, terms, asked)
    ends = [piece.end for piece in allowed]
    for a, b in windows:
        for low, high in allowed[bisect_right(ends, a) :]:
            if low >= b:
                break
            first = a + -(-(max(low, a) - a) // terms.step) * terms.step
            found.update(range(first, min(high, b), terms.step))
    return sorted(found)


def offers(diaries: Iterable[Diary], terms: Terms, span: Span, now: int) -> list[Offer]:
    """Return the union over people, sorted: each time once, with everybody who is free then; the first is the
    soonest."""
    people: dict[int, list[int]] = {}
    for diary in diaries:
        for start in free_slots(diary, terms, span, now):
            people.setdefault(start, []).append(diary.person)
    starts = sorted(people)
    return [Offer(s, s + terms.length, tuple(people[s]), soonest=s == starts[0]) for s in starts]


def why_not(start: int, diary: Diary, terms: Terms, now: int) -> Reason | None:
    """Return the first reason why the person cannot be met at an instant; None when nothing stands against it.

    A time off the step is not refused: it is only not offered.
    """
    if start < now + terms.notice:
        return Reason.NOTICE
    if start > now + terms.horizon:
        return Reason.HORIZON
    meeting = Span(start, start + terms.length)
    if not any(a <= start and meeting.end <= b for a, b in merge(open_windows(diary, meeting))):
        return _closed(start, diary)
    if any(x < meeting.end and meeting.start < y for x, y in diary.busy if x < y):
        return Reason.BUSY
    blocked = blocked_range(start, terms.length, terms.before, terms.after, terms.travel)
    if any(x < blocked.end and blocked.start < y for x, y in diary.busy if x < y):
        return Reason.BUFFER
    return Reason.CAP if any(a <= start < b for a, b in _full_days(diary, terms)) else None


def _closed(start: int, diary: Diary) -> Reason:
    """Tell a holiday from a time that is outside the hours anyway."""
    day, minute = wall(diary.zone, start)
    if day not in diary.holidays or day in diary.overrides:
        return Reason.HOURS
    ordinary = (hours for hours in diary.hours if hours.on(day))
    return Reason.HOLIDAY if any(h.starts <= minute < (h.ends or MINUTES_A_DAY) for h in ordinary) else Reason.HOURS
