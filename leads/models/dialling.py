"""Which number of a lead may be dialled: asked of the database here, and nowhere else in another way.

A number may not while a suppression in force names it, the lead's address, the domain of that address or the lead's
company; nor while it stands in a register's extract in force. The rows of the clients in view are seen and changed.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from leads.barred import COMPANY

FORBIDDEN = f"""EXISTS (
    SELECT FROM leads_suppression s
    WHERE s.value IN (p.number, lower(l.email), substr(lower(l.email), strpos(l.email, '@')),
                      '{COMPANY}' || c.sort_name)
    AND (s.client_id = p.client_id OR s.client_id IS NULL)
    AND s.lifted_at IS NULL AND (s.until IS NULL OR s.until > %(now)s))"""
REGISTERED = """EXISTS (
    SELECT FROM leads_registernumber n JOIN leads_registerextract x ON x.id = n.extract_id
    WHERE n.number = p.number AND x.in_force)"""
FIRST = f"""
    SELECT p.number FROM leads_leadphone p
    JOIN leads_lead l ON l.client_id = p.client_id AND l.id = p.lead_id
    LEFT JOIN leads_company c ON c.client_id = l.client_id AND c.id = l.company_id
    WHERE p.client_id = {{client}} AND p.lead_id = {{lead}} AND NOT p.is_wrong
    AND NOT {FORBIDDEN} AND NOT {REGISTERED}
    ORDER BY p.number = {{present}} DESC, p.position, p.id LIMIT 1"""  # noqa: S608
OF_LEAD = FIRST.format(client="%(client)s", lead="%(lead)s", present="''")
OF_PASS = FIRST.format(client="e.client_id", lead="e.lead_id", present="e.next_number")
REQUEUE = f"""
    WITH concerned (client_id, lead_id) AS ({{concerned}}), due AS MATERIALIZED (
        SELECT e.id, e.client_id, e.lead_id, e.next_number FROM leads_enrollment e
        WHERE e.ended_at IS NULL AND e.claimed_by_id IS NULL
        AND (e.client_id, e.lead_id) IN (SELECT client_id, lead_id FROM concerned)
        ORDER BY e.id FOR UPDATE OF e
    ), chosen AS (
        SELECT e.id, COALESCE(({OF_PASS}), '') AS number FROM due e
    ), moved AS (
        UPDATE leads_enrollment e SET next_number = chosen.number FROM chosen
        WHERE e.id = chosen.id AND e.next_number <> chosen.number RETURNING e.client_id, e.lead_id
    )
    {{outcome}}"""  # noqa: S608
TELL = """INSERT INTO leads_activity (client_id, lead_id, kind, at, by_id, details)
    SELECT client_id, lead_id, %(kind)s, %(now)s, %(by)s, %(details)s::jsonb FROM {told}"""
COUNT = "SELECT FROM moved"
KEYS = {  # the leads that a suppression's value concerns, by its kind
    "numbers": "SELECT p.client_id, p.lead_id FROM leads_leadphone p WHERE p.number = ANY (%(numbers)s::varchar[])",
    "addresses": "SELECT p.client_id, p.id FROM leads_lead p WHERE p.email = ANY (%(addresses)s::varchar[])",
    "domains": "SELECT p.client_id, p.id FROM leads_lead p WHERE p.email <> ''"
    " AND substr(lower(p.email), strpos(p.email, '@')) = ANY (%(domains)s::varchar[])",
    "companies": "SELECT p.client_id, p.id FROM leads_lead p JOIN leads_company c ON c.client_id = p.client_id"
    " AND c.id = p.company_id WHERE %(company)s || c.sort_name = ANY (%(companies)s::varchar[])",
}


def first_number(client: int, lead: int, at: datetime) -> str:
    """The first number of a lead that may be dialled at a moment; empty when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(OF_LEAD, {"client": client, "lead": lead, "now": at})
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def concerned(values: Iterable[str], clients: Iterable[int]) -> tuple[str, dict[str, Any]]:
    """(SQL of the leads, its parameters) that these suppressions' values concern, among the leads of some clients."""
    by_kind: dict[str, list[str]] = {}
    for value in values:
        by_kind.setdefault(_kind(value), []).append(value)
    wanted = " UNION ".join(f"{KEYS[kind]} AND p.client_id = ANY (%(clients)s::bigint[])" for kind in by_kind)
    nobody = "SELECT NULL::bigint, NULL::bigint WHERE false"
    return wanted or nobody, {**by_kind, "company": COMPANY, "clients": list(clients)}


def requeue(leads: str, facts: dict[str, Any], *, at: datetime, told: dict[str, Any] | None = None) -> int:
    """Give the waiting passes of these leads the number that may be dialled now: the present one while it may be, else
    the first, else none. `told`: what the timeline says of those that changed ({"kind", "by", "details"}).
    Returns how many changed. A claimed pass is left alone: the gate is asked again at its dial."""
    outcome = TELL.format(told="moved") if told else COUNT
    return _run(REQUEUE.format(concerned=leads, outcome=outcome), facts, at, told)


def tell(leads: str, facts: dict[str, Any], *, at: datetime, told: dict[str, Any]) -> int:
    """Write a line into the timeline of each of these leads."""
    told_to = f"({leads}) AS told (client_id, lead_id)"
    return _run(TELL.format(told=told_to), facts, at, told)


def _run(statement: str, facts: dict[str, Any], at: datetime, told: dict[str, Any] | None) -> int:
    line = {**told, "details": json.dumps(told["details"])} if told else {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**facts, **line, "now": at})
        return int(cursor.rowcount)


def _kind(value: str) -> str:
    if value.startswith(COMPANY):
        return "companies"
    if value.startswith("@"):
        return "domains"
    return "addresses" if "@" in value else "numbers"
