"""What an outcome causes, and how all of it is taken back within the minute."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _t

from appointments.models import Appointment
from calls.cadence import Cadence, next_try
from calls.models.callback import Callback
from calls.models.disposition import Disposition, Outcome
from leads.models import UNDO, Enrollment, HandOff, LeadPhone, Priority, Suppression
from leads.states import Stage
from office import clock
from office.models import Refused

if TYPE_CHECKING:
    from office.models import User

Caused = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the setter says with an outcome. `callback_at`: aware; `hold`: the token of the slot on hold."""

    by: "User"
    reason: str = ""
    notes: str = ""
    callback_at: datetime | None = None
    anyone: bool = False
    return_on: date | None = None
    hold: UUID | None = None
    place: str = ""
    where: str = ""
    email: str = ""
    overrule: str = ""


def cause(enrollment: Enrollment, disposition: Disposition, told: Told, dials: list[datetime]) -> Caused:
    """Do what the outcome does; returns the rows that undo will need. `dials`: of this pass, oldest first."""
    match disposition.outcome:
        case Outcome.NOT_REACHED:
            return _try_again(enrollment, disposition, told, dials)
        case Outcome.CALL_BACK:
            return _call_back(enrollment, told)
        case Outcome.BOOKED:
            return _book(enrollment, told)
        case Outcome.NOT_NOW:
            return _give_back(enrollment, told, Stage.NURTURE, HandOff.Reason.TEMPORARY, disposition.label)
        case Outcome.NOT_A_FIT:
            return _refuse(enrollment, disposition, told)
        case Outcome.DO_NOT_CALL:
            return _suppress(enrollment, disposition, told)
        case _:
            return _next_number(enrollment, disposition, told)


def _give_back(enrollment: Enrollment, told: Told, stage: str, reason: str, label: str) -> Caused:
    made = HandOff.give_back(
        enrollment,
        stage=stage,
        reason=reason,
        by=told.by,
        label=told.reason or label,
        note=told.notes,
        return_on=told.return_on,
    )
    return {"handoff": made.pk}


def _try_again(enrollment: Enrollment, disposition: Disposition, told: Told, dials: list[datetime]) -> Caused:
    cadence = Cadence(max_attempts=enrollment.campaign.max_attempts)
    again = next_try(cadence, disposition.code.replace("-", " "), dials, enrollment.lead.zone)
    if again is None:
        return _give_back(enrollment, told, Stage.EXHAUSTED, HandOff.Reason.PERMANENT, _t("Not reached"))
    enrollment.queue_for(Priority.RETRY, again)
    return {"again_at": again.isoformat()}


def _call_back(enrollment: Enrollment, told: Told) -> Caused:
    if told.callback_at is None:
        raise Refused(_t("Say when to call back."))
    made = Callback.promise(enrollment, at=told.callback_at, by=told.by, anyone=told.anyone, note=told.notes)
    return {"callback": made.pk, "again_at": made.at.isoformat()}


def _book(enrollment: Enrollment, told: Told) -> Caused:
    if told.hold is None:
        raise Refused(_t("Choose a time first."))
    meeting = Appointment.book(
        enrollment,
        by=told.by,
        hold=told.hold,
        place=told.place,
        where=told.where,
        email=told.email,
        note=told.notes,
        overrule=told.overrule,
    )
    enrollment.queue_for(enrollment.priority, enrollment.call_after)
    return {"appointment": meeting.pk}


def _refuse(enrollment: Enrollment, disposition: Disposition, told: Told) -> Caused:
    if disposition.reasons and not told.reason:
        raise Refused(_t("Ask for the reason, and choose it."))
    return _give_back(enrollment, told, Stage.DISQUALIFIED, HandOff.Reason.PERMANENT, disposition.label)


def _suppress(enrollment: Enrollment, disposition: Disposition, told: Told) -> Caused:
    lead, now = enrollment.lead, clock.now()
    values = [phone.number for phone in LeadPhone.objects.of_lead(lead)] + ([lead.email.lower()] if lead.email else [])
    known = set(
        Suppression.objects.of_client(lead.client_id).in_force(now).against(values).values_list("pk", flat=True)
    )
    put = [
        Suppression.put(value, client=lead.client, source=disposition.label, by=told.by, evidence=told.notes)
        for value in values
    ]
    caused = _give_back(enrollment, told, Stage.DO_NOT_CALL, HandOff.Reason.COMPLIANCE, disposition.label)
    return caused | {"suppressions": [made.pk for made in put if made.pk not in known]}


def _next_number(enrollment: Enrollment, disposition: Disposition, told: Told) -> Caused:
    phones = list(LeadPhone.objects.of_lead(enrollment.lead).usable())
    wrong = [phone for phone in phones if phone.number == enrollment.next_number]
    right = [phone for phone in phones if phone.number != enrollment.next_number]
    for phone in wrong:
        phone.found_wrong()
    caused: Caused = {"wrong": [phone.pk for phone in wrong]}
    if not right:
        return caused | _give_back(enrollment, told, Stage.DISQUALIFIED, HandOff.Reason.DATA, disposition.label)
    enrollment.next_number = right[0].number
    enrollment.queue_for(Priority.RETRY, clock.now() + UNDO)
    return caused | {"again_at": enrollment.call_after.isoformat()}


def take_back(caused: Caused, *, by: "User") -> None:
    """Undo all that an outcome caused. Refused when a part of it can no longer be undone."""
    for handoff in HandOff.objects.in_bulk([caused["handoff"]] if "handoff" in caused else []).values():
        handoff.call_off()
    for callback in Callback.objects.in_bulk([caused["callback"]] if "callback" in caused else []).values():
        callback.call_off()
    for meeting in Appointment.objects.in_bulk([caused["appointment"]] if "appointment" in caused else []).values():
        meeting.unbook(by=by)
    for suppression in Suppression.objects.in_bulk(caused.get("suppressions", [])).values():
        suppression.lift(by=by)
    for phone in LeadPhone.objects.in_bulk(caused.get("wrong", [])).values():
        phone.found_wrong(False)
    for kept in Callback.objects.in_bulk(caused.get("kept", [])).values():
        kept.reopen()


def standing(enrollment: Enrollment) -> dict[str, Any]:
    """How a lead stands in the queue, before an outcome moves it."""
    return {
        "stage": enrollment.stage,
        "priority": enrollment.priority,
        "call_after": enrollment.call_after.isoformat(),
        "reserved_for": enrollment.reserved_for_id,
        "next_number": enrollment.next_number,
    }


def restore(enrollment: Enrollment, before: dict[str, Any]) -> None:
    """Put a lead back to where it stood."""
    enrollment.priority, enrollment.next_number = before["priority"], before["next_number"]
    enrollment.call_after = datetime.fromisoformat(before["call_after"])
    enrollment.reserved_for_id = before["reserved_for"]
    enrollment.become(before["stage"], undo=True)
