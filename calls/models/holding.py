"""Caps and silences, folded into the queue as soon as an outcome is logged: it never offers a lead too early."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calls.facts import Facts
from calls.gate import place, soonest
from calls.models.callback import Callback
from calls.models.disposition import Disposition
from calls.models.outcome import Reached
from leads.models import Enrollment
from leads.states import CALLABLE

if TYPE_CHECKING:
    from calls.models.attempt import CallAttempt


def hold_back(enrollment: Enrollment, attempt: "CallAttempt", disposition: Disposition) -> dict[str, Any]:
    """Move a lead that waits for its next call behind what the rules ask after this one, and its promise with it.
    Returns what changes of what the outcome caused. (The gate asks again at the next claim and dial.)"""
    told = vars(enrollment).get("facts")
    if not told or enrollment.ended_at or enrollment.claimed_by_id or enrollment.stage not in CALLABLE:
        return {}
    facts = _with(Facts.read(told, enrollment.next_number), attempt, disposition)
    free = soonest(place(enrollment), enrollment.call_after, facts) or enrollment.call_after
    if free <= enrollment.call_after:
        return {}
    enrollment.stand_aside(until=free)
    for promise in Callback.objects.of_pass(enrollment).open():
        promise.move(free)
    return {"again_at": free.isoformat()}


def _with(facts: Facts, attempt: "CallAttempt", disposition: Disposition) -> Facts:
    """With what is known only now: the call was answered, and nobody spoke."""
    abandoned = attempt.answered_at is not None and disposition.reached == Reached.NOBODY
    dials = tuple(replace(d, abandoned=abandoned) if d.at == attempt.started_at else d for d in facts.dials)
    return replace(facts, dials=dials)
