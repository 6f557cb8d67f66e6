"""Speed to lead: four moments of every hot lead, the business minutes between them, and the share within target."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, partial
from math import ceil
from statistics import median
from typing import Any

import holidays
from django.utils.translation import gettext_lazy as _

from leads.models import Campaign, Enrollment, Pace
from office.models import User
from reports.figures.definitions import Figure
from reports.figures.tally import share
from reports.models import Clocks
from reports.officehours import OfficeHours
from reports.scope import Scope

PAGE = "reports:clocks"
HOURS = _(
    "Minutes are those of the campaign’s own hours, on its clock; outside them, and on public holidays of its country"
    " unless it works on them, the time stands still."
)
HOT = Figure(
    "hot",
    _("Hot leads"),
    _("Leads whose pass began hot in the period: back on their day, brought back, or sent in to be called at once."),
    PAGE,
    "hot",
)
ROUTED = Figure(
    "routed",
    _("Detected → routed"),
    _(
        "From the moment the lead appeared (its rows came in, its day to come back began, marketing brought it back)"
        " until it stood in the queue."
    ),
    PAGE,
    "routed",
)
NOTICED = Figure(
    "noticed", _("Routed → noticed"), _("Until it was first offered to a setter, or taken by one."), PAGE, "noticed"
)
ACTED = Figure("acted", _("Noticed → acted"), _("Until its number was first dialled."), PAGE, "acted")
WHOLE = Figure("whole", _("Detected → acted"), _("All three together: speed to lead."), PAGE, "whole")
WITHIN = Figure(
    "within",
    _("Within target"),
    _(
        "Dialled within the target minutes of its campaign ÷ those that were dialled, or whose target has run out."
        " Campaigns without a target do not count."
    ),
    PAGE,
    "within",
)
LATE = Figure("late", _("Late"), _("Dialled after the target, or not yet, and the target has run out."), PAGE, "late")
UNCALLED = Figure("uncalled", _("Not dialled yet"), _("Hot leads of the period without a dial."), PAGE, "uncalled")
STEPS = (ROUTED, NOTICED, ACTED, WHOLE)
SPEED = (HOT, *STEPS, WITHIN, LATE, UNCALLED)


@dataclass(frozen=True)
class Hot:
    """One hot lead: its moments, and the business minutes between them (None where a moment has not come yet)."""

    enrollment: Enrollment
    hours: OfficeHours
    target: int | None
    now: datetime

    @property
    def detected(self) -> datetime:
        """Not later than it was routed."""
        detected: datetime = vars(self.enrollment)["detected"]
        return min(detected, self.enrollment.began_at)

    @property
    def acted(self) -> datetime | None:
        acted: datetime | None = vars(self.enrollment)["acted"]
        return acted

    @cached_property
    def minutes(self) -> dict[str, float | None]:
        """By the name of the step."""
        routed, noticed = self.enrollment.began_at, self.enrollment.noticed_at or self.acted
        return {
            "routed": self._between(self.detected, routed),
            "noticed": self._between(routed, noticed),
            "acted": self._between(noticed, self.acted),
            "whole": self._between(self.detected, self.acted),
        }

    def _between(self, start: datetime | None, end: datetime | None) -> float | None:
        return self.hours.minutes(start, end) if start and end else None

    @cached_property
    def is_within(self) -> bool | None:
        """Dialled in time; None where there is no target, or it is still running."""
        if self.target is None:
            return None
        gone = self.hours.minutes(self.detected, self.acted or self.now)
        return gone <= self.target if self.acted or gone > self.target else None

    def counts_as(self, which: str) -> bool:
        """Whether a figure counts it."""
        if which in ("within", "late"):
            return self.is_within is (which == "within")
        if which == "uncalled":
            return self.acted is None
        return which not in self.minutes or self.minutes[which] is not None

    @property
    def told(self) -> list[float | None]:
        """The minutes of each step, for a row of a table."""
        return [self.minutes[step.name] for step in STEPS]


@dataclass(frozen=True, slots=True)
class Step:
    """One clock: how many leads went through it, median and 90th percentile in business minutes."""

    figure: Figure
    n: int
    median: float | None
    p90: float | None

    @classmethod
    def of(cls, figure: Figure, leads: "Iterable[Hot]") -> "Step":
        found = sorted(m for lead in leads if (m := lead.minutes[figure.name]) is not None)
        high = found[ceil(0.9 * len(found)) - 1] if found else None
        return cls(figure, len(found), median(found) if found else None, high)


@dataclass(frozen=True)
class Speed:
    """The hot leads of a scope. Two queries."""

    leads: tuple[Hot, ...]

    @classmethod
    def of(cls, scope: Scope, *, user: User, now: datetime, source: str = "") -> "Speed":
        passes = list(Clocks.seen_by(user).of(scope, source).with_clocks().listed())
        paces = cls._paces({one.campaign_id: one.campaign for one in passes})
        return cls(tuple(Hot(one, *paces[one.campaign_id], now) for one in passes))

    @staticmethod
    def _paces(campaigns: dict[int, Campaign]) -> dict[int, tuple[OfficeHours, int | None]]:
        set_by = {pace.campaign_id: pace for pace in Pace.objects.of_campaigns(list(campaigns))}
        found = {pk: set_by.get(pk) or Pace(campaign=campaign) for pk, campaign in campaigns.items()}
        return {pk: (office_hours(pace, campaigns[pk]), pace.target) for pk, pace in found.items()}

    @property
    def steps(self) -> list[Step]:
        return [Step.of(figure, self.leads) for figure in STEPS]

    def count(self, which: str) -> int:
        return sum(lead.counts_as(which) for lead in self.leads)

    @property
    def counts(self) -> list[tuple[Figure, int]]:
        """Those within the target, late, and not dialled yet."""
        return [(figure, self.count(figure.which)) for figure in (HOT, WITHIN, LATE, UNCALLED)]

    @property
    def within(self) -> float | None:
        """Percent."""
        return share(self.count("within"), self.count("within") + self.count("late"))

    def rows(self, which: str) -> list[Hot]:
        """The leads behind a number; those of a step, the longest first."""
        found = [lead for lead in self.leads if lead.counts_as(which)]
        step = which if which in {step.name for step in STEPS} else ""
        return sorted(found, key=lambda lead: -(lead.minutes[step] or 0)) if step else found


def office_hours(pace: Pace, campaign: Campaign) -> OfficeHours:
    """The hours of a campaign as the pure clock knows them."""
    shut: Any = {} if pace.on_holidays else {"is_holiday": partial(_is_holiday, campaign.country)}
    return OfficeHours(campaign.zone, frozenset(pace.weekdays), _minute(pace.opens), _minute(pace.closes), **shut)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _is_holiday(country: str, day: date) -> bool:
    return day in _holidays(country)


_known: dict[str, Any] = {}


def _holidays(country: str) -> Any:
    """The public holidays of a country, year by year as they are asked for; none for one that is not known."""
    if country not in _known:
        supported = country in holidays.list_supported_countries()
        _known[country] = holidays.country_holidays(country) if supported else frozenset()
    return _known[country]
