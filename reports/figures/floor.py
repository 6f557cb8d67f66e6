"""On the floor now: who holds which lead, who is on a call, who owes an outcome."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.models import CallAttempt
from leads.models import Campaign, Lead
from office.models import User
from reports.models import Floor
from reports.models.floor import Open

ON_CALL, AFTER_CALL, READING = _("On call"), _("Outcome owed"), _("Holds a lead")
State = CallAttempt.State


@dataclass(frozen=True, slots=True)
class OnFloor:
    """One setter at work: what they do, with whom, since when."""

    setter: User
    doing: str | Promise
    tone: str
    lead: Lead
    campaign: Campaign
    since: datetime | None


@dataclass(frozen=True)
class FloorNow:
    """Everybody who holds a lead or owes an outcome."""

    people: tuple[OnFloor, ...]

    @classmethod
    def of(cls, *, user: User, now: datetime) -> "FloorNow":
        """Two queries: open calls, then claims of those who are not on one."""
        people = {call.setter_id: _calling(call) for call in Open.seen_by(user).unfinished()}
        for held in Floor.seen_by(user).claimed():
            if held.claimed_by and held.claimed_by.pk not in people:
                reading = OnFloor(held.claimed_by, READING, "sd-acc", held.lead, held.campaign, held.claimed_at)
                people[held.claimed_by.pk] = reading
        return cls(tuple(sorted(people.values(), key=lambda one: one.setter.name)))

    @property
    def on_call(self) -> int:
        return sum(one.doing == ON_CALL for one in self.people)

    @property
    def owed(self) -> int:
        return sum(one.doing == AFTER_CALL for one in self.people)

    @property
    def etag(self) -> str:
        """Changes when anything that the page shows changes."""
        told = [(one.setter.pk, str(one.doing), one.lead.pk, str(one.since)) for one in self.people]
        return f'"{sha256(repr(told).encode()).hexdigest()[:16]}"'


def _calling(call: CallAttempt) -> OnFloor:
    campaign = call.enrollment.campaign
    if call.state == State.ENDED:
        return OnFloor(call.setter, AFTER_CALL, "sd-warn", call.lead, campaign, call.ended_at)
    return OnFloor(call.setter, ON_CALL, "sd-good", call.lead, campaign, call.started_at)
