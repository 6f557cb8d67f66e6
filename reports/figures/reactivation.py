"""What became of leads that went back to marketing: came back into a queue, and a meeting was set then."""

from dataclasses import dataclass

from leads.models import HandOff
from reports.figures.tally import share
from reports.models import Returns


@dataclass(frozen=True, slots=True)
class Reactivated:
    """One reason: how many returned, came back, and had a meeting set in a later pass; `share` of the returned, in
    percent."""

    kind: str
    why: int | None
    words: str
    returned: int
    back: int
    later: int

    @property
    def text(self) -> str:
        return self.words or (str(HandOff.Reason(self.kind).label) if self.kind else "–")

    @property
    def kind_text(self) -> str:
        return str(HandOff.Reason(self.kind).label) if self.kind else ""

    @property
    def share(self) -> float | None:
        return share(self.later, self.returned)


@dataclass(frozen=True)
class Reactivation:
    """By reason, the most frequent first. One query."""

    rows: tuple[Reactivated, ...]

    @classmethod
    def of(cls, returns: Returns) -> "Reactivation":
        return cls(tuple(Reactivated(*row) for row in returns.by_own_reason()))

    @property
    def whole(self) -> Reactivated:
        sums = (sum(getattr(row, name) for row in self.rows) for name in ("returned", "back", "later"))
        return Reactivated("", None, "", *sums)
