"""What a review comes to: the criteria of a scorecard, how a call was rated by them, the score. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

SCALE, YES_NO = "scale", "yes_no"
RATINGS = {SCALE: (1, 2, 3, 4, 5), YES_NO: (0, 1)}  # from the worst to the best

Ratings = Mapping[str, int | None]  # by the key of the criterion; None: it did not come up on this call


@dataclass(frozen=True)
class Criterion:
    """One thing that a call is judged by.

    `weight`: how much it counts beside the others; `is_fatal`: the worst rating makes the whole call worth nothing;
    `check`: the part of a practice call's checklist that answers it by itself (calls/checklist.py), or empty.
    """

    key: str
    text: str
    kind: str = SCALE
    weight: int = 1
    is_fatal: bool = False
    check: str = ""

    @property
    def ratings(self) -> tuple[int, ...]:
        """What may be said, from the worst to the best."""
        return RATINGS[self.kind]

    def worth(self, rating: int) -> float:
        """From 0 for the worst rating to 1 for the best."""
        worst, best = self.ratings[0], self.ratings[-1]
        return (rating - worst) / (best - worst)

    def fails(self, rating: int | None) -> bool:
        """Whether this rating alone makes the call worth nothing."""
        return self.is_fatal and rating == self.ratings[0]

    def row(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Score:
    """`percent`: 0 to 100, None when nothing was rated; `failed_by`: the instant fails, in the card's words."""

    percent: int | None
    failed_by: tuple[str, ...] = ()


def read(rows: Iterable[Mapping[str, Any]]) -> list[Criterion]:
    """The criteria as they are kept."""
    return [Criterion(**row) for row in rows]


def score(criteria: Iterable[Criterion], ratings: Ratings) -> Score:
    """The weighted mean of what was rated; 0 when an instant fail is among it. What did not come up counts nothing."""
    rated = [(each, rating) for each in criteria if (rating := ratings.get(each.key)) is not None]
    failed = tuple(each.text for each, rating in rated if each.fails(rating))
    weights = sum(each.weight for each, _rating in rated)
    if failed or not weights:
        return Score(0 if failed else None, failed)
    return Score(round(100 * sum(each.weight * each.worth(rating) for each, rating in rated) / weights))


def unrated(criteria: Iterable[Criterion], ratings: Ratings) -> list[str]:
    """What was neither rated (with a rating of its kind) nor said not to have come up, in the card's words."""
    return [each.text for each in criteria if each.key not in ratings or ratings[each.key] not in (None, *each.ratings)]
