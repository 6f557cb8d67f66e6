"""Whose turn is it: callbacks due (mine, then anyone's), hot leads, retries due, new ones. And the claim.

The claim is one statement. Of every branch (campaign, window class open now, group) it reads the first few rows of the
index `queue`, merges these heads, and takes the first that nobody else is taking (SKIP LOCKED). Its cost depends on the
number of branches, not of leads. Which classes are open is reckoned in Python once a minute.
"""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _t

from calls.branches import HOT_PLACE, NEW_PLACE, WAITING, Branches, branches
from calls.gate import AT_MAXIMUM, Answer, asked_of, asks_consent, may_call
from calls.models.briefing import Briefing
from calls.models.callback import sweep_late
from calls.models.presence import Presence
from calls.models.skip import Skip
from leads.models import LEASE, Activity, Campaign, Enrollment, HandOff
from leads.states import Stage
from office import clock, isolation
from office.models import Client, Refused, Statement

if TYPE_CHECKING:
    from office.models import User

TRIES = 25  # leads that one claim may find barred before it gives up
SKIP_REASONS = tuple(Skip.Reason.choices)
LACKING = timedelta(hours=1)  # how long a lead stays away that lacks something which may be mended at any time
SKIPPED = timedelta(hours=1)  # how long a lead that was passed over stays away
HEADS = 16  # rows read of each branch: as many setters may claim in the same instant without passing one another by
SAME_NUMBER = "one_claim_a_number"

# Asked of the locked row itself: a colleague may have called it and put it off since the heads were read.
STILL_DUE = "e.call_after <= %(now)s AND (e.reserved_for_id IS NULL OR e.reserved_for_id = %(setter)s)"
# A lead that said no to this setter in person, in this pass or an earlier one, is a colleague's.
WILLING = "%(setter)s <> ALL (e.refused_by)"
ORDER = "place, turn, closes, call_after, rank, id"
# Not the campaigns of clients whose current briefing this setter has not read, and nobody's while on a pause.
BRIEFED = """AND NOT EXISTS (SELECT FROM calls_briefing t WHERE t.client_id = c.client_id AND t.is_current
            AND NOT EXISTS (SELECT FROM calls_briefingread r
                WHERE r.client_id = t.client_id AND r.briefing_id = t.id AND r.person_id = %(setter)s))"""
AT_WORK = """NOT EXISTS (SELECT FROM calls_presence p
        WHERE p.person_id = %(setter)s AND p.ended_at IS NULL AND p.state = 'paused')"""
# Each branch with the setter's share of its campaign: how often its turn came today, by its weight.
BRANCHES = """
    branch AS MATERIALIZED (
        SELECT b.*, CASE WHEN b.shared AND s.weight > 0 THEN 1.0 / s.weight ELSE 0 END AS step,
            CASE WHEN s.given_on = %(today)s THEN s.given ELSE 0 END AS given
        FROM unnest(%(campaigns)s::bigint[], %(classes)s::bigint[], %(places)s::int[], %(priorities)s::int[],
                %(mine)s::bool[], %(shared)s::bool[], %(closes)s::bigint[], %(fresh)s::int[])
            b (campaign_id, window_class_id, place, priority, mine, shared, closes, fresh)
        JOIN leads_campaign c ON c.id = b.campaign_id AND c.is_running
        LEFT JOIN calls_share s ON s.setter_id = %(setter)s AND s.campaign_id = b.campaign_id
        WHERE s.weight IS DISTINCT FROM 0 {briefed})"""
# A hot lead that waited too long stands among those that were never called.
HEAD = f"""
    SELECT h.id, b.campaign_id, b.step, b.closes, h.call_after, h.rank, (b.given + 1) * b.step AS turn,
        CASE WHEN b.place = {HOT_PLACE} AND h.hot_since <= %(now)s - make_interval(mins => b.fresh)
            THEN {NEW_PLACE} ELSE b.place END AS place
    FROM branch b CROSS JOIN LATERAL (
        SELECT e.id, e.call_after, e.rank, GREATEST(e.call_after, e.began_at) AS hot_since FROM leads_enrollment e
        WHERE e.campaign_id = b.campaign_id AND e.window_class_id = b.window_class_id
        AND e.priority = b.priority AND e.reserved_for_id {{reserved}} AND e.call_after <= %(now)s AND {WAITING}
        AND {WILLING} AND e.next_number <> ALL (%(taken)s::varchar[])
        ORDER BY {{first}}e.call_after, e.rank, e.id LIMIT %(heads)s) h WHERE {{whose}}"""  # noqa: S608
