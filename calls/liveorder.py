"""A campaign's queue as its manager sees it: the order with its reasons, the groups in numbers, who holds what."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls import queue
from calls.lull import Lull
from calls.models import CallAttempt
from calls.turn import Turn, turns
from leads import sorting
from leads.models import Campaign, Enrollment, Priority, Ranking
from leads.sortingwords import told
from office import clock

if TYPE_CHECKING:
    from office.models import User

OFFERED, ON_CALL, OWED = _("Offered"), _("On call"), _("Outcome owed")


@dataclass(frozen=True, slots=True)
class Held:
    """A lead that a setter holds: since when, and what they do with it."""

    enrollment: Enrollment
    doing: str | Promise
    tone: str
    since: datetime | None

    @classmethod
    def of(cls, enrollment: Enrollment, attempt: CallAttempt | None) -> "Held":
        if attempt is None:
            return cls(enrollment, OFFERED, "sd-acc", enrollment.claimed_at)
        if attempt.state == CallAttempt.State.ENDED:
            return cls(enrollment, OWED, "sd-warn", attempt.ended_at)
        return cls(enrollment, ON_CALL, "sd-good", attempt.started_at)


def held(reader: "User") -> list[Held]:
    """Every lead that somebody holds, the longest held first."""
    calls = {call.enrollment_id: call for call in CallAttempt.objects.visible_to(reader).owed()}
    return [Held.of(found, calls.get(found.pk)) for found in Enrollment.objects.visible_to(reader).held()]


@dataclass(frozen=True)
class LiveOrder:
    """The order of one campaign at this moment."""

    campaign: Campaign
    reader: "User"

    @cached_property
    def turns(self) -> list[Turn]:
        """The first fifty that may be called now, each with its reason."""
        return turns(queue.live(self.reader, self.campaign), self.reader)

    @cached_property
    def groups(self) -> list[tuple[str | Promise, int, int]]:
        """(group, due now, later) of those that have leads."""
        found = Enrollment.objects.of_campaign(self.campaign).by_group(clock.now())
        return [(Priority(each).label, *found[each]) for each in Priority.values if each in found]

    @cached_property
    def lull(self) -> Lull:
        """Why the others are not in the order."""
        return Lull.among(Enrollment.objects.of_campaign(self.campaign), self.reader)

    @property
    def keys(self) -> str:
        """By what its leads are sorted; empty: as they came."""
        return told(sorting.read(self.campaign.sort))

    @cached_property
    def ranking(self) -> Ranking | None:
        """The work that keeps them sorted."""
        return Ranking.objects.of_campaign(self.campaign).first()
