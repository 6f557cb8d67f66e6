"""Why is the queue empty? How many leads wait, and for what."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from calls import rules
from calls.gate import where
from calls.queue import open_classes
from leads.models import Enrollment, WindowClass
from office import clock

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True, slots=True)
class Lull:
    """Numbers of leads. `opens_at`: when the first shut place opens; `next_try`: when the first retry is due (UTC)."""

    outside_hours: int
    opens_at: datetime | None
    waiting: int
    next_try: datetime | None
    without_number: int
    at_limit: int
    claimed: int

    @property
    def nobody(self) -> bool:
        """No lead waits for anything: the queue has run dry."""
        return not (self.outside_hours or self.waiting or self.without_number or self.claimed)

    @classmethod
    def of(cls, setter: "User") -> "Lull":
        """In the running campaigns of a setter, at this moment."""
        now, mine = clock.now(), Enrollment.objects.visible_to(setter).in_running_campaigns()
        classes = set(mine.callable().values_list("window_class", flat=True).distinct())
        opened = open_classes(classes, now)
        found = mine.tally(now, list(opened))
        return cls(
            outside_hours=found["outside_hours"],
            opens_at=_opening(classes - opened, now) if found["outside_hours"] else None,
            waiting=found["waiting"],
            next_try=found["next_try"],
            without_number=found["without_number"],
            at_limit=mine.exhausted().count(),
            claimed=found["claimed"],
        )


def _opening(classes: set[int], now: datetime) -> datetime | None:
    """When the first of these window classes opens."""
    shut = WindowClass.objects.in_bulk(classes).values()
    opens = (rules.next_open(where(window), now, rules.load()) for window in shut)
    return min((at for at in opens if at), default=None)
