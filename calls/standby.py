"""What a desk without a lead shows: a pause that goes on, and the briefings of the clients one calls for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calls.models import Briefing, Presence

if TYPE_CHECKING:
    from office.models import User


@dataclass(frozen=True)
class Standby:
    """`briefings`: the current ones, each with `read_at` (None: not read by this setter)."""

    pause: Presence | None
    briefings: tuple[Briefing, ...]

    @classmethod
    def of(cls, setter: "User") -> "Standby":
        """Two queries; only asked when no lead lies on the desk."""
        found = Presence.now_of(setter)
        current = Briefing.objects.visible_to(setter).current().with_reading(setter)
        return cls(found if found and found.is_pause else None, tuple(current))

    @property
    def unread(self) -> list[Briefing]:
        return [briefing for briefing in self.briefings if vars(briefing)["read_at"] is None]

    @property
    def read(self) -> list[Briefing]:
        return [briefing for briefing in self.briefings if vars(briefing)["read_at"] is not None]
