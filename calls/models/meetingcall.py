"""What a call about a meeting comes to: confirmed, moved, called off."""

from django.utils.translation import gettext as _t

from appointments.models import Appointment, moving
from calls.models.cadenceplan import CadencePlan
from calls.models.disposition import Disposition
from calls.models.outcome import Outcome
from calls.models.told import Caused, Told
from leads.models import UNDO, Enrollment, Priority
from office import clock
from office.models import Refused


def settle(enrollment: Enrollment, disposition: Disposition, told: Told, plan: CadencePlan) -> Caused:
    """What a call about a meeting came to. What is posted about it leaves when it can no longer be undone."""
    if disposition.outcome == Outcome.CANCELLED:
        caused = call_off(enrollment, told)
        wait = plan.cadence(disposition, most=enrollment.campaign.max_attempts).wait(disposition.code, 1)
        enrollment.queue_for(Priority.RETRY, clock.now() + max(wait, UNDO))
        return caused | {"again_at": enrollment.call_after.isoformat()}
    meeting = _meeting_of(enrollment)
    stood = moving.standing(meeting)
    if disposition.outcome == Outcome.CONFIRMED:
        if meeting.state != Appointment.State.CONFIRMED:
            meeting.confirm(by=told.by)
    elif told.hold is None:
        raise Refused(_t("Choose a time first."))
    else:
        moving.move(meeting, hold=told.hold, by=told.by, due_at=clock.now() + UNDO)
    enrollment.queue_for(Priority.ASIDE, enrollment.call_after)
    return {"meeting": stood}


def _meeting_of(enrollment: Enrollment) -> Appointment:
    meeting = Appointment.objects.of_lead(enrollment.lead).of_pass(enrollment).standing().shown().first()
    if meeting is None:
        raise Refused(_t("This lead has no meeting (any more)."))
    return meeting


def call_off(enrollment: Enrollment, told: Told) -> Caused:
    """The lead's meeting is called off; who was invited is told when it can no longer be undone."""
    meeting = _meeting_of(enrollment)
    stood = moving.standing(meeting)
    meeting.cancel(by=told.by, reason=told.reason, due_at=clock.now() + UNDO)
    enrollment.refresh_from_db()
    return {"meeting": stood}
