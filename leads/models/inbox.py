"""The words in which hand-offs are asked for: marketing's inbox of returns, and the teams it stands between."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.enrollment import Enrollment
from leads.models.lead import Lead
from office.models import Job, JobQuerySet

if TYPE_CHECKING:
    from leads.models.handoff import HandOff  # noqa: F401

SEARCHED = 100  # letters of what was said by which it is counted and found again
MIXES = {
    "list": ("enrollment__lead_list_id", "enrollment__lead_list__name"),
    "campaign": ("enrollment__campaign_id", "enrollment__campaign__name"),
    "setter": ("by_id", "by__name"),
    "source": ("lead__source", "lead__source"),
    "supplier": ("enrollment__lead_list__supplier_id", "enrollment__lead_list__supplier__name"),
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

    def brought_back(self, since: datetime) -> Self:
        """Back in a queue since then, and not yet handed to the setters."""
        return self.at_marketing().filter(reentered_at__gte=since, back_in__isnull=True).order_by("pk")

    def with_next_campaign(self) -> Self:
        """Of those that were followed by another pass, with its campaign (`next_campaign`)."""
        follows = {"lead_id": models.OuterRef("lead_id"), "number": models.OuterRef("enrollment__number") + 1}
        after = Enrollment.objects.filter(**follows).values("campaign_id")[:1]
        return self.annotate(next_campaign=models.Subquery(after)).filter(next_campaign__isnull=False)

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

    def of_latest_pass(self) -> Self:
        """Their leads have not been worked again since."""
        return self.filter(models.Q(enrollment__isnull=True) | models.Q(enrollment__is_latest=True))

    def overtaken(self) -> Self:
        """Not settled, but their leads have been worked again since."""
        return self.waiting().filter(enrollment__is_latest=False)

    def in_state(self, state: str) -> Self:
        """`all`, `waiting`, `dated` (will come back on a day), `closed`, `back`, `overtaken`."""
        return {
            "all": self,
            "waiting": self.waiting().of_latest_pass(),
            "dated": self.waiting().of_latest_pass().filter(return_on__isnull=False),
            "closed": self.filter(accepted_at__isnull=False, reentered_at__isnull=True),
            "back": self.filter(reentered_at__isnull=False),
            "overtaken": self.overtaken(),
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

    def from_source(self, source: str) -> Self:
        return self.filter(lead__source=source)

    def from_supplier(self, supplier: int) -> Self:
        return self.filter(enrollment__lead_list__supplier_id=supplier)

    def of_pass(self, number: int) -> Self:
        """Given back in the lead's first pass, in its second, …"""
        return self.filter(enrollment__number=number)

    def with_why(self, reason: int) -> Self:
        """For one of the client's own reasons."""
        return self.filter(why_id=reason)

    def back_on(self, day: date) -> Self:
        """Those that will come back on that day."""
        return self.filter(return_on=day)

    def back_between(self, first: date, last: date) -> Self:
        return self.filter(return_on__gte=first, return_on__lte=last)

    def next_day(self, today: date) -> date | None:
        """The first day from today on which one comes back."""
        soonest: date | None = self.filter(return_on__gte=today).aggregate(day=models.Min("return_on"))["day"]
        return soonest

    def by_day(self) -> dict[date, int]:
        """How many come back on each day."""
        return dict(self.order_by().values_list("return_on").annotate(n=models.Count("pk")))

    def arrived_from(self, moments: Mapping[int, datetime]) -> Self:
        """Since a moment for each client, by its id: the first of a day on its own clock."""
        return self.filter(_any(moments, "carried_at__gte"))

    def arrived_before(self, moments: Mapping[int, datetime]) -> Self:
        return self.filter(_any(moments, "carried_at__lt"))

    def saying(self, words: str) -> Self:
        """With these words as their reason or in the note."""
        return self.filter(models.Q(label__icontains=words) | models.Q(note__icontains=words))

    def words(self, most: int) -> list[tuple[str, int]]:
        """What was said most often, as reason or as note, and how often."""
        said: Counter[str] = Counter()
        for field in ("label", "note"):
            rows = self.order_by().exclude(**{field: ""}).values_list(field).annotate(n=models.Count("pk"))
            for text, n in rows.order_by("-n", field)[:most]:
                said[text[:SEARCHED].strip()] += n
        return sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:most]

    def mix(self, by: str) -> list[dict[str, Any]]:
        """How many for each kind of reason, by `list`, `campaign`, `setter`, `source` or `supplier`.

        One dict a group, the fullest first: {"pk", "name", "counts": {kind: n}, "total", "own"}; `own` are the client's
        own reasons [(id, words, n)], the most frequent first.
        """
        pk, name = MIXES[by]
        groups: dict[Any, dict[str, Any]] = {}
        rows = self.order_by().values_list(pk, name, "reason", "why_id", "why__label").annotate(n=models.Count("pk"))
        for key, title, kind, why, label, count in rows:
            start: dict[str, Any] = {"pk": key, "name": title, "counts": Counter(), "own": [], "total": 0}
            group = groups.setdefault(key, start)
            group["counts"][kind] += count
            group["total"] += count
            group["own"] += [(why, label, count)] if why else []
        for group in groups.values():
            group["own"].sort(key=lambda own: (-own[2], own[1]))
        return sorted(groups.values(), key=lambda group: (-group["total"], str(group["name"])))

    def newest(self) -> Self:
        return self.select_related(
            "lead", "lead__company", "enrollment__campaign", "enrollment__lead_list", "by", "to_user", "why", "into"
        ).order_by("-pk")

    def reasoned(self, reason: str) -> Self:
        return self.filter(reason=reason)


def _any(moments: Mapping[int, datetime], lookup: str) -> models.Q:
    found = models.Q(pk__in=[])
    for client, moment in moments.items():
        found |= models.Q(client_id=client, **{lookup: moment})
    return found
