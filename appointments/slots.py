"""When a rep can be met: hours on the wall and what is already in the calendar, to free slots. Pure.

Units: instants and lengths are ``int`` seconds (see ``walltime``), hours are wall minutes. A slot is named by the
instant at which its meeting starts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import compress

from appointments.walltime import MINUTES_A_DAY, Span, day_start, merge, wall, window

Dates = tuple[tuple[date, tuple[tuple[int, int], ...]], ...]  # what holds on single dates, in wall minutes
Opening = tuple[str, tuple["Hours", ...], Dates, frozenset[date]]


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

    @property
    def reach(self) -> tuple[int, int]:
        """Return how long before a meeting's start, and from it on, nothing else may be in the calendar."""
        return self.before + self.travel, self.length + self.after + self.travel


@dataclass(frozen=True)
class Diary:
    """All that decides when one person is free.

    ``overrides`` replaces the hours of a date by other wall windows (none: closed) and is stronger than a holiday.
    ``busy`` holds blocked ranges and time off, ``elsewhere`` what the person's other calendars say, in any order;
    ``meetings`` the starts that the cap counts.
    """

    person: int
    zone: str
    hours: tuple[Hours, ...] = ()
    overrides: Mapping[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    busy: tuple[tuple[int, int], ...] = ()
    meetings: tuple[int, ...] = ()
    elsewhere: tuple[tuple[int, int], ...] = ()

    @property
    def opening(self) -> Opening:
        """Return what the open hours come from; hashable."""
        return self.zone, self.hours, tuple(sorted(self.overrides.items())), self.holidays

    @property
    def taken(self) -> tuple[tuple[int, int], ...]:
        """Return all that is busy, here and elsewhere."""
        return (*self.busy, *self.elsewhere)

    def windows_on(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the wall windows of a local day, an end at 00:00 written as 1440."""
        if day in self.overrides:
            return tuple((starts, ends or MINUTES_A_DAY) for starts, ends in self.overrides[day])
        if day in self.holidays:
            return ()
        usual = self._week.get(day.weekday(), ())
        return tuple((hours.starts, hours.ends or MINUTES_A_DAY) for hours in usual if hours.on(day))

    @cached_property
    def _week(self) -> dict[int, list[Hours]]:
        """Hold the hours by weekday."""
        week: dict[int, list[Hours]] = {}
        for hours in self.hours:
            week.setdefault(hours.weekday, []).append(hours)
        return week


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
    pieces: list[Span] = []
    for day in _days(diary.zone, span):
        pieces += _pieces(diary.zone, day, diary.windows_on(day))
    return sorted(piece for piece in pieces if piece[0] < span.end and piece[1] > span.start)


@lru_cache(maxsize=65_536)
def _pieces(zone: str, day: date, windows: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    return tuple(piece for starts, ends in windows for piece in window(zone, day, starts, ends))


@lru_cache(maxsize=65_536)
def _local_day(zone: str, day: date) -> Span:
    return Span(day_start(zone, day), day_start(zone, day + timedelta(days=1)))


def full_days(diary: Diary, terms: Terms) -> list[Span]:
    """Return the local days on which the person already has as many meetings as the cap allows."""
    if terms.cap is None:
        return []
    counted: dict[date, int] = {}
    for start in diary.meetings:
        day = wall(diary.zone, start)[0]
        counted[day] = counted.get(day, 0) + 1
    return [_local_day(diary.zone, day) for day, count in counted.items() if count >= terms.cap]


def _forbidden(diary: Diary, terms: Terms) -> list[tuple[int, int]]:
    """Return where no meeting can start: too near to something busy, or on a day that is full. Half-open, in any order;
    they may overlap.

    A busy range [x, y) forbids every start s with [s - lead, s + tail) on it: x - tail < s < y + lead.
    """
    lead, tail = terms.reach
    return [*((x - tail + 1, y + lead) for x, y in diary.taken if x < y), *full_days(diary, terms)]


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
    starts = _open_starts(diary.opening, asked, terms.length, terms.step)
    free = bytearray(b"\1") * len(starts)
    for begins, ends in _forbidden(diary, terms):
        first, last = bisect_left(starts, begins), bisect_left(starts, ends)
        free[first:last] = bytes(last - first)
    return list(compress(starts, free))


@lru_cache(maxsize=256)
def _open_starts(opening: Opening, asked: Span, length: int, step: int) -> tuple[int, ...]:
    """Return the starts, sorted, at which somebody with these hours and an empty calendar can be met. (Colleagues often
    have the same hours.)"""
    zone, hours, overrides, holidays = opening
    diary = Diary(0, zone, hours, overrides=dict(overrides), holidays=holidays)
    windows = open_windows(diary, Span(asked.start, asked.end + length))
    closes = [opening.end for opening in merge(windows)]
    found: set[int] = set()
    for opens, shuts in windows:
        first = opens + -(-max(asked.start - opens, 0) // step) * step
        last = min(shuts, closes[bisect_right(closes, opens)] - length + 1, asked.end)
        found.update(range(first, last, step))
    return tuple(sorted(found))


def _can_come(diary: Diary, terms: Terms, span: Span) -> Callable[[int], bool]:
    """Return a test of whether somebody can come along to a meeting that starts at an instant of a span; the step does
    not bind them."""
    opened = merge(open_windows(diary, Span(span.start, span.end + terms.length)))
    taken = merge(_forbidden(diary, terms))
    return lambda start: _within(opened, start, start + terms.length) and not _within(taken, start, start + 1)


def _within(spans: tuple[Span, ...], start: int, end: int) -> bool:
    """Say whether one of these spans, sorted and apart, holds all of another."""
    at = bisect_right(spans, start, key=lambda span: span.start) - 1
    return at >= 0 and end <= spans[at].end


def offers(
    diaries: Iterable[Diary], terms: Terms, span: Span, now: int, *, besides: Iterable[Diary] = ()
) -> list[Offer]:
    """Return the union over people, sorted: each time once, with everybody who is free then; the first is the
    soonest. All of ``besides`` must be free too; no cap holds for them."""
    people: dict[int, list[int]] = {}
    for diary in diaries:
        for start in free_slots(diary, terms, span, now):
            people.setdefault(start, []).append(diary.person)
    come = [_can_come(diary, replace(terms, cap=None), span) for diary in besides]
    starts = sorted(start for start in people if all(can(start) for can in come))
    return [Offer(s, s + terms.length, tuple(people[s]), soonest=s == starts[0]) for s in starts]
