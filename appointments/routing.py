"""Who meets a lead. Pure: people in, an order and its reasons out.

The ladder (5-booking, Writing 1 and 4): who has the meeting that is moved, the lead's owner, then whoever's territory
names it, then language and skill, then the fair share (level ÷ weight, lowest first), then anyone: nobody of the pool
is ever left out, only put behind. A rung that tells the candidates apart is kept in the trace: numbers and words, said
in sentences by `routewords`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any


class Fit(IntEnum):
    """How well somebody answers what a lead asks for, best first."""

    NAMED = 0  # names just that
    OPEN = 1  # names nothing: takes all; or nothing is asked
    OTHER = 2  # names something else


@dataclass(frozen=True, slots=True)
class Need:
    """What a lead asks of who meets it; an empty word asks nothing. `day`: of the meeting, for territories; `same`: who
    has the meeting that is to be moved."""

    day: date
    same: int | None = None
    owner: int | None = None
    postal_code: str = ""
    area_code: str = ""
    language: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of the pool who is free then. `level`: turns had so far (the ledger's sum); `ahead`: meetings in the
    calendar. Territories are beginnings of postal codes and of area codes, within dates that both count."""

    person: int
    name: str = ""
    weight: int = 1
    level: int = 0
    ahead: int = 0
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    postal: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_until: date = date.max

    @property
    def share(self) -> float:
        """Turns for each unit of weight."""
        return self.level / max(self.weight, 1)

    def holds(self, day: date) -> bool:
        """Say whether the territory is this person's on a day."""
        return bool(self.postal or self.areas) and self.valid_from <= day <= self.valid_until


Trace = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Routed:
    """Candidates, best first, and what put them there."""

    need: Need
    order: tuple[Candidate, ...]

    @property
    def people(self) -> tuple[int, ...]:
        """Return their ids, best first."""
        return tuple(candidate.person for candidate in self.order)

    def trace(self, person: int) -> Trace:
        """Return why this person comes where they come: [{"step": …, "said": …, …}], in the ladder's order."""
        mine = next(candidate for candidate in self.order if candidate.person == person)
        steps: Trace = []
        for step, first in (("same", self.need.same), ("owner", self.need.owner)):
            if person == first:
                return [{"step": step, "said": "is"}]
            steps += [{"step": step, "said": "away"}] if first else []
        rivals = list(self.order)
        for step in ("territory", "language", "skill"):
            fits = {c.person: fit(step, c, self.need) for c in rivals}
            if len(set(fits.values())) > 1 or fits[person] is Fit.NAMED:
                steps.append({"step": step, "said": fits[person].name.lower(), "what": asked(step, mine, self.need)})
            rivals = [c for c in rivals if fits[c.person] is fits[person]]
        if len(rivals) == 1:
            return [*steps, {"step": "only", "of": len(self.order)}]
        return [*steps, {"step": "share", "level": mine.level, "weight": mine.weight, "of": len(rivals)}]


def route(candidates: Iterable[Candidate], need: Need) -> Routed:
    """Return the candidates, best first."""
    return Routed(need, tuple(sorted(candidates, key=lambda c: _rank(c, need))))


def _rank(candidate: Candidate, need: Need) -> tuple[Any, ...]:
    fits = tuple(fit(step, candidate, need) for step in ("territory", "language", "skill"))
    ahead = candidate.ahead / max(candidate.weight, 1)
    known = candidate.person != need.same, candidate.person != need.owner
    return *known, *fits, candidate.share, ahead, candidate.name, candidate.person


def fit(step: str, candidate: Candidate, need: Need) -> Fit:
    """Return how a candidate answers one rung's question."""
    if step == "territory":
        return _territory(candidate, need)
    if step == "language":
        return _named(_tongue(need.language), {_tongue(language) for language in candidate.languages})
    return _named(need.skill.strip().casefold(), {skill.strip().casefold() for skill in candidate.skills})


def _territory(candidate: Candidate, need: Need) -> Fit:
    if not (need.postal_code or need.area_code) or not candidate.holds(need.day):
        return Fit.OPEN
    return Fit.NAMED if piece(candidate, need) else Fit.OTHER


def _named(asked: str, named: Collection[str]) -> Fit:
    if not asked or not named:
        return Fit.OPEN
    return Fit.NAMED if asked in named else Fit.OTHER


def packed(code: str) -> str:
    """Return a code without the blanks and hyphens that people put into it, in capitals."""
    return "".join(code.split()).replace("-", "").upper()


def _tongue(language: str) -> str:
    """Return the language of a tag: pt-BR is pt."""
    return language.replace("_", "-").partition("-")[0].strip().casefold()


def piece(candidate: Candidate, need: Need) -> str:
    """Return the longest piece of the territory in which the lead lies; empty when none."""
    pairs = [(need.postal_code, candidate.postal), (need.area_code, candidate.areas)]
    found = [begin for code, own in pairs for begin in own if begin and packed(code).startswith(packed(begin))]
    return max(found, key=len, default="")


def asked(step: str, candidate: Candidate, need: Need) -> str:
    """Return the word at which a rung told people apart."""
    if step == "territory":
        return piece(candidate, need) or need.postal_code or need.area_code
    return need.language if step == "language" else need.skill
