"""A meeting takes place somewhere else."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _t

from appointments.models import letters
from appointments.models.appointment import Appointment
from appointments.models.calendarcopy import CalendarCopy
from leads.models import Activity
from office import clock
from office.models import Message, Refused

if TYPE_CHECKING:
    from office.models import User


@transaction.atomic
def relocate(meeting: Appointment, where: str, *, by: "User | None", due_at: datetime | None = None) -> None:
    """Say where: a number, an address, a link. The same invitation with a higher sequence, to everybody in it; whoever
    has confirmed stays confirmed. The same place again changes nothing. Refused when the meeting is over."""
    meeting.catch_up()
    if not meeting.can_be_called_off:
        raise Refused(_t("This meeting cannot be changed any more."))
    where = " ".join(where.split())[:300]
    if where == meeting.where:
        return
    meeting.where = where
    meeting.sequence, meeting.version = meeting.sequence + 1, meeting.version + 1
    meeting.save(update_fields=["where", "sequence", "version"])
    Message.objects.about(meeting.matter).void()
    letters.confirm(meeting, due_at=due_at or clock.now())
    CalendarCopy.follow(meeting, due_at=due_at or clock.now())
    meeting.lead.record(Activity.Kind.MEETING, by=by, appointment=meeting.pk, what="relocated", reason=where)
