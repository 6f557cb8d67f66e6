"""What falls due takes its place in the campaign's own order; a hot lead that waited too long takes its normal one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from calls.branches import WAITING, Branches
from leads import sorting
from leads.models import ANY_TIME, Campaign, Priority
from office import clock, isolation
from office.models import Client

MOST = 2_000  # of each branch at a time
OF_BRANCH = f"""
    SELECT h.id FROM unnest(%(campaigns)s::bigint[], %(classes)s::bigint[], %(priorities)s::int[], %(fresh)s::int[])
        b (campaign_id, window_class_id, priority, fresh)
    CROSS JOIN LATERAL (
        SELECT e.id FROM leads_enrollment e
        WHERE e.campaign_id = b.campaign_id AND e.window_class_id = b.window_class_id AND e.priority = b.priority
        AND e.reserved_for_id IS NULL AND e.call_after <= %(now)s AND {WAITING} AND {{due}}
        ORDER BY e.reserved_for_id, e.call_after, e.rank, e.id LIMIT {MOST} FOR UPDATE SKIP LOCKED) h"""  # noqa: S608
DUE = OF_BRANCH.format(due="e.call_after > %(any_time)s")
AGED = OF_BRANCH.format(due="GREATEST(e.call_after, e.began_at) <= %(now)s - make_interval(mins => b.fresh)")
RIPEN = f"""
    UPDATE leads_enrollment SET due_since = call_after, call_after = %(any_time)s WHERE id IN ({DUE})"""  # noqa: S608
COOL = f"""
    UPDATE leads_enrollment SET call_after = %(any_time)s, due_since = NULL,
        priority = CASE WHEN attempts = 0 THEN {Priority.NEW.value} ELSE {Priority.RETRY.value} END
    WHERE id IN ({AGED})"""  # noqa: S608
RIPENING = (Priority.NEW, Priority.REST)  # and retries, where the campaign has an order of its own


def ripen() -> int:
    """The sweep: returns how many leads took another place."""
    now = clock.now()
    with isolation.seeing(Client.objects.values_list("pk", flat=True)):
        running = {campaign.pk: campaign for campaign in Campaign.objects.running()}
        rows = [row for row in Branches.reckon(running.values(), now).rows if not row[4]]
        ordered = {pk for pk, campaign in running.items() if sorting.by_lead(sorting.read(campaign.sort))}
        due = [row for row in rows if row[3] in RIPENING or (row[3] == Priority.RETRY and row[0] in ordered)]
        return _move(RIPEN, due, now) + _move(COOL, [row for row in rows if row[3] == Priority.HOT], now)


def _move(statement: str, rows: Sequence[tuple[int, ...]], now: datetime) -> int:
    columns = {"campaigns": [row[0] for row in rows], "classes": [row[1] for row in rows]}
    columns |= {"priorities": [row[3] for row in rows], "fresh": [row[7] for row in rows]}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**columns, "now": now, "any_time": ANY_TIME})
        return int(cursor.rowcount)
