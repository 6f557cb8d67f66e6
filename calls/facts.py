"""What the gate must know of a lead beside its hours: earlier calls, consent, registers, and which rules are in force.
One value of JSON, so that it rides along with the pass: asking costs no query of its own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from calls import rules
from calls.rules import Book, Dial, Ground

# A lead said no where somebody was spoken to and the outcome says so; a call was abandoned where the provider says that
# it was answered, and the setter that nobody was there. Of the calls that a lead made to us only its no counts.
DIALS = """(SELECT jsonb_agg(jsonb_build_object('at', c.started_at, 'number', c.number,
        'mine', c.lead_id = leads_enrollment.lead_id, 'ours', c.direction = 'outbound',
        'refused', c.outcome IN ('not_a_fit', 'not_now', 'do_not_call') AND c.reached IN ('somebody', 'decision_maker'),
        'abandoned', c.answered_at IS NOT NULL AND c.reached = 'nobody') ORDER BY c.started_at)
    FROM calls_callattempt c WHERE c.client_id = leads_enrollment.client_id
    AND (c.number = {number} OR c.lead_id = leads_enrollment.lead_id))"""
GROUNDS = """(SELECT jsonb_agg(jsonb_build_array(k.basis, k.given_at)) FROM leads_consent k
    WHERE k.client_id = leads_enrollment.client_id AND k.lead_id = leads_enrollment.lead_id
    AND k.withdrawn_at IS NULL)"""
CUSTOMER = """(SELECT u.won_at FROM leads_customer u
    WHERE u.client_id = leads_enrollment.client_id AND u.lead_id = leads_enrollment.lead_id)"""
REGISTERS = """(SELECT jsonb_agg(jsonb_build_object('slug', r.slug, 'name', r.name, 'country', r.country,
        'audience', r.audience, 'days', r.max_age_days, 'on', x.official_on) ORDER BY r.id)
    FROM leads_register r LEFT JOIN leads_registerextract x ON x.register_id = r.id AND x.in_force)"""
APPROVED = "(SELECT jsonb_agg(a.digest) FROM calls_ruleapproval a WHERE a.withdrawn_at IS NULL)"
OWN = """(SELECT jsonb_agg(jsonb_build_object('id', o.id, 'countries', o.countries, 'windows', o.windows,
        'per_day', o.per_day, 'per_30_days', o.per_30_days, 'silence', o.silence, 'reason', o.reason,
        'since', o.created_at::date, 'client', o.client_id) ORDER BY o.id)
    FROM calls_clientrule o WHERE o.client_id {of} AND o.ended_at IS NULL)"""
FACTS = (
    f"jsonb_build_object('dials', {DIALS}, 'grounds', {GROUNDS}, 'customer', {CUSTOMER}, 'registers', {REGISTERS},"
    f" 'approved', {APPROVED}, 'own', {OWN.format(of='= leads_enrollment.client_id')})"
)
LAW = f"SELECT {APPROVED}, {OWN.format(of='= ANY (%(clients)s)')}"


@dataclass(frozen=True, slots=True)
class Extract:
    """A register and the official date of its extract in force, if it has one."""

    slug: str
    name: str
    country: str
    audience: str
    days: int
    on: date | None

    def concerns(self, country: str, audience: str) -> bool:
        """Say whether a lead's number may stand in it."""
        return self.country == country and (self.audience in ("both", audience) or not audience)

    def is_fresh(self, days: int, at: datetime) -> bool:
        """Say whether it may be relied on: by its own age and by the rule's."""
        return self.on is not None and (at.date() - self.on).days <= min(days, self.days)


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, of one pass and one number. `book`: the rules in force for its client."""

    dials: tuple[Dial, ...]
    ground: Ground
    registers: tuple[Extract, ...]
    book: Book

    @classmethod
    def read(cls, told: dict[str, Any], number: str) -> "Facts":
        """As the database told them, of a number that is to be dialled."""
        grounds = tuple((basis, datetime.fromisoformat(at)) for basis, at in told["grounds"] or ())
        customer = told["customer"] and datetime.fromisoformat(told["customer"])
        return cls(
            dials=tuple(_dial(row, number) for row in told["dials"] or ()),
            ground=Ground(grounds, customer),
            registers=tuple(_extract(row) for row in told["registers"] or ()),
            book=book_of(told["approved"], told["own"]),
        )


def facts_about(number: str) -> RawSQL:
    """The annotation for passes; `number`: the one to be dialled, or empty for the next one of each."""
    if number:
        return RawSQL(FACTS.format(number="%s"), [number], JSONField())  # noqa: S611
    return RawSQL(FACTS.format(number="leads_enrollment.next_number"), [], JSONField())  # noqa: S611


def facts_of_call() -> RawSQL:
    """The annotation for attempts that come with their pass: about the number that was dialled."""
    return RawSQL(FACTS.format(number="calls_callattempt.number"), [], JSONField())  # noqa: S611


def law(clients: Iterable[int] = ()) -> dict[int, Book]:
    """The rules in force, by client: in one query. Under 0: without any client's own."""
    wanted = list(clients)
    with connection.cursor() as cursor:
        cursor.execute(LAW, {"clients": wanted})
        approved, own = map(_read, cursor.fetchone())
    return {pk: book_of(approved, [row for row in own or () if row["client"] == pk]) for pk in (0, *wanted)}


def registers() -> tuple[Extract, ...]:
    """The registers that the house has, each with the date of its extract in force."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {REGISTERS}")
        return tuple(_extract(row) for row in _read(*cursor.fetchone()) or ())


def _read(told: Any) -> Any:
    """A JSON value, which a bare cursor may give as text."""
    return json.loads(told) if isinstance(told, str) else told


def book_of(approved: list[str] | None, own: list[dict[str, Any]] | None) -> Book:
    """Files of these digests, and a client's own rules."""
    mine = tuple(_own_rule(json.dumps(row, sort_keys=True)) for row in own or ())
    return rules.book(frozenset(approved or ()), mine)


@lru_cache(maxsize=1_024)
def _own_rule(told: str) -> rules.Rule:
    row = json.loads(told)
    caps = [{"calls": row[name], "per": per} for name, per in (("per_day", "day"), ("per_30_days", "30d")) if row[name]]
    return rules.tightening(
        id=f"client.{row['id']}",
        source=row["reason"],
        checked_on=date.fromisoformat(row["since"]),
        countries=row["countries"],
        windows=row["windows"],
        caps=caps,
        silence=row["silence"],
    )


def _dial(row: dict[str, Any], number: str) -> Dial:
    same, mine = row["number"] == number, row["mine"]
    abandoned = row["abandoned"] and row["ours"]
    return Dial(datetime.fromisoformat(row["at"]), same, mine, row["refused"], abandoned, row["ours"])


def _extract(row: dict[str, Any]) -> Extract:
    on = row["on"] and date.fromisoformat(row["on"])
    return Extract(row["slug"], row["name"], row["country"], row["audience"], row["days"], on)
