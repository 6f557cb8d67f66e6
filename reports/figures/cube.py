"""Dials and meetings of a scope, read once, in cells of day × setter × list.

Every breakdown is a sum of the same cells, so it adds up to the whole.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from office.models import User
from reports.figures.tally import Tally
from reports.models import Dials, Meetings
from reports.scope import Day, Scope, Side

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom or what a row of a table is about; `pk` None is 'on no list'."""

    pk: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one setter did on one list on one day."""

    day: Day
    setter: Named
    lead_list: Named
    tally: Tally


@dataclass(frozen=True)
class Cube:
    """All cells of a scope: of the period and of the one before it."""

    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, scope: Scope, *, user: User, now: datetime) -> "Cube":
        """Two queries: calls; meetings by the day they were set and by the day they take place."""
        calls = cls._cells(scope, Dials.seen_by(user).cube(scope), "dials", "answered", "conversations")
        meetings = Meetings.cube(scope, user=user, now=now)
        return cls((*calls, *cls._cells(scope, meetings, "booked", "due", "held", "no_shows", "won")))

    @staticmethod
    def _cells(scope: Scope, rows: Iterable[tuple[Any, ...]], *names: str) -> list[Cell]:
        found = []
        for slot, setter, setter_name, lead_list, list_name, *counts in rows:
            if day := scope.day(slot):
                tally = Tally(**dict(zip(names, counts, strict=True)))
                found.append(Cell(day, Named(setter, setter_name), Named(lead_list, list_name or ""), tally))
        return found

    def side(self, side: Side) -> Tally:
        """Everything of the period (`now`) or of the one before it."""
        return Tally.total(cell.tally for cell in self.cells if cell.day.side == side)

    def by(self, key: Callable[[Cell], K]) -> Mapping[K, Tally]:
        """Sums of the period by day, setter or list; they add up to the whole."""
        sums: dict[K, Tally] = defaultdict(Tally)
        for cell in self.cells:
            if cell.day.side == "now":
                sums[key(cell)] += cell.tally
        return sums
