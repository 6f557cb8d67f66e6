"""“Never call again” by an outcome: what goes on the list, and how the list and the queues stood before."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from calls.models.told import Caused
from leads.models import Enrollment, Lead, LeadPhone, Suppression
from leads.models.suppression import MATTERS
from office import clock
from office.models import Message

if TYPE_CHECKING:
    from office.models import User

LASTING = ("source", "evidence", "by_id")


def put_on_list(enrollment: Enrollment, *, source: str, evidence: str, by: "User") -> Caused:
    """Never contact the lead again, by any of its numbers or its address."""
    lead = enrollment.lead
    values = [phone.number for phone in LeadPhone.objects.of_lead(lead)] + ([lead.email.lower()] if lead.email else [])
    known = list(Suppression.objects.of_client(lead.client_id).in_force(clock.now()).against(values))
    stood = {
        "outlasted": [_lasting(row) for row in known],
        "queued": _queued(enrollment, values),
        "silenced": _letters(lead, values),
    }
    put = Suppression.put_all(
        values,
        client=lead.client,
        scope=Suppression.Scope.PERSON,
        source=source,
        by=by,
        evidence=evidence,
        name=lead.name,
    )
    before = {row.pk for row in known}
    return stood | {"suppressions": [made.pk for made in put if made.pk not in before]}


def _lasting(row: Suppression) -> Caused:
    kept = {name: getattr(row, name) for name in LASTING}
    return {"pk": row.pk, "until": row.until and row.until.isoformat(), **kept}


def _queued(enrollment: Enrollment, values: list[str]) -> list[list[Any]]:
    """Other leads that wait with one of these numbers to be dialled next: (pass, number)."""
    waiting = Enrollment.objects.of_client(enrollment.client_id).open().unclaimed().next_is(values)
    return [list(row) for row in waiting.values_list("pk", "next_number")]


def _letters(lead: Lead, values: list[str]) -> list[int]:
    """Mails to its address that have not left: the list calls them off."""
    found: list[int] = []
    for matter in MATTERS:
        for value in (value for value in values if "@" in value):
            unsent = Message.objects.of_client(lead.client_id).about(matter).to_address(value).unsent()
            found += unsent.values_list("pk", flat=True)
    return found


def let_go(caused: Caused, *, by: "User") -> None:
    """Off the list what the outcome put there; what stood before stands as it stood, and so do the queues."""
    for suppression in Suppression.objects.in_bulk(caused.get("suppressions", [])).values():
        suppression.lift(by=by)
    for told in caused.get("outlasted", []):
        for row in Suppression.objects.in_bulk([told["pk"]]).values():
            row.until = told["until"] and datetime.fromisoformat(told["until"])
            for name in LASTING:
                setattr(row, name, told[name])
            row.save()
    for pk, number in caused.get("queued", []):
        Enrollment.objects.open().unclaimed().numbered([pk]).update(next_number=number)
    Message.objects.numbered(caused.get("silenced", [])).revive()
