"""What an outcome causes. How it is taken back: undoing.py."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _t

from appointments.models import Appointment
from calls.cadence import next_try
from calls.models import meetingcall, rightperson, wishing
from calls.models.barring import put_on_list
from calls.models.cadenceplan import CadencePlan
from calls.models.callback import Callback
from calls.models.confirmation import is_about_meeting
from calls.models.correction import Correction, standing_of
from calls.models.disposition import Disposition
from calls.models.infomail import InfoMail, address_of
from calls.models.outcome import ENDING, Outcome, Reached
from calls.models.told import Caused, Told
from leads.models import UNDO, Enrollment, HandOff, LeadPhone, Priority
from leads.states import Stage
from office import clock
from office.models import Refused

SOONER = timedelta(hours=2)  # a meeting of tomorrow is not confirmed by a try in three days


def cause(
    enrollment: Enrollment, disposition: Disposition, told: Told, dials: list[datetime], plan: CadencePlan
) -> Caused:
    """Do what the outcome does; returns the rows that undo will need. `dials`: of this pass, oldest first."""
    disposition.must_be_whole(enrollment, told)
    ends_it = disposition.outcome in ENDING and is_about_meeting(enrollment)
    called_off = meetingcall.call_off(enrollment, told) if ends_it else {}
    if refused(disposition):
        enrollment.said_no_to(told.by)
    mailed = _address(enrollment, told) if told.mail else {}
    was_freed = enrollment.priority == Priority.FREED
    done = _do(enrollment, disposition, told, dials, plan) | mailed | called_off
    if was_freed and disposition.outcome not in (Outcome.BOOKED, Outcome.WAITLIST):
        done |= wishing.heard(enrollment, disposition.outcome)
    if told.mail:
        done["info_mail"] = _mail(enrollment, told, done)
    return done


def _do(
    enrollment: Enrollment, disposition: Disposition, told: Told, dials: list[datetime], plan: CadencePlan
) -> Caused:
    match disposition.outcome:
        case Outcome.NOT_REACHED:
            return _try_again(enrollment, disposition, told, dials, plan)
        case Outcome.CALL_BACK:
            return _call_back(enrollment, told)
        case Outcome.QUALIFIED:
            return _book_later(enrollment, told)
        case Outcome.BOOKED:
            return _book(enrollment, told)
        case Outcome.WAITLIST:
            return wishing.wait(enrollment, told)
        case Outcome.NOT_NOW:
            return _give_back(enrollment, told, Stage.NURTURE, HandOff.Reason.TEMPORARY, disposition.label, "not-now")
        case Outcome.NOT_A_FIT:
            return _refuse(enrollment, disposition, told)
        case Outcome.RIGHT_PERSON:
            return _right_person(enrollment, told)
        case Outcome.DO_NOT_CALL:
            return _suppress(enrollment, disposition, told)
        case Outcome.BAD_NUMBER:
            return _next_number(enrollment, disposition, told)
        case _:
            return meetingcall.settle(enrollment, disposition, told, plan)


def refused(disposition: Disposition) -> bool:
    """It says that the lead itself said no to the one who called: not to offer it to that setter again."""
    in_person = disposition.reached == Reached.DECISION_MAKER
    no = (Outcome.NOT_NOW, Outcome.NOT_A_FIT)
    return disposition.outcome == Outcome.DO_NOT_CALL or (in_person and disposition.outcome in no)


def _give_back(enrollment: Enrollment, told: Told, stage: str, reason: str, label: str, code: str = "") -> Caused:
    """With the reason that was chosen; without one the outcome's own words, or the usual reason of that code."""
    made = HandOff.give_back(
        enrollment,
        stage=stage,
        reason=reason,
        by=told.by,
        label=told.reason or label,
        code="" if told.reason else code,
        note=told.notes,
        return_on=told.return_on,
    )
    return {"handoff": made.pk}


def _try_again(
    enrollment: Enrollment, disposition: Disposition, told: Told, dials: list[datetime], plan: CadencePlan
) -> Caused:
    cadence = plan.cadence(disposition, most=enrollment.campaign.max_attempts)
    if enrollment.priority == Priority.CONFIRM:
        again: datetime | None = dials[-1] + min(cadence.wait(disposition.code, 1), SOONER)
    else:
        again = next_try(cadence, disposition.code, dials, enrollment.lead.zone)
    if again is None:
        return _give_back(enrollment, told, Stage.EXHAUSTED, HandOff.Reason.PERMANENT, _t("Not reached"), "not-reached")
    again = max(again, clock.now() + UNDO)
    enrollment.queue_for(_try_group(enrollment), again)
    return {"again_at": again.isoformat()}


