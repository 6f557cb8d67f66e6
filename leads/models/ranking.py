import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from leads import sorting
from leads.models.campaign import Campaign
from leads.models.leadimport import LeadImport
from leads.ranks import renumbered
from leads.states import CALLABLE
from office import clock, isolation
from office.models import Client, Job, JobQuerySet

if TYPE_CHECKING:
    from office.models import User

CHUNK = 5_000  # passes whose rank is written in one transaction
AGAIN = timedelta(minutes=10)  # values change: how long an order stands before it is made anew
SHARE = 60  # of a worker's time, one part in so many is spent on it
WANTED = """
    SELECT array_agg(o.id ORDER BY o.place), array_agg(o.rank ORDER BY o.place) FROM (
        SELECT e.id, e.rank, row_number() OVER (ORDER BY {order}) AS place FROM leads_enrollment e
        JOIN leads_lead l ON l.client_id = e.client_id AND l.id = e.lead_id
        LEFT JOIN leads_company c ON c.client_id = l.client_id AND c.id = l.company_id
        LEFT JOIN leads_listing g ON g.lead_list_id = e.lead_list_id AND g.lead_id = e.lead_id
        WHERE e.campaign_id = %(campaign)s AND e.ended_at IS NULL AND e.stage IN %(callable)s) o"""
WRITE = """
    WITH free AS (SELECT e.id FROM leads_enrollment e WHERE e.id = ANY (%(ids)s::bigint[])
        ORDER BY e.id FOR UPDATE SKIP LOCKED)
    UPDATE leads_enrollment e SET rank = n.rank FROM unnest(%(ids)s::bigint[], %(ranks)s::bigint[]) AS n (id, rank)
    WHERE e.id = n.id AND e.id IN (SELECT id FROM free)"""


class RankingQuerySet(JobQuerySet["Ranking"]):
    def of_campaign(self, campaign: Campaign) -> Self:
        return self.filter(campaign=campaign)

    def overtaken(self) -> Self:
        """An import of the campaign ended since its leads were put in order."""
        mine = LeadImport.objects.filter(lead_list__campaign=models.OuterRef("campaign"))
        later = mine.filter(finished_at__gt=models.OuterRef("done_at"))
        return self.filter(state=Ranking.State.DUE, due_at__gt=clock.now()).filter(models.Exists(later))

    def notice(self) -> int:
        """New leads came: their campaigns are put in order now. Returns how many."""
        with isolation.seeing(Client.objects.values_list("pk", flat=True)):
            return self.overtaken().update(due_at=clock.now())


class Ranking(Job):
    """Puts the waiting leads of a campaign in the campaign's own order (`rank`). A job that comes due again and again.

    Cut off anywhere it is done anew: what was written stays, and only the rest is written. `moved`: how many leads
    changed their place the last time.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="ranking", db_constraint=False)
    done_at = models.DateTimeField(_("in order since"), null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)

    objects = RankingQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.campaign)

    @classmethod
    @transaction.atomic
    def choose(cls, campaign: Campaign, keys: Sequence[sorting.Key], *, by: "User") -> "Ranking":
        """Say by which keys a campaign's leads stand; they are put in order in a moment."""
        campaign.change(by=by, sort=[str(key) for key in keys])
        made, _new = cls.objects.get_or_create(client_id=campaign.client_id, campaign=campaign)
        cls.objects.of_campaign(campaign).update(state=cls.State.DUE, due_at=clock.now(), attempts=0, error="")
        made.refresh_from_db()
        return made

    def perform(self) -> None:
        """Once through all waiting leads; again in a while, when the campaign has an order of its own."""
        began, keys, moved = time.monotonic(), sorting.by_lead(sorting.read(self.campaign.sort)), 0
        if self.campaign.is_running or self.done_at is None:
            moved = self._put_in_order(keys)
        spent = timedelta(seconds=time.monotonic() - began)
        with self.fenced():
            self._write(done_at=clock.now(), moved=moved)
            if keys:
                self.again_at(clock.now() + max(AGAIN, SHARE * spent))
            else:
                self.finish()

    def _put_in_order(self, keys: Sequence[sorting.Key]) -> int:
        ids, ranks = self._wanted(keys)
        changes = renumbered(ranks) if keys else {place: 0 for place, rank in enumerate(ranks) if rank}
        told = [(ids[place], rank) for place, rank in sorted(changes.items())]
        for start in range(0, len(told), CHUNK):
            self._write_ranks(told[start : start + CHUNK])
        return len(told)

    def _wanted(self, keys: Sequence[sorting.Key]) -> tuple[list[int], list[int]]:
        """(ids, ranks as they are now) of the waiting passes, in the order wanted."""
        order, told = sorting.order_by(keys)
        with connection.cursor() as cursor:
            facts = {**told, "campaign": self.campaign_id, "callable": CALLABLE}
            cursor.execute(WANTED.format(order=order), facts)
            ids, ranks = cursor.fetchone()
        return ids or [], ranks or []

    def _write_ranks(self, told: Sequence[tuple[int, int]]) -> None:
        """What a setter is about to take is left for the next time."""
        with self.fenced(), connection.cursor() as cursor:
            cursor.execute(WRITE, {"ids": [pk for pk, _rank in told], "ranks": [rank for _pk, rank in told]})
