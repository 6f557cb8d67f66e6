"""Calls that leads made to us, by the ad or coupon code because of which they called."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.figures.definitions import Figure
from reports.figures.tally import share
from reports.models import CallIns

CALLERS = Figure(
    "callers",
    _("Calls in"),
    _("Calls that leads made to us in the period, whatever came of them."),
    "reports:callers",
    "callers",
)
NEW = Figure(
    "new", _("New leads"), _("Of these, by people whom nobody knew before the call."), "reports:callers", "new"
)
MET = Figure(
    "met",
    _("Meeting set"),
    _("Of these, calls of leads for whom a meeting stands, set on the call or later in the same pass; not called off."),
    "reports:callers",
    "met",
    base="callers",
    of=_("of calls in"),
)
COUNTED = (CALLERS, NEW, MET)


@dataclass(frozen=True, slots=True)
class CalledIn:
    """The calls of one code, for one campaign. Without a code: the lead named none."""

    campaign_id: int
    campaign: str
    ad: str | None
    code: str
    callers: int
    new: int
    met: int

    @property
    def counts(self) -> list[tuple[Figure, int]]:
        return [(figure, getattr(self, figure.name)) for figure in COUNTED]

    @property
    def share(self) -> float | None:
        """With a meeting, of all, in percent."""
        return share(self.met, self.callers)


@dataclass(frozen=True)
class CallBoard:
    """By campaign and code, the most calls first. One query."""

    rows: tuple[CalledIn, ...]

    @classmethod
    def of(cls, calls: CallIns) -> "CallBoard":
        return cls(tuple(CalledIn(*row) for row in calls.by_ad()))

    @property
    def whole(self) -> CalledIn:
        sums: Any = (sum(getattr(row, figure.name) for row in self.rows) for figure in COUNTED)
        return CalledIn(0, "", None, "", *sums)
