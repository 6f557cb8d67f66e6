"""Whose turn is it: callbacks due (mine, then anyone's), hot leads, retries due, new ones. And the claim.

The claim is one statement. Of every branch (campaign, window class open now, group) it reads the first few rows of the
index `queue`, merges these heads, and takes the first that nobody else is taking (SKIP LOCKED). Its cost depends on the
number of branches, not of leads. Which classes are open is reckoned in Python once a minute.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import rules
from calls.gate import AT_MAXIMUM, Answer, asked, may_call, where
from calls.models.callback import GRACE, Callback
from leads.models import LEASE, Activity, Campaign, Enrollment, HandOff, WindowClass
from leads.states import CALLABLE, Stage
from office import clock, isolation
from office.models import Client, Refused

if TYPE_CHECKING:
    from office.models import User

TRIES = 25  # leads that one claim may find barred before it gives up
SKIP_REASONS = (
    ("known", _("I know this person")),
    ("language", _("I do not speak their language")),
    ("research", _("I must look something up first")),
    ("other", _("Another reason")),
)
SKIPPED = timedelta(hours=1)  # how long a lead that was passed over stays away
HEADS = 16  # rows read of each branch: as many setters may claim in the same instant without passing one another by
SAME_NUMBER = "one_claim_a_number"

WAITING = "e.ended_at IS NULL AND e.claimed_by_id IS NULL AND e.next_number <> '' AND e.stage IN ({})".format(
    ", ".join(f"'{stage.value}'" for stage in CALLABLE)
)
# Asked of the locked row itself: a colleague may have called it and put it off since the heads were read.
STILL_DUE = "e.call_after <= %(now)s AND (e.reserved_for_id IS NULL OR e.reserved_for_id = %(setter)s)"
ORDER = "place, call_after, rank, id"
BRANCH = f"""
    SELECT h.id, g.place, h.call_after, h.rank FROM pair CROSS JOIN (VALUES {{groups}}) g (place, priority)
    CROSS JOIN LATERAL (
        SELECT e.id, e.call_after, e.rank FROM leads_enrollment e
        WHERE e.campaign_id = pair.campaign_id AND e.window_class_id = pair.window_class_id
        AND e.priority = g.priority AND e.reserved_for_id {{reserved}} AND e.call_after <= %(now)s AND {WAITING}
        AND e.next_number <> ALL (%(taken)s::varchar[])
        ORDER BY e.reserved_for_id, e.call_after, e.rank, e.id LIMIT {HEADS}) h"""  # noqa: S608
MINE = BRANCH.format(groups="(1, 20)", reserved="= %(setter)s")
ANYONES = BRANCH.format(groups="(2, 20), (3, 30), (4, 40), (5, 50)", reserved="IS NULL")
MERGED = f"""
    WITH pair (campaign_id, window_class_id) AS (SELECT unnest(%(campaigns)s::bigint[]), unnest(%(classes)s::bigint[])),
    head AS (SELECT * FROM ({MINE} UNION ALL {ANYONES}) merged ORDER BY {ORDER} LIMIT {2 * HEADS})"""  # noqa: S608
AHEAD = f"{MERGED} SELECT id FROM head ORDER BY {ORDER} LIMIT %(most)s"  # noqa: S608
CLAIM = f"""{MERGED}
    UPDATE leads_enrollment SET claimed_by_id = %(setter)s, claimed_at = %(now)s, claimed_until = %(until)s
    WHERE id = (SELECT e.id FROM head JOIN leads_enrollment e ON e.id = head.id WHERE {WAITING} AND {STILL_DUE}
        ORDER BY head.place, head.call_after, head.rank, head.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED)
    RETURNING id"""  # noqa: S608
PAIRS = f"""
    WITH RECURSIVE pair (campaign_id, window_class_id) AS (
        (SELECT e.campaign_id, e.window_class_id FROM leads_enrollment e WHERE {WAITING}
            AND e.campaign_id = ANY (%(campaigns)s) ORDER BY 1, 2 LIMIT 1)
        UNION ALL
        SELECT n.campaign_id, n.window_class_id FROM pair CROSS JOIN LATERAL (
            SELECT e.campaign_id, e.window_class_id FROM leads_enrollment e WHERE {WAITING}
            AND e.campaign_id = ANY (%(campaigns)s)
            AND (e.campaign_id, e.window_class_id) > (pair.campaign_id, pair.window_class_id)
            ORDER BY 1, 2 LIMIT 1) n)
    SELECT campaign_id, window_class_id FROM pair"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Branches:
    """Where leads wait that may be called this minute: campaigns and window classes, pair by pair."""

    minute: datetime
    campaigns: tuple[int, ...]
    classes: tuple[int, ...]

    @classmethod
    def reckon(cls, setter: "User", now: datetime) -> "Branches":
        """Walk the queue's index from pair to pair, and keep those whose class is open at the moment."""
        running = list(Campaign.objects.visible_to(setter).running().values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(PAIRS, {"campaigns": running})
            pairs = cursor.fetchall()
        opened = open_classes({pair[1] for pair in pairs}, now)
        kept = [pair for pair in pairs if pair[1] in opened]
        return cls(_minute(now), tuple(p[0] for p in kept), tuple(p[1] for p in kept))


_known: dict[tuple[int, ...], Branches] = {}  # by the clients that a setter works for; one minute old at most


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def open_classes(classes: set[int], now: datetime) -> set[int]:
    """Which of these window classes may be called at a moment."""
    stored = WindowClass.objects.in_bulk(classes)
    return {pk for pk, window in stored.items() if rules.judge(where(window), now, rules.load()).allowed}


def branches(setter: "User", now: datetime, *, fresh: bool = False) -> Branches:
    """The branches of a setter's campaigns, remembered for the minute."""
    clients = setter.clients_in_view
    known = _known.get(clients)
    if fresh or known is None or known.minute != _minute(now):
        known = _known[clients] = Branches.reckon(setter, now)
    return known


def _ask(statement: str, setter: "User", now: datetime, at: Branches, **more: Any) -> list[int]:
    where_and_when: dict[str, Any] = {
        "campaigns": list(at.campaigns),
        "classes": list(at.classes),
        "setter": setter.pk,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**where_and_when, "until": now + LEASE, "taken": [], **more})
        return [row[0] for row in cursor.fetchall()]


