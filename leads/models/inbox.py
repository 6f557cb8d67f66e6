"""The words in which hand-offs are asked for: marketing's inbox of returns, and the teams it stands between."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from office.models import Job, JobQuerySet

if TYPE_CHECKING:
    from leads.models.handoff import HandOff  # noqa: F401

MIXES = {
    "list": ("enrollment__lead_list_id", "enrollment__lead_list__name"),
    "campaign": ("enrollment__campaign_id", "enrollment__campaign__name"),
    "setter": ("by_id", "by__name"),
    "source": ("lead__source", "lead__source"),
    "supplier": ("enrollment__lead_list__supplier", "enrollment__lead_list__supplier"),
}


class Team(models.TextChoices):
    SETTERS = "setters", _("Setters")
    SALES = "sales", _("Sales")
    MARKETING = "marketing", _("Marketing")
    ACCOUNTS = "accounts", _("Account management")


class HandOffQuerySet(JobQuerySet["HandOff"]):
    def to_team(self, team: str) -> Self:
        return self.filter(to_team=team)

    def carried(self) -> Self:
        """Those that have arrived."""
        return self.filter(carried_at__isnull=False)

    def of_lead(self, lead: Lead) -> Self:
        return self.filter(lead=lead)

    def standing(self) -> Self:
        """Not undone."""
        return self.exclude(state=Job.State.VOID)

    def at_marketing(self) -> Self:
        """Returns that have arrived there."""
        return self.to_team(Team.MARKETING).carried()

    def waiting(self) -> Self:
        """Neither back in a queue nor closed."""
        return self.filter(reentered_at__isnull=True, accepted_at__isnull=True)

    def in_state(self, state: str) -> Self:
        """`waiting`, `dated` (will come back on a day), `closed`, `back`."""
        return {
            "waiting": self.waiting(),
            "dated": self.waiting().filter(return_on__isnull=False),
            "closed": self.filter(accepted_at__isnull=False, reentered_at__isnull=True),
            "back": self.filter(reentered_at__isnull=False),
        }[state]

    def in_campaign(self, campaign: int) -> Self:
        return self.filter(enrollment__campaign_id=campaign)

    def on_list(self, lead_list: int) -> Self:
        return self.filter(enrollment__lead_list_id=lead_list)

    def sent_by(self, person: int) -> Self:
        return self.filter(by_id=person)

    def older_than(self, pk: str) -> Self:
        """Those that came before the one with that id; all where there is no id."""
        return self.filter(pk__lt=int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else self

    def mix(self, by: str) -> list[dict[str, Any]]:
        """How many for each reason, by `list`, `campaign`, `setter`, `source` or `supplier`.

        One dict a group, the fullest first: {"pk", "name", "counts": {reason: n}, "total"}.
        """
        pk, name = MIXES[by]
        groups: dict[Any, dict[str, Any]] = {}
        for key, title, reason, count in self.order_by().values_list(pk, name, "reason").annotate(n=models.Count("pk")):
            group = groups.setdefault(key, {"pk": key, "name": title, "counts": {}, "total": 0})
            group["counts"][reason] = count
            group["total"] += count
        return sorted(groups.values(), key=lambda group: (-group["total"], str(group["name"])))

    def newest(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "enrollment__campaign", "enrollment__lead_list", "by", "to_user"
        ).order_by("-pk")

    def reasoned(self, reason: str) -> Self:
        return self.filter(reason=reason)
