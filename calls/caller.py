"""Who may be on the line: leads found by any part of a number or name, each with what is known of them at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calls.models import CallAttempt
from leads.models import FindKey, Lead, LeadPhone, Suppression
from office import clock

if TYPE_CHECKING:
    from office.models import User

SHOWN = 12


@dataclass(frozen=True)
class Caller:
    """A lead, its numbers, the last call that had an outcome, and whether it must not be called."""

    lead: Lead
    numbers: tuple[str, ...]
    last: CallAttempt | None
    barred: bool

    @classmethod
    def found(cls, words: str, user: "User") -> "list[Caller]":
        """The nearest first. Four queries, whatever there is."""
        return cls.of(FindKey.objects.found(words, user, most=SHOWN))

    @classmethod
    def of(cls, leads: list[Lead]) -> "list[Caller]":
        now, ids = clock.now(), [lead.pk for lead in leads]
        phones = {pk: tuple(phone.number for phone in found) for pk, found in LeadPhone.objects.by_lead(ids).items()}
        calls = CallAttempt.objects.last_by_lead(ids, before=now)
        values = {lead.pk: {*phones.get(lead.pk, ()), *([lead.email] if lead.email else [])} for lead in leads}
        every = sorted(set().union(*values.values()))
        barred = {
            (row.client_id, row.value) for row in Suppression.objects.in_force(now).against(every)
        }  # of the agency (client None) or of this client
        return [
            cls(
                lead,
                phones.get(lead.pk, ()),
                calls.get(lead.pk),
                any((owner, value) in barred for owner in (None, lead.client_id) for value in values[lead.pk]),
            )
            for lead in leads
        ]
