"""May we call? Hours where the lead is, as data: every ``*.toml`` beside this file, each with its source. Pure.

Data, not advice. All rules that may apply to a lead are laid over each other: a time is open only when every one of
them is open in every zone where the lead may be. House policy (``kind = "house"``) counts only where no law that surely
applies names hours; a client's rules (``kind = "client"``) may only tighten. So a new place is a new ``[[rule]]``, and
no code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from appointments.walltime import DAY, Span, instant, intersect, merge, moment, wall, window, zones_of
from calls.rules.files import Cap, Per, Rule, add, load, read

__all__ = ["Cap", "Rule", "Verdict", "WindowClass", "add", "applicable", "judge", "limits", "load", "next_open"]
__all__ += ["open_classes", "open_until", "read", "silence_after_refusal", "verdict"]

AHEAD = 15  # days looked ahead for the next opening: longer than any row of public holidays
NOWHERE = "no-zone"  # the id that decides when nothing tells where the lead is


@dataclass(frozen=True, slots=True)
class WindowClass:
    """All that decides a lead's hours: possible zones (sorted), country, region, and whether consumer or business."""

    zones: tuple[str, ...]
    country: str = ""
    region: str = ""
    audience: str = ""


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
    zones, applied, now = _zones(where), applicable(where, rules), instant(at)
    if not zones or not applied:
        return Verdict(False, None, (NOWHERE,))
    shut = tuple(rule.id for rule in applied if not all(_open(rule, zone, where, now) for zone in zones))
    if not shut:
        return Verdict(True, None, tuple(rule.id for rule in applied))
    return Verdict(False, next_open(where, at, rules), shut)


def next_open(where: WindowClass, at: datetime, rules: tuple[Rule, ...]) -> datetime | None:
    """Return the first moment (UTC) from ``at`` on at which a call may begin; None when there is none for 15 days."""
    opened = _common(where, instant(at), rules)
    return moment(opened[0].start) if opened else None


def open_until(where: WindowClass, at: datetime, rules: tuple[Rule, ...]) -> datetime | None:
    """Return when the window that is open at a moment closes (UTC); None when it is closed then."""
    now = instant(at)
    opened = _common(where, now, rules)
    return moment(opened[0].end) if opened and opened[0].start == now else None


def _common(where: WindowClass, now: int, rules: tuple[Rule, ...]) -> tuple[Span, ...]:
    """Return when every rule is open in every zone, from ``now`` on."""
    laid = [(rule, zone) for zone in _zones(where) for rule in applicable(where, rules)]
    common: tuple[Span, ...] = (Span(now, now + AHEAD * DAY),) if laid else ()
    for rule, zone in laid:
        common = intersect(common, _opened(rule, zone, where, now))
    return common


def open_classes(classes: Iterable[WindowClass], at: datetime, rules: Iterable[Rule]) -> frozenset[WindowClass]:
    """Return the classes that may be called at a moment; computed once a minute for the queue."""
    laid = tuple(rules)
    return frozenset(where for where in classes if judge(where, at, laid).allowed)


@lru_cache(maxsize=4_096)
def applicable(where: WindowClass, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules with hours that apply: every law and client rule, and the house's where no law names hours."""
    timed = [r for r in rules if r.windows and r.concerns(where.country, where.region, where.audience)]
    return tuple(r for r in timed if r.kind != "house" or not _ruled_by_law(where, timed))


def _ruled_by_law(where: WindowClass, timed: list[Rule]) -> bool:
    """Say whether a law surely names hours for this class: one whose every condition is known to be met."""
    known = (where.country, where.region, where.audience)
    laws = (r for r in timed if r.kind == "law")
    return any(
        all(not allowed or value in allowed for allowed, value in zip(_conditions(r), known, strict=True)) for r in laws
    )


def _conditions(rule: Rule) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return rule.countries, rule.regions, rule.audiences


def limits(where: WindowClass, rules: Iterable[Rule]) -> Mapping[Per, int]:
    """Return the lowest cap of every kind among the rules that may apply."""
    lowest: dict[Per, int] = {}
    for rule in rules:
        for cap in rule.caps if rule.concerns(where.country, where.region, where.audience) else ():
            lowest[cap.per] = min(cap.calls, lowest.get(cap.per, cap.calls))
    return lowest


def silence_after_refusal(where: WindowClass, rules: Iterable[Rule]) -> timedelta:
    """Return the longest silence that a refusal asks for among the rules that may apply."""
    days = [r.silence or 0 for r in rules if r.concerns(where.country, where.region, where.audience)]
    return timedelta(days=max(days, default=0))


def _zones(where: WindowClass) -> tuple[str, ...]:
    return where.zones or zones_of(where.country)


def _minutes(rule: Rule, day: date, where: WindowClass) -> tuple[tuple[int, int], ...]:
    """Return the wall windows of a rule on a local day, its end margin taken off."""
    if not rule.windows or (not rule.holidays and day in _holidays(where.country, where.region, day.year)):
        return ()
    return tuple((a, b - rule.end_margin) for a, b in rule.windows[day.weekday()] if a < b - rule.end_margin)


@lru_cache(maxsize=1_024)
def _holidays(country: str, region: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country, and of its region when the calendar knows it; none for one not known."""
    known = holidays.list_supported_countries()
    if country not in known:
        return frozenset()
    subdiv = region if region in known[country] else None
    return frozenset(holidays.country_holidays(country, subdiv=subdiv, years=year))


def _open(rule: Rule, zone: str, where: WindowClass, at: int) -> bool:
    day, minute = wall(zone, at)
    return any(a <= minute < b for a, b in _minutes(rule, day, where))


def _opened(rule: Rule, zone: str, where: WindowClass, start: int) -> tuple[Span, ...]:
    """Return when a rule is open in a zone, from the day before ``start`` to the days looked ahead."""
    first = wall(zone, start)[0]
    days = (first + timedelta(days=n) for n in range(-1, AHEAD + 2))
    return merge([span for day in days for a, b in _minutes(rule, day, where) for span in window(zone, day, a, b)])