def ahead(setter: "User", *, most: int = 10) -> list[Enrollment]:
    """Who comes next, in order; nobody is claimed."""
    now = clock.now()
    ids = _ask(AHEAD, setter, now, branches(setter, now), most=most)
    found = Enrollment.objects.with_story().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def claim(setter: "User") -> Enrollment | None:
    """The lead this setter holds, else the first that may be called now, with its claim; None when there is none."""
    held = Enrollment.objects.with_story().claimed_by(setter).first()
    return held or claim_next(setter)


def claim_next(setter: "User") -> Enrollment | None:
    """Take the first lead that may be called now; for a setter who holds none."""
    now = clock.now()
    for _tried in range(TRIES):
        pk = _take(setter, now)
        if pk is None:
            return None
        enrollment = asked(now).get(pk=pk)
        answer = may_call(enrollment, now)
        if answer.allowed:
            return enrollment
        _set_aside(enrollment, answer)
    return None


def _take(setter: "User", now: datetime) -> int | None:
    """Claim by the known branches; when they are empty, by those of this very moment."""
    pk = _try(setter, now, branches(setter, now))
    return pk or _try(setter, now, branches(setter, now, fresh=True))


def _try(setter: "User", now: datetime, at: Branches) -> int | None:
    """Claim one lead. A number that a colleague holds is passed over; a claim of another tab of mine is shared."""
    taken: list[str] = []
    while True:
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                return next(iter(_ask(CLAIM, setter, now, at, taken=taken)), None)
        except IntegrityError as error:
            if SAME_NUMBER not in str(error):
                return Enrollment.objects.claimed_by(setter).values_list("pk", flat=True).first()
        first = Enrollment.objects.in_bulk(_ask(AHEAD, setter, now, at, taken=taken, most=1))
        if not first:
            return None
        taken.extend(found.next_number for found in first.values())


def _set_aside(enrollment: Enrollment, answer: Answer) -> None:
    """What was claimed may not be called after all: out of the queue, or not before its hour."""
    if answer.not_before:
        enrollment.stand_aside(until=answer.not_before)
    elif AT_MAXIMUM in answer.rule_ids:
        HandOff.give_back(
            enrollment, stage=Stage.EXHAUSTED, reason=HandOff.Reason.PERMANENT, by=None, label=_t("Not reached")
        )
    else:
        enrollment.leave_queue()


def take(enrollment: Enrollment, *, by: "User") -> Enrollment:
    """Claim one lead out of turn: a callback from the list. What was offered before goes back to the queue."""
    with transaction.atomic():
        found = Enrollment.objects.locked(enrollment.pk)
        if found.claimed_by_id == by.pk and found.claimed_until is None:
            return found  # dialled already: the outcome is owed, no lease may end that
        answer = may_call(found, clock.now())
        if not answer.allowed:
            raise Refused(answer.sentence)
        Enrollment.objects.claimed_by(by).offered().released()
        found.hold(by)
    return found


def skip(enrollment: Enrollment, *, by: "User", reason: str) -> None:
    """Pass a lead over before it is dialled: it comes back in an hour, and the skip is counted."""
    with transaction.atomic():
        found = Enrollment.objects.locked(enrollment.pk)
        if found.claimed_by_id != by.pk or found.claimed_until is None:
            raise Refused(_t("This call was dialled: say how it came out."))
        found.stand_aside(until=clock.now() + SKIPPED)
        found.lead.record(Activity.Kind.SKIPPED, by=by, reason=reason)


def beat(setter: "User") -> bool:
    """Keep the setter's lease alive; False when nothing is held any more."""
    mine = Enrollment.objects.claimed_by(setter)
    return bool(mine.renewed(clock.now())) or mine.exists()


def release_lapsed() -> int:
    """The sweep: give back what was offered and never dialled, and let anyone keep the promises that are late."""
    now = clock.now()
    with isolation.seeing(Client.objects.values_list("pk", flat=True)):
        for callback in Callback.objects.late(now):
            callback.open_to_all()
        Enrollment.objects.waiting_in_vain(now - GRACE).opened_to_all()
        return Enrollment.objects.lapsed(now).released()
