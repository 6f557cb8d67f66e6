from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from appointments.models.fairness import FairnessEntry
from appointments.routing import Need, Routed, route
from appointments.walltime import instant, wall

if TYPE_CHECKING:
    from appointments.models.pool import PoolMember
    from leads.models import Lead

CHOSEN = [{"step": "chosen", "said": "by hand"}]  # the trace of who was picked by a person


class Router:
    """Who of a campaign's pool meets a lead: binds `routing` to the pool's rows and its ledger (one query)."""

    def __init__(self, lead: "Lead", members: "Sequence[PoolMember]", *, same: int | None = None) -> None:
        self.lead, self.members, self.same = lead, {member.person_id: member for member in members}, same

    @cached_property
    def levels(self) -> dict[int, int]:
        """Return {person: turns had so far}."""
        campaigns = {member.campaign_id for member in self.members.values()}
        return FairnessEntry.objects.levels(campaigns.pop()) if campaigns else {}

    @cached_property
    def _skill(self) -> str:
        """Return what the lead's sheet says in the column that the pool's terms name."""
        for member in self.members.values():
            terms = getattr(member.campaign, "pool_terms", None)
            return str(self.lead.custom.get(terms.skill_column, "")) if terms and terms.skill_column else ""
        return ""

    def need(self, starts_at: datetime) -> Need:
        """Return what the lead asks for, of a meeting at an instant; its day is the lead's."""
        lead = self.lead
        return Need(
            day=wall(lead.zone, instant(starts_at))[0],
            same=self.same,
            owner=lead.owner_id,
            postal_code=lead.postal_code,
            area_code=lead.area_code,
            language=lead.language,
            skill=self._skill,
        )

    def route(self, people: Collection[int], starts_at: datetime, ahead: Mapping[int, int]) -> Routed:
        """Return these members, best first. `ahead`: meetings in their calendars."""
        levels = self.levels
        candidates = (self.members[p].candidate(level=levels.get(p, 0), ahead=ahead.get(p, 0)) for p in people)
        return route(candidates, self.need(starts_at))
