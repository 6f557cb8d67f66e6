from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models.fairness import FairnessEntry
from appointments.routing import Candidate
from leads.models import Campaign
from office.models import ClientOwned, ClientOwnedQuerySet, Refused, Role

if TYPE_CHECKING:
    from office.models import User


def _words(label: Any, length: int) -> Any:
    return ArrayField(models.CharField(max_length=length), verbose_name=label, default=list, blank=True)


@dataclass(frozen=True)
class Standing:
    """A member and the turns had so far."""

    member: "PoolMember"
    level: int

    @property
    def share(self) -> float:
        """Turns for each unit of weight: the lowest comes next."""
        return self.level / max(self.member.weight, 1)


class PoolMemberQuerySet(ClientOwnedQuerySet["PoolMember"]):
    def of_campaign(self, campaign: Campaign | int) -> Self:
        pk = campaign if isinstance(campaign, int) else campaign.pk
        return (
            self.filter(campaign_id=pk, person__is_active=True)
            .select_related("person", "campaign__pool_terms")
            .order_by("person__name", "pk")
        )

    def with_campaign(self) -> Self:
        return self.select_related("person", "campaign", "client")

    def other_than(self, person: int) -> Self:
        return self.exclude(person_id=person)

    def ranked(self, campaign: Campaign) -> "list[Standing]":
        """The members of a campaign, whoever's turn is next first."""
        levels = FairnessEntry.objects.levels(campaign.pk)
        rows = [Standing(member, levels.get(member.person_id, 0)) for member in self.of_campaign(campaign)]
        return sorted(rows, key=lambda row: row.share)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PoolMember(ClientOwned):
    """A rep who takes meetings of a campaign: how many turns for others' one (weight), what in, in which languages, and
    in which territory, by beginnings of postal codes and area codes, from a date until a date (both count)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="pool", db_constraint=False)
    person = models.ForeignKey("office.User", models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    skills = _words(_("knows about"), 60)
    languages = _words(_("speaks"), 8)
    postal_codes = _words(_("postal codes that begin with"), 16)
    area_codes = _words(_("area codes that begin with"), 8)
    valid_from = models.DateField(_("territory from"), null=True, blank=True)
    valid_until = models.DateField(_("territory until"), null=True, blank=True)

    objects = PoolMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="pool_member_once"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="territory_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    @classmethod
    def join(cls, campaign: Campaign, person: "User", *, by: "User", weight: int = 1) -> "PoolMember":
        """A rep of the client comes in, level with those who had fewest turns so far: nobody starts with a debt that
        brings every meeting to the newcomer. Refused for who is no rep, and for who is in already."""
        if campaign.client_id not in person.clients_as([Role.REP]):
            raise Refused(_t("%(name)s is no rep of this client.") % {"name": person})
        try:
            with transaction.atomic():
                made = cls.objects.create(client_id=campaign.client_id, campaign=campaign, person=person, weight=weight)
                made._catch_up(made._lowest_share(), by=by)
        except IntegrityError as error:
            raise Refused(_t("%(name)s is in this pool already.") % {"name": person}) from error
        return made

    def change(self, *, by: "User", **details: Any) -> None:
        """Another weight counts from now on: the share so far stays as it is."""
        with transaction.atomic():
            before = PoolMember.objects.select_for_update().get(pk=self.pk).weight
            for name, value in details.items():
                setattr(self, name, value)
            self.save()
            if self.weight != before:
                self._catch_up(self.level / max(before, 1), by=by, why=FairnessEntry.Why.WEIGHT)

    def leave(self, *, by: "User") -> None:
        """No more meetings of this campaign; those that are booked stay, and so does the ledger."""
        self.delete()

    @property
    def level(self) -> int:
        """Turns had so far."""
        return FairnessEntry.objects.levels(self.campaign_id).get(self.person_id, 0)

    def _lowest_share(self) -> float:
        levels = FairnessEntry.objects.levels(self.campaign_id)
        others = [m for m in PoolMember.objects.of_campaign(self.campaign_id) if m.person_id != self.person_id]
        return min((levels.get(m.person_id, 0) / max(m.weight, 1) for m in others), default=0)

    def _catch_up(self, share: float, *, by: "User", why: str = FairnessEntry.Why.JOINED) -> None:
        missing = round(share * max(self.weight, 1)) - self.level
        if missing > 0 or (missing and why == FairnessEntry.Why.WEIGHT):
            FairnessEntry.write(self.campaign, self.person, missing, why=why, by=by)

    def candidate(self, *, level: int, ahead: int) -> Candidate:
        """As the routing sees them."""
        return Candidate(
            person=self.person_id,
            name=self.person.name,
            weight=self.weight,
            level=level,
            ahead=ahead,
            languages=tuple(self.languages),
            skills=tuple(self.skills),
            postal=tuple(self.postal_codes),
            areas=tuple(self.area_codes),
            valid_from=self.valid_from or date.min,
            valid_until=self.valid_until or date.max,
        )