MINE = HEAD.format(reserved="= %(setter)s", first="e.reserved_for_id, ", whose="b.mine")
ANYONES = HEAD.format(reserved="IS NULL", first="e.reserved_for_id, ", whose="NOT b.mine")
PERSONAL = HEAD.format(reserved="IS NOT NULL", first="", whose="b.mine")
EVERY = f"WITH {BRANCHES.format(briefed=BRIEFED)}, every AS ({MINE} UNION ALL {ANYONES})"
# Campaigns alternate as they would when each lead was given: the turn goes up by a step at each.
AHEAD = """
    SELECT id FROM (SELECT every.*, step * (row_number() OVER (
            PARTITION BY place, campaign_id ORDER BY closes, call_after, rank, id) - 1) AS further FROM every) n
    ORDER BY place, turn + further, closes, call_after, rank, id LIMIT %(most)s"""
NEXT = f"{EVERY} {AHEAD}"
LIVE = f"WITH {BRANCHES.format(briefed='')}, every AS ({PERSONAL} UNION ALL {ANYONES}) {AHEAD}"
CLAIM = f"""{EVERY}, head AS (SELECT * FROM every ORDER BY {ORDER} LIMIT {2 * HEADS}),
    taken AS (
        UPDATE leads_enrollment SET claimed_by_id = %(setter)s, claimed_at = %(now)s, claimed_until = %(until)s,
            noticed_at = COALESCE(noticed_at, %(now)s)
        WHERE id = (SELECT e.id FROM head JOIN leads_enrollment e ON e.id = head.id
            WHERE {WAITING} AND {STILL_DUE} AND {WILLING} AND {AT_WORK}
            ORDER BY head.place, head.turn, head.closes, head.call_after, head.rank, head.id
            LIMIT 1 FOR UPDATE OF e SKIP LOCKED)
        RETURNING id, campaign_id),
    counted AS (
        UPDATE calls_share s SET given = CASE WHEN given_on = %(today)s THEN given + 1 ELSE 1 END, given_on = %(today)s
        FROM taken WHERE s.setter_id = %(setter)s AND s.campaign_id = taken.campaign_id)
    SELECT id FROM taken"""  # noqa: S608
CLAIMING = Statement(
    CLAIM,
    campaigns="bigint[]", classes="bigint[]", places="int[]", priorities="int[]", mine="bool[]", shared="bool[]",
    closes="bigint[]", fresh="int[]", setter="bigint", now="timestamptz", today="date", until="timestamptz",
    taken="varchar[]", heads="int",
)  # fmt: skip


def facts(setter: "User", now: datetime, at: Branches, **more: Any) -> dict[str, Any]:
    """What the statements are asked with; the setter's day is counted on the setter's clock."""
    own = {"setter": setter.pk, "now": now, "today": now.astimezone(ZoneInfo(setter.zone)).date()}
    return {**at.columns, **own, "until": now + LEASE, "taken": [], "heads": HEADS, **more}


def _ask(statement: str | Statement, setter: "User", now: datetime, at: Branches, **more: Any) -> list[int]:
    asked = facts(setter, now, at, **more)
    with connection.cursor() as cursor:
        if isinstance(statement, Statement):
            statement.execute(cursor, asked)
        else:
            cursor.execute(statement, asked)
        return [row[0] for row in cursor.fetchall()]


def ahead(setter: "User", *, most: int = 10) -> list[Enrollment]:
    """Who comes next, in order; nobody is claimed."""
    now = clock.now()
    return _in_order(_ask(NEXT, setter, now, branches(setter, now), most=most))


