"""When a call may begin: the hours of all rules in all zones, intersected day by day. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from appointments.walltime import DAY, Span, instant, intersect, merge, moment, wall, window
from calls.rules.files import Rule
from calls.rules.places import WindowClass, applicable, countries, region, zones

AHEAD = 15  # days looked ahead for the next opening: longer than any row of public holidays
NOWHERE = "no-zone"  # the id that decides when nothing tells where the lead is


@dataclass(frozen=True, slots=True)
class Verdict:
    """Allowed; or not before a moment (UTC); or, with no such moment, never. ``rule_ids`` names the rules that
    decided."""

    allowed: bool
    not_before: datetime | None
    rule_ids: tuple[str, ...]

    @property
    def never(self) -> bool:
        """Say whether no time within the days looked ahead is open."""
        return not self.allowed and self.not_before is None


def verdict(
    zones: Iterable[str], country: str, at: datetime, rules: Iterable[Rule], *, region: str = "", audience: str = ""
) -> Verdict:
    """Answer whether a call may begin at an aware moment.

    Several zones: only when all are open. No zone: all zones of the country; no country either: never (``no-zone``).
    """
    return judge(WindowClass(tuple(sorted(zones)), country, region, audience), at, tuple(rules))


def judge(where: WindowClass, at: datetime, rules: tuple[Rule, ...]) -> Verdict:
    """Answer the same for a window class."""
    now = instant(at)
    if any(span.start <= now < span.end for span in _day(where, rules, now // DAY)):
        return _allowed(where, rules)
    laid, places = applicable(where, rules), zones(where)
    if not places or not laid:
        return Verdict(False, None, (NOWHERE,))
    shut = tuple(rule.id for rule in laid if not all(_open(rule, zone, where, now) for zone in places))
    return Verdict(False, next_open(where, at, rules), shut)


def next_open(where: WindowClass, at: datetime, rules: tuple[Rule, ...]) -> datetime | None:
    """Return the first moment (UTC) from ``at`` on at which a call may begin; None when there is none for 15 days."""
    first = next(_spans(where, instant(at), rules), None)
    return moment(first.start) if first else None


def open_until(where: WindowClass, at: datetime, rules: tuple[Rule, ...]) -> datetime | None:
    """Return when the window that is open at a moment closes (UTC); None when it is closed then."""
    now = instant(at)
    opened = next(_joined(_spans(where, now, rules)), None)
    return moment(opened.end) if opened and opened.start == now else None


def openings(
    where: WindowClass, start: datetime, end: datetime, rules: tuple[Rule, ...]
) -> tuple[tuple[datetime, datetime], ...]:
    """Return when a call may begin from ``start`` to ``end``: (opens, closes) in UTC, the first one first."""
    last = instant(end)
    opened = (span for span in _joined(_spans(where, instant(start), rules)) if span.start < last)
    return tuple((moment(span.start), moment(min(span.end, last))) for span in opened)


def open_classes(classes: Iterable[WindowClass], at: datetime, rules: Iterable[Rule]) -> frozenset[WindowClass]:
    """Return the classes that may be called at a moment; computed once a minute for the queue."""
    laid = rules if isinstance(rules, tuple) else tuple(rules)
    return frozenset(where for where in classes if judge(where, at, laid).allowed)


@lru_cache(maxsize=8_192)
def _allowed(where: WindowClass, rules: tuple[Rule, ...]) -> Verdict:
    return Verdict(True, None, tuple(rule.id for rule in applicable(where, rules)))


def _spans(where: WindowClass, now: int, rules: tuple[Rule, ...]) -> Iterator[Span]:
    """What is open from ``now`` on, cut at every midnight of UTC, as far as we look ahead."""
    end = now + AHEAD * DAY
    for day in range(now // DAY, end // DAY + 1):
        for span in _day(where, rules, day):
            if max(span.start, now) < min(span.end, end):
                yield Span(max(span.start, now), min(span.end, end))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Those that touch as one."""
    held: Span | None = None
    for span in spans:
        if held and span.start == held.end:
            held = Span(held.start, span.end)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


@lru_cache(maxsize=131_072)
def _day(where: WindowClass, rules: tuple[Rule, ...], day: int) -> tuple[Span, ...]:
    """Return when every rule is open in every zone, within one day of UTC (counted from the epoch)."""
    laid, places = applicable(where, rules), zones(where)
    common: tuple[Span, ...] = (Span(day * DAY, (day + 1) * DAY),) if laid and places else ()
    for zone in places:
        for rule in laid:
            common = intersect(common, _opened(rule, zone, where, day)) if common else ()
    return common


def _opened(rule: Rule, zone: str, where: WindowClass, day: int) -> tuple[Span, ...]:
    """Return when a rule is open in a zone, on the local days that touch a day of UTC."""
    first, last = wall(zone, day * DAY)[0], wall(zone, (day + 1) * DAY - 1)[0]
    local = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return merge([span for each in local for a, b in _minutes(rule, each, where) for span in window(zone, each, a, b)])


def _open(rule: Rule, zone: str, where: WindowClass, at: int) -> bool:
    day, minute = wall(zone, at)
    return any(a <= minute < b for a, b in _minutes(rule, day, where))


def _minutes(rule: Rule, day: date, where: WindowClass) -> tuple[tuple[int, int], ...]:
    """Return the wall windows of a rule on a local day, its end margin taken off."""
    if rule.windows is None or (not rule.holidays and day in _closed_days(rule, where, day.year)):
        return ()
    return tuple((a, b - rule.end_margin) for a, b in rule.windows[day.weekday()] if a < b - rule.end_margin)


@lru_cache(maxsize=4_096)
def _closed_days(rule: Rule, where: WindowClass, year: int) -> frozenset[date]:
    """Return the public holidays that may hold where the lead is. A region that is not known may be any of the
    rule's, or of its country's."""
    here = region(where)
    regions = tuple(sorted(rule.regions)) if rule.regions and here not in rule.regions else (here,)
    return frozenset(day for code in countries(where) for each in regions for day in _holidays(code, each, year))


@lru_cache(maxsize=1_024)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country and region; of all its regions when the calendar does not know this one;
    none for a country that it does not know."""
    known = holidays.list_supported_countries()
    if country not in known:
        return frozenset()
    regions = [region] if region in known[country] else [None, *known[country]]
    return frozenset(day for each in regions for day in holidays.country_holidays(country, subdiv=each, years=year))
