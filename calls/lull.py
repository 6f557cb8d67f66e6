"""Why is the queue empty? How many leads wait, and for what."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from calls import rules
from calls.branches import grounds_of
from calls.models import Share
from leads.models import Campaign, Enrollment, EnrollmentQuerySet, Register
from office import clock

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True, slots=True)
class Lull:
    """Numbers of leads. `opens_at`: when the first shut place opens; `next_try`: when the first retry is due (UTC)."""

    without_consent: int  # where the law asks for one
    without_register: int  # that may be relied on, where one must be asked
    outside_hours: int
    opens_at: datetime | None
    waiting: int
    next_try: datetime | None
    without_number: int  # that may be dialled
    suppressed: int  # of these: they have numbers, and none of them may be dialled
    at_limit: int
    claimed: int
    refused: int  # they said no to this setter: a colleague's
    resting: int  # put out of the queue
    registers: tuple[str, ...]  # too old to be relied on, of places where leads wait

    @property
    def nobody(self) -> bool:
        """No lead waits for anything: the queue has run dry."""
        held = self.outside_hours or self.waiting or self.claimed or self.refused or self.without_number
        return not (held or self.without_consent or self.without_register)

    @classmethod
    def of(cls, setter: "User") -> "Lull":
        """In the running campaigns of a setter that they have a share of, at this moment."""
        mine = Enrollment.objects.visible_to(setter).in_running_campaigns()
        without = [pk for pk, weight in Share.objects.of_setter(setter).weights().items() if not weight]
        return cls.among(mine.outside_campaigns(without), setter)

    @classmethod
    def among(cls, passes: EnrollmentQuerySet, reader: "User") -> "Lull":
        """Among these passes, for one who would call them."""
        now, places = clock.now(), passes.places()
        campaigns = Campaign.objects.in_bulk({campaign for campaign, _window in places})
        grounds = grounds_of(places, campaigns)
        shut = {pair for pair, ground in grounds.items() if ground.shuts_at(now) is None}
        found = passes.tally(
            now,
            reader.pk,
            shut=shut,
            unregistered={pair for pair, ground in grounds.items() if ground.lacks_register(now)},
            asking={pair for pair, ground in grounds.items() if ground.asks_consent},
        )
        opens = (rules.next_open(grounds[pair].place, now, grounds[pair].laws) for pair in shut)
        soonest = min((at for at in opens if at), default=None) if found["outside_hours"] else None
        old = Register.objects.too_old(now).of_countries({ground.place.country for ground in grounds.values()})
        registers = tuple(old.by_name().values_list("name", flat=True))
        resting, at_limit = passes.resting().count(), passes.exhausted().count()
        return cls(opens_at=soonest, at_limit=at_limit, resting=resting, registers=registers, **found)