def live(reader: "User", campaign: Campaign, *, most: int = 50) -> list[Enrollment]:
    """A campaign's queue as it stands, for anyone; promises that one setter keeps among them, at their places."""
    now = clock.now()
    return _in_order(_ask(LIVE, reader, now, Branches.reckon([campaign], now), most=most, heads=most))


def _in_order(ids: list[int]) -> list[Enrollment]:
    found = Enrollment.objects.with_story().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def claim(setter: "User") -> Enrollment | None:
    """The lead this setter holds, its lease renewed, else the first that may be called now, with its claim; None when
    there is none."""
    held = Enrollment.objects.held_by(setter)
    if held and held.claimed_until and not beat(setter, showing=held.pk):
        held = None  # its lease had run out, and the sweep gave it back just now
    return held or claim_next(setter)


def claim_next(setter: "User") -> Enrollment | None:
    """Take the first lead that may be called now; for a setter who holds none."""
    now = clock.now()
    for _tried in range(TRIES):
        pk = _take(setter, now)
        if pk is None:
            return None
        enrollment = asked_of(pk, now)
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
                return next(iter(_ask(CLAIMING, setter, now, at, taken=taken)), None)
        except IntegrityError as error:
            if SAME_NUMBER not in str(error):
                return Enrollment.objects.claimed_by(setter).values_list("pk", flat=True).first()
        first = Enrollment.objects.in_bulk(_ask(NEXT, setter, now, at, taken=taken, most=1))
        if not first:
            return None
        taken.extend(found.next_number for found in first.values())


def _set_aside(enrollment: Enrollment, answer: Answer) -> None:
    """What was claimed may not be called after all: out of the queue, or not before its hour."""
    if answer.not_before:
        enrollment.stand_aside(until=answer.not_before)
    elif AT_MAXIMUM in answer.rule_ids:
        label, for_good = _t("Not reached"), HandOff.Reason.PERMANENT
        HandOff.give_back(enrollment, stage=Stage.EXHAUSTED, reason=for_good, by=None, label=label, code="not-reached")
    else:
        _without_time(enrollment)


def _without_time(enrollment: Enrollment) -> None:
    """No moment can be told at which it may be called: on to the lead's other number. Where it is not the number that
    bars it (a consent is lacking), it stands aside for a while, and with it all who wait beside it for want of one, so
    that nobody who may be called waits behind them."""
    now, other = clock.now(), enrollment.lead.number_to_call
    if other != enrollment.next_number:
        enrollment.leave_queue(instead=other)
        return
    enrollment.stand_aside(until=now + LACKING)
    if asks_consent(enrollment):
        with transaction.atomic():
            Enrollment.objects.put_off_groundless(enrollment, now, until=now + LACKING)


def take(enrollment: Enrollment, *, by: "User") -> Enrollment:
    """Claim one lead out of turn: a callback from the list. What was offered before goes back to the queue."""
    with transaction.atomic():
        found = Enrollment.objects.locked(enrollment.pk)
        if found.claimed_by_id == by.pk and found.claimed_until is None:
            return found  # dialled already: the outcome is owed, no lease may end that
        if not found.campaign.is_running:
            raise Refused(_t("The campaign “%(name)s” stands still.") % {"name": found.campaign})
        if by.pk in found.refused_by:
            raise Refused(_t("This lead said no to you before: a colleague calls it."))
        Presence.must_be_on(by)
        Briefing.must_be_read(by, found.client_id)
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
        Skip.count(found, by=by, reason=reason)
        found.lead.record(Activity.Kind.SKIPPED, by=by, reason=reason)


def beat(setter: "User", *, showing: int | None = None) -> bool:
    """Keep the setter's lease alive; False when nothing is held any more, or another lead than the one shown."""
    mine = Enrollment.objects.claimed_by(setter)
    mine = mine.numbered([showing]) if showing else mine
    return bool(mine.renewed(clock.now())) or mine.exists()


def release_lapsed() -> int:
    """The sweep: give back what was offered and never dialled, and let anyone keep the promises that are late."""
    now = clock.now()
    with isolation.seeing(Client.objects.values_list("pk", flat=True)):
        sweep_late(now)
        Presence.close_silent()
        return Enrollment.objects.lapsed(now).released()