def _try_group(enrollment: Enrollment) -> Priority:
    return Priority.CONFIRM if enrollment.priority == Priority.CONFIRM else Priority.RETRY


def _call_back(enrollment: Enrollment, told: Told) -> Caused:
    if told.callback_at is None and not told.slots:
        raise Refused(_t("Say when to call back."), "when")
    made = Callback.promise(
        enrollment,
        at=told.callback_at or told.slots[0][0],
        by=told.by,
        anyone=told.anyone,
        note=told.notes,
        tolerance=told.tolerance,
        slots=told.slots,
    )
    asked = told.slots[0][0] if told.slots else told.callback_at
    moved = {"asked_for": asked.isoformat()} if asked and clock.now() < asked != made.at else {}
    return {"callback": made.pk, "again_at": made.at.isoformat(), "voided": made.voided, **moved}


def _book_later(enrollment: Enrollment, told: Told) -> Caused:
    enrollment.become(Stage.QUALIFIED)
    return _call_back(enrollment, told)


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
        raise Refused(_t("Ask for the reason, and choose it."), "reason")
    return _give_back(enrollment, told, Stage.DISQUALIFIED, HandOff.Reason.PERMANENT, disposition.label)


def _right_person(enrollment: Enrollment, told: Told) -> Caused:
    if told.person is None:
        raise Refused(_t("Say who the right person is: a name."), "person_name")
    number = told.dialled or enrollment.next_number
    caused, goes_on = rightperson.go_on_with(told.person, enrollment, dialled=number, by=told.by)
    if goes_on:
        return caused
    why = replace(told, reason=_t("The right person is %(name)s") % {"name": told.person.name})
    return caused | _give_back(enrollment, why, Stage.DISQUALIFIED, HandOff.Reason.PERMANENT, "")


def _suppress(enrollment: Enrollment, disposition: Disposition, told: Told) -> Caused:
    put = put_on_list(enrollment, source=disposition.label, evidence=told.notes, by=told.by)
    compliance, why = HandOff.Reason.COMPLIANCE, disposition.label
    return put | _give_back(enrollment, told, Stage.DO_NOT_CALL, compliance, why, "do-not-call")


def _next_number(enrollment: Enrollment, disposition: Disposition, told: Told) -> Caused:
    """The number that was dialled is wrong: the right one, if it was said, else the next one, else back."""
    dialled = told.dialled or enrollment.next_number
    if told.number.strip():
        before = Correction(number=told.number, instead_of=dialled).make(enrollment, by=told.by)
        return {"corrected": before} | _again_soon(enrollment)
    phones = list(LeadPhone.objects.of_lead(enrollment.lead).usable())
    wrong = [phone for phone in phones if phone.number == dialled]
    for phone in wrong:
        phone.found_wrong()
    caused: Caused = {"wrong": [phone.pk for phone in wrong]}
    if len(wrong) == len(phones) and enrollment.priority != Priority.CONFIRM:  # a meeting stands without a number too
        data, why = HandOff.Reason.DATA, disposition.label
        return caused | _give_back(enrollment, told, Stage.DISQUALIFIED, data, why, "wrong-number")
    return caused | _again_soon(enrollment)


def _again_soon(enrollment: Enrollment) -> Caused:
    enrollment.next_number = enrollment.lead.number_to_call
    enrollment.queue_for(_try_group(enrollment), clock.now() + UNDO)
    return {"again_at": enrollment.call_after.isoformat()}


def _address(enrollment: Enrollment, told: Told) -> Caused:
    """The address as it was said goes to the lead, so that the next one need not ask."""
    lead = enrollment.lead
    address = address_of(lead, told.mail_to)
    if address == lead.email:
        return {}
    before = standing_of(lead)
    Correction(email=address).make(enrollment, by=told.by)
    return {"corrected": before}


def _mail(enrollment: Enrollment, told: Told, done: Caused) -> int:
    to = address_of(enrollment.lead, told.mail_to)
    again = datetime.fromisoformat(done["again_at"]) if "callback" in done else None
    return InfoMail.send(enrollment, told.mail or 0, to=to, by=told.by, callback=again).pk
