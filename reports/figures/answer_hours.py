"""When people answer: conversations by weekday and hour on the clock of the lead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from office.models import User
from reports.figures.tally import share
from reports.models import Dials
from reports.scope import Scope

THIN = 5  # a rate of fewer dials says nothing: its cell shows only how many there were
STEPS = 5  # shades


@dataclass(frozen=True, slots=True)
class Hour:
    """One weekday (Monday is 0) and hour where the lead is."""

    weekday: int
    hour: int
    dials: int = 0
    conversations: int = 0

    @property
    def rate(self) -> float | None:
        """Conversations per hundred dials; None when there are too few dials to say."""
        return share(self.conversations, self.dials) if self.dials >= THIN else None

    @property
    def shade(self) -> int:
        """0 (nothing to say) to 5 (every second dial or more)."""
        return 0 if self.rate is None else 1 + min(STEPS - 1, int(self.rate // 10))


@dataclass(frozen=True)
class AnswerHours:
    """The week by hours. `rows`: (weekday, its hours)."""

    hours: tuple[int, ...]
    rows: tuple[tuple[int, tuple[Hour, ...]], ...]

    @classmethod
    def of(cls, scope: Scope, *, user: User) -> "AnswerHours":
        """One query. A lead whose zone is not known is left out: its hour is not known."""
        return cls.grouped(Dials.seen_by(user).by_local_hour(scope))

    @classmethod
    def grouped(cls, quarters: Iterable[tuple[str | None, datetime, int, int]]) -> "AnswerHours":
        """From (zone, quarter of an hour, dials, conversations)."""
        sums: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for zone, quarter, dials, conversations in quarters:
            if zone:
                local = quarter.astimezone(ZoneInfo(zone))
                key = (local.weekday(), local.hour)
                sums[key] = (sums[key][0] + dials, sums[key][1] + conversations)
        hours = tuple(range(min((h for _, h in sums), default=0), max((h for _, h in sums), default=-1) + 1))
        days = sorted({day for day, _ in sums})
        return cls(hours, tuple((day, tuple(Hour(day, h, *sums[day, h]) for h in hours)) for day in days))

    @property
    def best(self) -> Hour | None:
        """The hour with the highest rate, if any has enough dials."""
        said = [hour for _, hours in self.rows for hour in hours if hour.rate]
        return max(said, key=lambda hour: (hour.rate or 0, hour.dials), default=None)
