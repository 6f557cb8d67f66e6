"""Shapes that the server draws: lengths in percent and points of a line, never a style. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDEST = 9  # percent that one bar takes at most
WIDE, HIGH = 100, 28  # the sparkline's own units; the page stretches them


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart by days: place and size in percent of the drawing."""

    day: date
    value: int
    x: float
    y: float
    width: float
    height: float
    is_labelled: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


def bars(values: Sequence[tuple[date, int]]) -> list[Bar]:
    """Bars side by side, the tallest as high as the drawing; of many, only some carry the name of their day."""
    if not values:
        return []
    top = max(value for _, value in values) or 1
    place = 100 / len(values)
    width = min(place * 0.64, WIDEST)
    every = -(-len(values) // 8)
    return [
        Bar(
            day=day,
            value=value,
            x=round(n * place + (place - width) / 2, 2),
            y=round(100 - 100 * value / top, 2),
            width=round(width, 2),
            height=round(100 * value / top, 2),
            is_labelled=n % every == 0,
        )
        for n, (day, value) in enumerate(values)
    ]


def sparkline(values: Sequence[int]) -> str:
    """The points of a line through the values: `0,28 100,0`. A single value is a level line."""
    course = list(values) if len(values) != 1 else [*values, *values]
    top = max(course, default=0) or 1
    step = WIDE / max(len(course) - 1, 1)
    return " ".join(f"{n * step:.1f},{HIGH - 2 - (HIGH - 4) * value / top:.1f}" for n, value in enumerate(course))
