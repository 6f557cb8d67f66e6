"""The manager's page: what the period came to, beside the one before."""

from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from office.models import User
from reports.charts import Bar, bars, sparkline
from reports.figures.answer_hours import AnswerHours
from reports.figures.cube import Cube, Named
from reports.figures.definitions import CARDS, FUNNEL, Figure
from reports.figures.reasons import Reasons
from reports.figures.tally import Tally, change, share
from reports.scope import Day, Scope


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: the number, the number before, its course day by day, and what share it is (percent)."""

    figure: Figure
    value: int
    before: int
    line: str
    share: float | None

    @property
    def change(self) -> int | None:
        return change(self.value, self.before)

    @property
    def tone(self) -> str:
        """Colour only for meaning: better, worse, or neither."""
        moved = self.value - self.before
        return "" if not moved else "sd-good" if (moved > 0) == self.figure.is_good else "sd-bad"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the activity funnel: `of_first` and `of_before` in percent."""

    figure: Figure
    value: int
    of_first: float
    of_before: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A setter, a list or a day with its numbers."""

    name: Named
    tally: Tally


@dataclass(frozen=True)
class Dashboard:
    """All that the page shows. Four queries, whatever the number of rows."""

    total: Tally
    before: Tally
    days: tuple[tuple[date, Tally], ...]
    to_come: tuple[date, ...]
    setters: tuple[Row, ...]
    lists: tuple[Row, ...]
    reasons: Reasons
    hours: AnswerHours

    @classmethod
    def of(cls, scope: Scope, *, user: User, now: datetime) -> "Dashboard":
        cube = Cube.of(scope, user=user, now=now)
        by_day = cube.by(attrgetter("day"))
        return cls(
            total=cube.side("now"),
            before=cube.side("before"),
            days=tuple((day, by_day.get(Day("now", n), Tally())) for n, day in enumerate(scope.days)),
            to_come=tuple(scope.to_come),
            setters=_rows(cube, "setter"),
            lists=_rows(cube, "lead_list"),
            reasons=Reasons.of(scope, user=user),
            hours=AnswerHours.of(scope, user=user),
        )

    @property
    def cards(self) -> list[Card]:
        return [
            Card(
                figure,
                getattr(self.total, figure.name),
                getattr(self.before, figure.name),
                sparkline([getattr(tally, figure.name) for _, tally in self.days]),
                share(getattr(self.total, figure.name), getattr(self.total, figure.base)) if figure.base else None,
            )
            for figure in CARDS
        ]

    @property
    def funnel(self) -> list[Step]:
        """Events of the period, not the fate of one crowd: a meeting held today was dialled earlier."""
        values = [getattr(self.total, figure.name) for figure in FUNNEL]
        first = values[0] or max(values)
        return [
            Step(figure, value, share(value, first) or 0.0, share(value, previous) if previous else None)
            for figure, value, previous in zip(FUNNEL, values, [0, *values], strict=False)
        ]

    @property
    def booked_bars(self) -> list[Bar]:
        """Booked by day; a running week shows its days to come as empty places."""
        return bars([(day, tally.booked) for day, tally in self.days] + [(day, 0) for day in self.to_come])

    @property
    def booked_top(self) -> int:
        """The tallest bar."""
        return max((tally.booked for _, tally in self.days), default=0)

    @property
    def is_empty(self) -> bool:
        """Nothing at all happened in the period."""
        return self.total == Tally() and not self.reasons.total


def _rows(cube: Cube, key: str) -> tuple[Row, ...]:
    """Who booked most first, then who dialled most."""
    rows = (Row(name, tally) for name, tally in cube.by(attrgetter(key)).items())
    return tuple(sorted(rows, key=lambda row: (-row.tally.booked, -row.tally.dials, row.name.name)))
