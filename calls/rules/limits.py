"""How often, how soon again, and on what ground: caps, silences, consent, the age of registers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from appointments.walltime import day_start, instant, moment, wall
from calls.rules.files import Cap, Per, Rule
from calls.rules.places import WindowClass, concerned, zones

ROLLING: Mapping[str, timedelta] = {"24h": timedelta(hours=24), "30d": timedelta(days=30)}
STRICT = ("consumer", "")  # for whom a register must be there; who is not known may be one


@dataclass(frozen=True, slots=True)
class Dial:
    """One earlier call of the client: to the number in question (``same``), or to the lead by whatever number
    (``mine``); whether the lead said no, and whether it was answered and nobody spoke. Not ``ours``: the lead called
    the client; no cap counts that."""

    at: datetime
    same: bool = True
    mine: bool = True
    refused: bool = False
    abandoned: bool = False
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground a lead may be called: (basis, since when), and since when it is a customer."""

    given: tuple[tuple[str, datetime], ...] = ()
    customer_since: datetime | None = None

    def has(self, basis: str, at: datetime) -> bool:
        """Say whether a ground was there by a moment."""
        return any(kind == basis and since <= at for kind, since in self.given)


class Hold(NamedTuple):
    """A rule that bars until a moment (UTC), or with none for ever. ``calls``: the cap that is reached, or 0."""

    rule_id: str
    kind: Literal["cap", "silence", "abandoned"]
    until: datetime | None
    calls: int = 0


def holds(where: WindowClass, at: datetime, rules: tuple[Rule, ...], dials: Sequence[Dial]) -> tuple[Hold, ...]:
    """Return what bars a call at a moment because of earlier ones (oldest first): caps reached and silences."""
    before = [dial for dial in dials if dial.at <= at] if dials else []
    if not before:
        return ()
    return tuple(hold for rule in concerned(where, rules) for hold in _held(rule, where, at, before))


def _held(rule: Rule, where: WindowClass, at: datetime, dials: list[Dial]) -> Iterable[Hold]:
    for cap in rule.caps:
        counted = [dial.at for dial in dials if dial.ours and (dial.same or (cap.to == "person" and dial.mine))]
        reached, until = _reached(cap, where, at, counted)
        if reached:
            yield Hold(rule.id, "cap", until, cap.calls)
    if rule.silence and (said := [dial.at for dial in dials if dial.refused]):
        yield from _silent(rule.id, "silence", said[-1] + timedelta(days=rule.silence), at)
    if rule.abandoned and (left := [dial.at for dial in dials if dial.abandoned and dial.same]):
        yield from _silent(rule.id, "abandoned", left[-1] + timedelta(hours=rule.abandoned), at)


def _silent(rule: str, kind: Literal["silence", "abandoned"], until: datetime, at: datetime) -> Iterable[Hold]:
    return (Hold(rule, kind, until),) if until > at else ()


def _reached(cap: Cap, where: WindowClass, at: datetime, dials: list[datetime]) -> tuple[bool, datetime | None]:
    """Say whether a cap is reached, and when it no longer is."""
    if cap.per == "lifetime":
        return len(dials) >= cap.calls, None
    if cap.per == "day":
        free = [end for zone in zones(where) if (end := _next_day(zone, at, cap, dials))]
        return bool(free), max(free, default=None)
    recent = [dial for dial in dials if dial > at - ROLLING[cap.per]]
    if len(recent) < cap.calls:
        return False, None
    return True, recent[len(recent) - cap.calls] + ROLLING[cap.per] if cap.calls else None


def _next_day(zone: str, at: datetime, cap: Cap, dials: list[datetime]) -> datetime | None:
    """When the local day ends, if its cap is reached."""
    today = wall(zone, instant(at))[0]
    count = sum(wall(zone, instant(dial))[0] == today for dial in dials)
    return moment(day_start(zone, today + timedelta(days=1))) if count >= cap.calls else None


def limits(where: WindowClass, rules: Iterable[Rule]) -> Mapping[Per, int]:
    """Return the lowest cap of every kind among the rules that may apply."""
    lowest: dict[Per, int] = {}
    for rule in concerned(where, tuple(rules)):
        for cap in rule.caps:
            lowest[cap.per] = min(cap.calls, lowest.get(cap.per, cap.calls))
    return lowest


def silence_after_refusal(where: WindowClass, rules: Iterable[Rule]) -> timedelta:
    """Return the longest silence that a refusal asks for among the rules that may apply."""
    return timedelta(days=max((rule.silence or 0 for rule in concerned(where, tuple(rules))), default=0))


def asks_consent(where: WindowClass, rules: tuple[Rule, ...]) -> bool:
    """Say whether some may be called there only on a ground that is on record."""
    return any(rule.consent for rule in concerned(where, rules))


def without_consent(where: WindowClass, at: datetime, rules: tuple[Rule, ...], ground: Ground) -> tuple[str, ...]:
    """Return the ids of the rules that ask for a consent which is not there."""
    lacking = [rule for rule in concerned(where, rules) if rule.consent and not _consented(rule, at, ground)]
    return tuple(rule.id for rule in lacking)


def _consented(rule: Rule, at: datetime, ground: Ground) -> bool:
    since = ground.customer_since
    own = rule.customers is not None and since is not None and at <= since + timedelta(days=rule.customers)
    return own or ground.has("consent", at) or (rule.contract and ground.has("contract", at))


def registry_age(where: WindowClass, rules: tuple[Rule, ...]) -> tuple[str, int] | None:
    """Return the strictest rule on the age (days) of a register's extract, with its id; None when none asks."""
    asked = [(rule.registry_age, rule.id) for rule in concerned(where, rules) if rule.registry_age is not None]
    return min(asked)[::-1] if asked else None
