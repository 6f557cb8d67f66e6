"""Wall time to UTC and back: the one place where a clock on a wall becomes an instant.

Unit: an *instant* is an ``int``, seconds since 1970-01-01 00:00 UTC; a *wall minute* is an ``int``, 0 … 1440, read
off the clock of a place (1440 is the midnight that ends the day).

Zones come from the pinned ``tzdata`` package, never from the machine, whose copy may be years older: the search path is
emptied here, once, when this module is first imported (the same as starting Python with ``PYTHONTZPATH=""``).

The definition that everything below follows: an instant lies in a window when the clock of that place, at that
instant, reads a minute of the window. So a window loses the hour that a spring day skips and has the hour that an
autumn day repeats twice.
"""

import zoneinfo
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()

DAY = 86_400
MINUTES_A_DAY = 1_440
EPOCH = date(1970, 1, 1).toordinal()
YEARS = range(1971, 2201)  # what a person may say; beyond lies the end of the calendar
SAMPLE = 6 * 3_600  # no zone has changed its offset twice within six hours


class Span(NamedTuple):
    """A half-open range of instants: ``start`` is in, ``end`` is out."""

    start: int
    end: int


def instant(moment: datetime) -> int:
    """Return an aware datetime as whole seconds since the epoch (a fraction of a second is dropped)."""
    return int(moment.timestamp() // 1)


def moment(at: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return datetime.fromtimestamp(at, UTC)


def offset(zone: str, at: int) -> int:
    """Return how many seconds the clocks of ``zone`` are ahead of UTC at an instant."""
    shift = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset() or timedelta()
    return int(shift.total_seconds())


def wall(zone: str, at: int) -> tuple[date, int]:
    """Return the local date and the minute of the day that the clocks of ``zone`` read at an instant."""
    days, seconds = divmod(at + offset(zone, at), DAY)
    return date.fromordinal(EPOCH + days), seconds // 60


def _change(zone: str, before: int, after: int) -> int:
    """Return the first instant in (before, after] with the offset of ``after``."""
    old = offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if offset(zone, middle) == old else (before, middle)
    return after


@lru_cache(maxsize=65_536)
def _stretches(zone: str, day: date) -> tuple[tuple[int, int, int], ...]:
    """Return ``(start, end, offset)`` for each stretch of one offset around a local day, three days wide, in order."""
    midnight = (day.toordinal() - EPOCH) * DAY
    marks = range(midnight - DAY, midnight + 2 * DAY + 1, SAMPLE)
    offsets = [offset(zone, mark) for mark in marks]
    changes = [
        _change(zone, a, b) for a, b, x, y in zip(marks, marks[1:], offsets, offsets[1:], strict=False) if x != y
    ]
    edges = [marks[0], *changes, marks[-1]]
    return tuple((a, b, offset(zone, a)) for a, b in zip(edges, edges[1:], strict=False))


@lru_cache(maxsize=65_536)
def window(zone: str, day: date, starts: int, ends: int) -> tuple[Span, ...]:
    """Return when the clocks of ``zone`` read wall minutes ``starts`` … ``ends`` on a local day.

    One span on an ordinary day; none when the day or the whole window is skipped; two when the window ends or starts
    inside an hour that comes twice.
    """
    midnight = (day.toordinal() - EPOCH) * DAY
    spans: list[Span] = []
    for start, end, shift in _stretches(zone, day):
        span = Span(max(start, midnight + starts * 60 - shift), min(end, midnight + ends * 60 - shift))
        if span.start < span.end:
            spans.append(span)
    return merge(spans)


def merge(spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the union of spans, sorted, with those that touch or overlap joined."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if not merged or start > merged[-1][1]:
            merged.append(Span(start, end))
        elif end > merged[-1][1]:
            merged[-1] = Span(merged[-1][0], end)
    return tuple(merged)


def intersect(left: tuple[Span, ...], right: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the instants in both of two sorted unions."""
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        span = Span(max(left[i].start, right[j].start), min(left[i].end, right[j].end))
        if span.start < span.end:
            common.append(span)
        if left[i].end < right[j].end:
            i += 1
        else:
            j += 1
    return tuple(common)


def day_start(zone: str, day: date) -> int:
    """Return the first instant of a local day (01:00 where the clocks skip midnight; the next day's if the day is
    skipped)."""
    midnight = (day.toordinal() - EPOCH) * DAY
    return min(max(start, midnight - shift) for start, end, shift in _stretches(zone, day) if midnight - shift < end)


def from_wall(zone: str, local: datetime) -> int:
    """Return the instant of a naive local date and time.

    A time that comes twice means the first; a time that is skipped means the instant at which the clocks jump over it.
    """
    minute = local.hour * 60 + local.minute
    spans = window(zone, local.date(), minute, minute + 1)
    return spans[0].start + local.second if spans else _skipped(zone, local)


def _skipped(zone: str, local: datetime) -> int:
    """Return the instant at which the clocks of ``zone`` pass a local time without ever reading it."""
    reading = (local.date().toordinal() - EPOCH) * DAY + local.hour * 3_600 + local.minute * 60 + local.second
    return next(start for start, end, shift in _stretches(zone, local.date()) if start + shift > reading)


@lru_cache(maxsize=1)
def _country_zones() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def zones_of(country: str) -> tuple[str, ...]:
    """Return the IANA zones of an ISO 3166 country code (``tzdata``'s own table); none when the code is unknown."""
    return _country_zones().get(country.upper(), ())


@lru_cache(maxsize=1)
def _countries_by_zone() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for table in ("zone.tab", "zone1970.tab"):
        for line in files("tzdata").joinpath(f"zoneinfo/{table}").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                codes, _, zone = line.split("\t")[:3]
                found.setdefault(zone, set()).update(codes.split(","))
    return {zone: tuple(sorted(codes)) for zone, codes in found.items()}


def countries_of(zone: str) -> tuple[str, ...]:
    """Return the ISO 3166 codes of the countries that keep an IANA zone; none for a zone of no country (Etc/UTC)."""
    return _countries_by_zone().get(zone, ())
