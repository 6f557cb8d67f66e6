"""The rule files: what one rule says, and how it is read from ``*.toml``. Data, not advice: every file says so
itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from appointments.walltime import MINUTES_A_DAY

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Per = Literal["day", "24h", "30d", "lifetime"]
Status = Literal["draft", "approved", "conflict"]
Week = tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``calls`` attempts ``per`` local day, rolling 24 hours or 30 days, or for ever."""

    calls: int
    per: Per


@dataclass(frozen=True)
class Rule:
    """One rule of one place.

    ``windows`` holds, per weekday from Monday, the wall minutes (from, to) in which a call may begin; None: no hours
    named. ``end_margin`` (minutes) closes each window earlier. Empty ``countries``, ``regions`` or ``audiences`` mean
    all. ``silence`` (days) follows a refusal; ``registry_age`` (days) is the oldest extract allowed; ``consent``:
    needed before any call.
    """

    id: str
    file: str
    source: str
    checked_on: date
    status: Status = "draft"
    kind: Literal["house", "law", "client"] = "law"
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    windows: Week | None = None
    holidays: bool = True
    end_margin: int = 0
    caps: tuple[Cap, ...] = ()
    silence: int | None = None
    registry_age: int | None = None
    consent: bool = False
    evidence: str = ""

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


ADDED: list[Path] = []  # rule files from elsewhere: the demo's


def add(file: Path) -> None:
    """Lay one more rule file beside the others; twice is once."""
    if file not in ADDED:
        ADDED.append(file)
        load.cache_clear()


@lru_cache(maxsize=1)
def load() -> tuple[Rule, ...]:
    """Return the rules of every file beside this one, in the order of the file names, and of those added."""
    here = [f for f in files(__package__ or "calls.rules").iterdir() if f.name.endswith(".toml")]
    found = [*sorted(here, key=lambda f: f.name), *ADDED]
    return tuple(rule for f in found for rule in read(f.read_text(encoding="utf-8"), f.name.removesuffix(".toml")))
