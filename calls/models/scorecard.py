from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import scoring
from calls.scoring import Criterion
from leads.models import Campaign
from office import clock
from office.models import Client, ClientOwned, ClientOwnedQuerySet, Refused

if TYPE_CHECKING:
    from office.models import User

MOST = 20  # criteria: more are not rated, they are ticked off


class ScorecardQuerySet(ClientOwnedQuerySet["Scorecard"]):
    def of(self, client: Client | int, campaign: Campaign | int | None = None) -> Self:
        """Every version of the client's card, or of a campaign's own; newest first."""
        pk = campaign.pk if isinstance(campaign, Campaign) else campaign
        return self.of_client(client).filter(campaign_id=pk).order_by("-version")

    def in_force(self) -> Self:
        """The newest version of each client and campaign, and of campaigns only what is not given up."""
        newest = self.order_by("client_id", "campaign_id", "-version").distinct("client_id", "campaign_id")
        found = self.filter(pk__in=newest.values("pk")).exclude(criteria=[])
        return found.select_related("client", "campaign").order_by("client__name", "campaign__name", "pk")

    def for_campaign(self, campaign: Campaign) -> "Scorecard | None":
        """By which its calls are judged: the campaign's own card, else the client's."""
        of_campaign = models.Q(campaign=campaign) | models.Q(campaign__isnull=True)
        found = self.of_client(campaign.client_id).filter(of_campaign).in_force()
        return found.order_by(models.F("campaign_id").asc(nulls_last=True)).first()


class Scorecard(ClientOwned):
    """One version of what calls are judged by: of a client, or of a campaign that has its own. It is never changed;
    whoever changes it writes the next version, and reviews keep theirs. A campaign's version without criteria gives its
    own card up: from then on the client's is used. `criteria`: see scoring.Criterion.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=80)
    criteria = models.JSONField(_("criteria"), default=list)
    by = models.ForeignKey("office.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "campaign", "version"], nulls_distinct=False, name="scorecard_version_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    @property
    def every(self) -> list[Criterion]:
        return scoring.read(self.criteria)

    @classmethod
    def write(
        cls,
        client: Client,
        criteria: Sequence[Criterion],
        *,
        by: "User",
        name: str,
        campaign: Campaign | None = None,
        after: int = 0,
    ) -> "Scorecard":
        """The next version. `after`: the version that was changed (0: there was none).

        Refused: no criteria for a client's own card, too many, two alike, no weight, and when a colleague wrote a
        version meanwhile.
        """
        kept = [replace(each, key=f"c{n}") for n, each in enumerate(criteria, 1)]
        _must_make_a_card(kept, campaign)
        last = cls.objects.of(client, campaign).first()
        try:
            with transaction.atomic():
                if (last.version if last else 0) != after:
                    raise IntegrityError
                rows = [each.row() for each in kept]
                told = {"name": name.strip()[:80], "criteria": rows, "by": by, "version": after + 1}
                return cls.objects.create(client=client, campaign=campaign, **told)
        except IntegrityError as error:
            raise Refused(_t("A colleague has changed this scorecard meanwhile. Look at it again first.")) from error


def _must_make_a_card(criteria: Sequence[Criterion], campaign: Campaign | None) -> None:
    texts = [each.text.casefold() for each in criteria]
    if not criteria and campaign is None:
        raise Refused(_t("A scorecard needs at least one criterion."))
    if len(criteria) > MOST:
        raise Refused(_t("At most %(n)s criteria: more are ticked off, not judged.") % {"n": MOST})
    if len(set(texts)) < len(texts):
        raise Refused(_t("Two criteria say the same."))
    if criteria and not any(each.weight for each in criteria):
        raise Refused(_t("At least one criterion must count: give it a weight."))
