"""Where the queue looks: its groups in their order, and the branches (campaign, window class, group) that it reads.

A branch is a piece of the index `queue` whose first rows are its next leads. Which branches there are, and which window
classes are open, is reckoned in Python once a minute.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection

from calls import rules
from calls.facts import Extract, law, registers
from calls.gate import where, without_register
from leads import sorting
from leads.models import Campaign, Pace, Priority, WindowClass
from leads.states import CALLABLE, Stage

if TYPE_CHECKING:
    from office.models import User

WAITING = """e.ended_at IS NULL AND e.claimed_by_id IS NULL AND e.next_number <> ''
    AND (e.stage IN ({}) OR (e.stage IN ('{}') AND e.priority = {}))""".format(
    ", ".join(f"'{stage.value}'" for stage in CALLABLE), Stage.APPOINTMENT_SET.value, Priority.CONFIRM.value
)
PIECES = f"""
    WITH RECURSIVE piece (campaign_id, window_class_id, priority) AS (
        (SELECT e.campaign_id, e.window_class_id, e.priority FROM leads_enrollment e WHERE {WAITING}
            AND e.campaign_id = ANY (%(campaigns)s) ORDER BY 1, 2, 3 LIMIT 1)
        UNION ALL
        SELECT n.campaign_id, n.window_class_id, n.priority FROM piece CROSS JOIN LATERAL (
            SELECT e.campaign_id, e.window_class_id, e.priority FROM leads_enrollment e WHERE {WAITING}
            AND e.campaign_id = ANY (%(campaigns)s) AND (e.campaign_id, e.window_class_id, e.priority)
                > (piece.campaign_id, piece.window_class_id, piece.priority)
            ORDER BY 1, 2, 3 LIMIT 1) n)
    SELECT campaign_id, window_class_id, priority FROM piece"""  # noqa: S608
HOT_FOR = 15  # minutes in which a hot lead is fresh, where the campaign sets no target of its own
FOR_EVER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the queue: its place (4-calling, Whose turn is it), and which leads stand in it.

    `mine`: those kept for the setter who asks; else those kept for nobody. `always`: asked at every claim, also where
    the last walk found none. `shared`: campaigns take turns by their weights.
    """

    place: int
    priority: int
    mine: bool = False
    always: bool = True
    shared: bool = False


GROUPS = (
    Group(20, Priority.CALLBACK, mine=True),
    Group(21, Priority.CALLBACK),
    Group(22, Priority.FREED, mine=True, always=False),
    Group(23, Priority.FREED, always=False),
    Group(25, Priority.CONFIRM, mine=True, always=False),
    Group(26, Priority.CONFIRM, always=False),
    Group(30, Priority.HOT),
    Group(40, Priority.RETRY, shared=True),
    Group(50, Priority.NEW, shared=True),
    Group(60, Priority.VAGUE, mine=True, always=False),
    Group(61, Priority.VAGUE, always=False, shared=True),
    Group(70, Priority.REST, always=False, shared=True),
)
HOT_PLACE, NEW_PLACE = 30, 50
Branch = tuple[int, int, int, int, bool, bool, int, int]
Piece = tuple[int, int, int]
Pair = tuple[int, int]


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Ground:
    """A campaign's place: its window class as the rules know it, for the people whom the campaign calls, the rules
    that hold for its client, and the registers that the house has."""

    place: rules.WindowClass
    laws: rules.Book
    registers: tuple[Extract, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Inside the hours, and no register is missing or too old."""
        return rules.judge(self.place, at, self.laws).allowed and not self.lacks_register(at)

    def lacks_register(self, at: datetime) -> bool:
        return any(without_register(self.place, at, self.laws, self.registers))

    @property
    def asks_consent(self) -> bool:
        """Some may be called there only on a ground that is on record."""
        return rules.asks_consent(self.place, self.laws)

    def shuts_at(self, at: datetime) -> datetime | None:
        """When the hours end; None where they are over."""
        return rules.open_until(self.place, at, self.laws)

    def closes(self, at: datetime) -> int:
        """The same in seconds; 0 where it is shut."""
        shuts = self.shuts_at(at)
        return int(shuts.timestamp()) if shuts else 0


@dataclass(frozen=True)
class Branches:
    """Where leads wait that may be called this minute, a column for each thing that is told of a branch."""

    minute: datetime
    rows: tuple[Branch, ...]

    @classmethod
    def reckon(cls, campaigns: Iterable[Campaign], now: datetime) -> "Branches":
        """Walk the queue's index from piece to piece, and keep those whose class is open at the moment."""
        running = {campaign.pk: campaign for campaign in campaigns}
        pieces = _pieces(list(running))
        paces = {pace.campaign_id: pace.target for pace in Pace.objects.of_campaigns(list(running))}
        found = grounds_of({piece[:2] for piece in pieces}, running)
        grounds = {pair: ground for pair, ground in found.items() if ground.is_open(now)}
        rows: list[Branch] = []
        for campaign, pk in sorted(grounds):
            ground = grounds[campaign, pk]
            closes = ground.closes(now) if sorting.by_place(sorting.read(running[campaign].sort)) else 0
            fresh = _fresh_for(paces.get(campaign) or HOT_FOR, ground, now)
            for group in GROUPS:
                if group.always or (campaign, pk, group.priority) in pieces:
                    told = (group.place, group.priority, group.mine, group.shared)
                    rows.append((campaign, pk, *told, closes if group.place >= HOT_PLACE else 0, fresh))
        return cls(minute(now), tuple(rows))

    @cached_property
    def columns(self) -> dict[str, list[Any]]:
        """As the statements take them."""
        names = ("campaigns", "classes", "places", "priorities", "mine", "shared", "closes", "fresh")
        return {name: [row[n] for row in self.rows] for n, name in enumerate(names)}


def _pieces(campaigns: list[int]) -> set[Piece]:
    with connection.cursor() as cursor:
        cursor.execute(PIECES, {"campaigns": campaigns})
        return {(row[0], row[1], row[2]) for row in cursor.fetchall()}


def grounds_of(pairs: Collection[Pair], campaigns: Mapping[int, Campaign]) -> dict[Pair, Ground]:
    """The ground of each (campaign id, window class id)."""
    windows = WindowClass.objects.in_bulk({window for _campaign, window in pairs})
    laws, known = law({campaign.client_id for campaign in campaigns.values()}), registers()
    return {
        (pk, window): Ground(where(windows[window], campaigns[pk]), laws[campaigns[pk].client_id], known)
        for pk, window in pairs
    }


def _fresh_for(minutes: int, ground: Ground, now: datetime) -> int:
    """How many minutes a hot lead stays ahead: a night in which nobody may call does not count."""
    return minutes if ground.is_open(now - timedelta(minutes=minutes)) else FOR_EVER


_known: dict[tuple[int, ...], Branches] = {}  # by the clients that a setter works for; one minute old at most


def branches(setter: "User", now: datetime, *, fresh: bool = False) -> Branches:
    """The branches of a setter's campaigns, remembered for the minute."""
    clients = setter.clients_in_view
    known = _known.get(clients)
    if fresh or known is None or known.minute != minute(now):
        running = Campaign.objects.visible_to(setter).running()
        known = _known[clients] = Branches.reckon(running, now)
    return known
