from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.cadence import DELAYS, Cadence, Daypart
from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from calls.models.disposition import Disposition
    from office.models import User

EDGES = [9 * 60, 12 * 60, 15 * 60, 18 * 60, 20 * 60]  # of the dayparts, in minutes of the lead's day
GRACE = 15  # minutes
TOLERANCES = (0, 15, 30, 60)  # minutes before and after a promised time
DAY = 24 * 60
KEPT = ("minimum_gap", "otherwise", "rotate_from", "edges", "grace", "tolerance", "confirms")


def edges() -> list[int]:
    return list(EDGES)


class CadencePlanQuerySet(ClientOwnedQuerySet["CadencePlan"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        return self.filter(campaign_id=campaign if isinstance(campaign, int) else campaign.pk)

    def of_outer_pass(self, to_campaign: str) -> Any:
        """As a subquery: the plan of the outer row's campaign, as JSON; none where the usual one holds."""
        mine = self.filter(campaign_id=models.OuterRef(to_campaign))
        return models.Subquery(mine.values(row=JSONObject(**{name: name for name in KEPT})))

    def grace_of_outer(self, to_campaign: str) -> Any:
        """As a subquery: minutes after which a personal callback of the outer row is anyone's."""
        return models.Subquery(self.filter(campaign_id=models.OuterRef(to_campaign)).values("grace"))

    def silent_about_meetings(self) -> Self:
        """Of campaigns that make no confirmation calls."""
        return self.filter(confirms=False)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CadencePlan(ClientOwned):
    """How a campaign tries again and keeps its promises. All times in minutes; a campaign without one has the usual.

    The waits after an outcome stand on the outcome (Disposition.waits), the most attempts on the campaign.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="cadence_plan", db_constraint=False)
    minimum_gap = models.PositiveSmallIntegerField(_("minutes between two calls to a lead at least"), default=15)
    otherwise = models.PositiveIntegerField(_("wait in minutes after an outcome without waits of its own"), default=DAY)
    rotate_from = models.PositiveIntegerField(
        _("a wait of so many minutes moves to another time of day"), default=2 * 60
    )
    edges = ArrayField(models.PositiveSmallIntegerField(), default=edges)
    grace = models.PositiveSmallIntegerField(
        _("minutes after which a personal callback that is late becomes anyone’s"), default=GRACE
    )
    tolerance = models.PositiveSmallIntegerField(_("minutes before and after a promised time, as proposed"), default=0)
    confirms = models.BooleanField(_("call to confirm the meetings of the next working day"), default=True)

    objects = CadencePlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.campaign_id}"

    @classmethod
    def of(cls, campaign: Campaign) -> "CadencePlan":
        """The campaign's, or the usual one, unsaved."""
        found = cls.objects.of_campaign(campaign).first()
        return found or cls(client_id=campaign.client_id, campaign=campaign)

    @classmethod
    def read(cls, row: dict[str, Any] | None) -> "CadencePlan":
        """From what `of_outer_pass` found."""
        return cls(**(row or {}))

    @classmethod
    @transaction.atomic
    def set(cls, campaign: Campaign, *, by: "User", max_attempts: int, **details: Any) -> "CadencePlan":
        """Change it: for what comes from now on. Leads that wait already keep the time that was reckoned for them."""
        plan = cls.of(campaign)
        for name, value in details.items():
            setattr(plan, name, value)
        if len(plan.edges) < 2 or plan.edges != sorted(set(plan.edges)) or plan.edges[-1] > DAY:
            raise Refused(_t("The times of day must rise, and there must be two of them at least."))
        if max_attempts < 1:
            raise Refused(_t("A lead is called once at least."))
        plan.save()
        campaign.change(by=by, max_attempts=max_attempts)
        return plan

    @property
    def dayparts(self) -> tuple[Daypart, ...]:
        """From each edge to the next."""
        return tuple(Daypart(f"{start}", start, end) for start, end in zip(self.edges, self.edges[1:], strict=False))

    def cadence(self, disposition: "Disposition", *, most: int) -> Cadence:
        """What the pure reckoning needs: `most` attempts, and the waits of this outcome."""
        own = tuple(timedelta(minutes=wait) for wait in disposition.waits)
        usual = {name.replace(" ", "-"): waits for name, waits in DELAYS.items()}
        return Cadence(
            delays=usual | ({disposition.code: own} if own else {}),
            otherwise=timedelta(minutes=self.otherwise),
            max_attempts=most,
            minimum_gap=timedelta(minutes=self.minimum_gap),
            dayparts=self.dayparts,
            rotate_from=timedelta(minutes=self.rotate_from),
        )
