"""Why leads went back to marketing, in the words that the setters picked."""

from dataclasses import dataclass

from leads.models import HandOff
from office.models import User
from reports.figures.tally import share
from reports.models import Returns
from reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with its words: how many leads, and their share of all returns in percent."""

    reason: str
    label: str
    leads: int
    share: float

    @property
    def text(self) -> str:
        """The words; without any, the kind of reason."""
        return self.label or (str(HandOff.Reason(self.reason).label) if self.reason else "–")

    @property
    def kind(self) -> str:
        return str(HandOff.Reason(self.reason).label) if self.reason else ""


@dataclass(frozen=True)
class Reasons:
    """The mix of a period."""

    total: int
    rows: tuple[Reason, ...]

    @classmethod
    def of(cls, scope: Scope, *, user: User) -> "Reasons":
        """One query."""
        found = list(Returns.seen_by(user).by_reason(scope))
        total = sum(leads for _, _, leads in found)
        return cls(total, tuple(Reason(why, label, n, share(n, total) or 0.0) for why, label, n in found))
