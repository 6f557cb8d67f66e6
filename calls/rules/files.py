"""The rule files: what one rule says, and how it is read from ``*.toml``. Data, not advice: every file says so
itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from appointments.walltime import MINUTES_A_DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Per = Literal["day", "24h", "30d", "lifetime"]
Status = Literal["draft", "approved", "conflict"]
Kind = Literal["house", "law", "client", "withheld"]
Week = tuple[tuple[tuple[int, int], ...], ...]
CLOSED: Week = ((),) * 7


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``calls`` attempts ``per`` local day, rolling 24 hours or 30 days, or for ever: ``to`` one number, or to
    a person by whatever number; of one client."""

    calls: int
    per: Per
    to: Literal["number", "person"] = "number"


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of one place.

    ``windows`` holds, per weekday from Monday, the wall minutes (from, to) in which a call may begin; None: no hours
    named. ``end_margin`` (minutes) closes each window earlier. Empty ``countries``, ``regions`` or ``audiences`` mean
    all. ``silence`` (days) follows a refusal, ``abandoned`` (hours) a call that was answered and nobody spoke;
    ``registry_age`` (days) is the oldest extract allowed; ``consent``: needed before any call, unless a ``contract`` is
    on record, or the person became a customer at most ``customers`` days ago. ``note``: what else the rule asks.
    """

    id: str
    file: str
    source: str
    checked_on: date
    status: Status = "draft"
    kind: Kind = "law"
    title: str = ""
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    windows: Week | None = None
    holidays: bool = True
    end_margin: int = 0
    caps: tuple[Cap, ...] = ()
    silence: int | None = None
    registry_age: int | None = None
    abandoned: int | None = None
    consent: bool = False
    contract: bool = False
    customers: int | None = None
    evidence: str = ""
    note: str = ""

    @property
    def is_particular(self) -> bool:
        """It speaks of some places or people only."""
        return bool(self.countries or self.regions or self.audiences)

    def concerns(self, country: str, region: str, audience: str) -> bool:
        """Say whether this rule may apply; what is not known of a lead ("") may be anything, so it may."""
        pairs = ((self.countries, country), (self.regions, region), (self.audiences, audience))
        return all(not allowed or not known or known in allowed for allowed, known in pairs)


def _wall_minute(text: str) -> int:
    """Read "09:30" (or "24:00") as wall minutes."""
    hours, minutes = text.split(":")
    found = int(hours) * 60 + int(minutes)
    if not 0 <= found <= MINUTES_A_DAY:
        raise ValueError(f"not a time of day: {text}")
    return found


def _windows(table: Mapping[str, list[str]] | None) -> Week | None:
    """Read ``{mon-fri = ["09:00-20:00"], sat = []}``; a weekday that is not named is closed."""
    if table is None:
        return None
    week: dict[str, tuple[tuple[int, int], ...]] = {}
    for days, texts in table.items():
        first, _, last = days.partition("-")
        for day in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]:
            week[day] = tuple((_wall_minute(a), _wall_minute(b)) for a, _, b in (t.partition("-") for t in texts))
    return tuple(week.get(day, ()) for day in WEEKDAYS)


def read(text: str, file: str) -> tuple[Rule, ...]:
    """Read one rule file. Head: source, checked_on, status, evidence; each ``[[rule]]`` may state its own instead.

    Raises KeyError or ValueError for a rule without id, source or date, or with a word that is not known here.
    """
    data: dict[str, Any] = tomllib.loads(text)
    rules = data.pop("rule")
    data.pop("notice")
    return tuple(_rule({**data, **rule}, file) for rule in rules)


def _rule(row: dict[str, Any], file: str) -> Rule:
    for name in ("countries", "regions", "audiences"):
        row[name] = frozenset(row.get(name, ()))
    row["caps"] = tuple(Cap(**cap) for cap in row.get("caps", ()))
    row["windows"] = _windows(row.get("windows"))
    try:
        return Rule(file=file, **row)
    except TypeError as error:
        raise ValueError(f"{file}: {error}") from error


@dataclass(frozen=True, eq=False)
class RuleFile:
    """One file as it stands: its rules, and the digest (sha256) of its text, by which it is approved.

    `title`: the place it is about, as its head says.
    """

    name: str
    digest: str
    notice: str
    rules: tuple[Rule, ...]
    title: str

    @classmethod
    def of(cls, name: str, text: str) -> "RuleFile":
        """Read a file's text."""
        head, rules = tomllib.loads(text), read(text, name)
        return cls(name, sha256(text.encode()).hexdigest(), head["notice"], rules, head.get("title") or name)

    @property
    def statuses(self) -> tuple[str, ...]:
        """How sure its rules are, each word once."""
        return tuple(sorted({rule.status for rule in self.rules}))


class Book(tuple[Rule, ...]):
    """Rules laid beside each other. A book is itself and no other: so what is worked out from it is quickly found."""

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


ADDED: list[Path] = []  # rule files from elsewhere: the demo's


def add(file: Path) -> None:
    """Lay one more rule file beside the others; twice is once."""
    if file not in ADDED:
        ADDED.append(file)
        forget()


def forget() -> None:
    """Read the files again at the next question."""
    for kept in (shelf, load, book):
        kept.cache_clear()


@lru_cache(maxsize=1)
def shelf() -> tuple[RuleFile, ...]:
    """Return every file beside this one, in the order of their names, and those added."""
    here = [f for f in files(__package__ or "calls.rules").iterdir() if f.name.endswith(".toml")]
    found = [*sorted(here, key=lambda f: f.name), *ADDED]
    return tuple(RuleFile.of(f.name.removesuffix(".toml"), f.read_text(encoding="utf-8")) for f in found)


@lru_cache(maxsize=1)
def load() -> Book:
    """Return the rules of all files, as if each were approved."""
    return Book(rule for file in shelf() for rule in file.rules)


@lru_cache(maxsize=256)
def book(approved: frozenset[str], own: tuple[Rule, ...] = ()) -> Book:
    """Return the rules where only files of these digests are approved, and a client's ``own``, which only tighten.

    A file that is not approved closes every place that one of its rules may concern.
    """
    laid = [rule if file.digest in approved else withheld(rule) for file in shelf() for rule in file.rules]
    return Book((*laid, *own))


def tightening(**row: Any) -> Rule:
    """Return a client's own rule: as a ``[[rule]]`` would say it, but it may only tighten."""
    return _rule({**row, "kind": "client", "status": "approved"}, "client")


def withheld(rule: Rule) -> Rule:
    """Return the rule of a file that nobody approved: where it may apply, nobody is called."""
    return replace(rule, kind="withheld", windows=CLOSED)
