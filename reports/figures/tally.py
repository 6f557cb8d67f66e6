"""What is counted, all of it in one row that can be added to another. Pure."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of one cell: of a setter, of a list, of a day, or of all. docs/figures.md defines each."""

    dials: int = 0
    answered: int = 0
    conversations: int = 0
    booked: int = 0
    due: int = 0
    held: int = 0
    no_shows: int = 0
    won: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @classmethod
    def total(cls, tallies: Iterable["Tally"]) -> "Tally":
        """The sum; of none, zeros."""
        return sum(tallies, cls())

    @property
    def answer_rate(self) -> float | None:
        return share(self.answered, self.dials)

    @property
    def conversation_rate(self) -> float | None:
        return share(self.conversations, self.dials)

    @property
    def appointment_ratio(self) -> float | None:
        return share(self.booked, self.conversations)

    @property
    def show_rate(self) -> float | None:
        return share(self.held, self.due)

    @property
    def win_rate(self) -> float | None:
        return share(self.won, self.held)


def share(part: int, whole: int) -> float | None:
    """Percent, to one decimal; None when there is no whole to have a part of."""
    return round(100 * part / whole, 1) if whole else None


def change(now: int, before: int) -> int | None:
    """By how many percent a count rose or fell; None when there was nothing before."""
    return round(100 * (now - before) / before) if before else None
