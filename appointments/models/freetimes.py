from collections.abc import Iterator
from typing import TYPE_CHECKING

from appointments.models.picker import Picker
from appointments.slots import Offer
from appointments.walltime import instant

if TYPE_CHECKING:
    from appointments.models.wish import Wish


class FreeTimes:
    """What is free at a moment for those who wait: looked up once for each kind of meeting and rep, whoever asks.

    A time is free as the picker offers it; so it has come free, whatever gave it: a meeting called off or moved, a hold
    that ran out, hours or a date opened, time off withdrawn, a rep who joined, a day that the horizon has reached.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[int, int | None], list[Offer]] = {}

    def _of(self, wish: "Wish") -> list[Offer]:
        if wish.kind.retired_at:
            return []
        asked = wish.kind_id, wish.rep_id
        if asked not in self._found:
            self._found[asked] = Picker(wish.lead, wish.kind, by=None, rep=wish.rep_id).offers
        return self._found[asked]

    def for_wish(self, wish: "Wish", *, after: int = 0) -> Iterator[tuple[int, int]]:
        """Yield (start, rep), soonest first, of what the wish would take and did not turn down, from an instant on."""
        wanted, zone, passed = wish.wanted, wish.lead.zone, set(wish.passed)
        for offer in self._of(wish):
            if offer.start >= after and offer.start not in passed and wanted.takes(zone, offer.start, offer.end):
                for person in offer.people:
                    yield offer.start, person

    def still(self, wish: "Wish") -> bool:
        """Say whether the time that a wish is offered can still be booked."""
        start = instant(wish.slot_at) if wish.slot_at else None
        return any(offer.start == start and wish.slot_rep_id in offer.people for offer in self._of(wish))
