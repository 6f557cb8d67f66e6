"""What a picker shows: days, the times on them, and which of these a lead on the waitlist wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from appointments.slots import Offer
from appointments.walltime import instant

if TYPE_CHECKING:
    from appointments.models.wish import Wish
    from office.models import User


@dataclass(frozen=True)
class Day:
    """One day of the strip, in the lead's zone: how many times are free on it."""

    date: date
    free: int
    chosen: bool


@dataclass(frozen=True)
class Time:
    """One bookable time, with who would take it and how many could."""

    starts_at: datetime
    ends_at: datetime
    rep: "User"
    free: int
    soonest: bool
    wished: bool = False  # a lead on the waitlist would take it
    first: bool = False  # and it has come free for that lead

    @property
    def stamp(self) -> int:
        """Return what a form sends back: seconds since the epoch."""
        return instant(self.starts_at)


@dataclass(frozen=True)
class Wished:
    """A wish on the waitlist, if there is one, beside what is free."""

    wish: "Wish | None" = None

    def takes(self, offer: Offer) -> bool:
        """Say whether it would take that."""
        return self.wish is not None and self.wish.takes(offer.start, offer.end)

    def is_first(self, offer: Offer) -> bool:
        """Say whether that has come free for it."""
        at = self.wish.slot_at if self.wish and self.wish.state == "offered" else None
        return at is not None and offer.start == instant(at)

    def best(self, offers: Sequence[Offer]) -> Offer | None:
        """Return what has come free for it, else the soonest that it would take, else the soonest of all."""
        if self.wish is None:
            return next(iter(offers), None)
        freed = (offer for offer in offers if self.is_first(offer))
        wanted = (offer for offer in offers if self.takes(offer))
        return next(freed, None) or next(wanted, None) or next(iter(offers), None)
