"""A meeting gets another time, in its own row; and what a confirmation call did to a meeting is taken back whole."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t

from appointments.models import letters
from appointments.models.appointment import Appointment
from appointments.models.assignment import Assignment
from appointments.models.block import CalendarBlock
from appointments.models.calendarcopy import CalendarCopy
from appointments.models.kind import MeetingKind
from appointments.models.meetings import UNDO_MOVES
from leads.models import Activity
from office import clock
from office.models import Message, Refused

if TYPE_CHECKING:
    from office.models import User

MOMENTS = ("starts_at", "ends_at", "cancelled_at")
PLAIN = ("state", "sequence", "version", "wall_start", "zone", "rep_id", "kind_id")
Stood = dict[str, Any]


@transaction.atomic
def move(meeting: Appointment, *, hold: UUID, by: "User | None", due_at: datetime) -> None:
    """To the time on hold, perhaps with another rep. The same invitation with a higher sequence replaces the first in
    everybody's calendar; it leaves at `due_at`. Refused when the hold is no longer live, or the meeting is over."""
    meeting.catch_up()
    if not meeting.can_be_called_off:
        raise Refused(_t("This meeting cannot be moved any more."))
    old, besides = CalendarBlock.objects.of_appointment(meeting.pk).booked(), meeting.companions
    block = CalendarBlock.confirm(hold, by=by, lead=meeting.lead_id)
    old.release()
    meeting.sequence, meeting.version = meeting.sequence + 1, meeting.version + 1
    Message.objects.about(meeting.matter).void()
    if block.person_id != meeting.rep_id:
        letters.call_off(meeting, due_at=due_at, only="rep")
        meeting.sequence, meeting.version = meeting.sequence + 1, meeting.version + 1
    _take_time(meeting, block)
    block.belong_to(meeting.pk)
    Assignment.give(meeting, block.route or [], by=by)
    told = {"appointment": meeting.pk, "what": "rescheduled", "reason": meeting.wall_start.replace("T", " ")}
    meeting.lead.record(Activity.Kind.MEETING, by=by, **told)
    letters.let_off(meeting, [person for person in besides if person not in meeting.companions], due_at=due_at)
    letters.confirm(meeting, due_at=due_at)
    CalendarCopy.follow(meeting, due_at=due_at)


def _take_time(meeting: Appointment, block: CalendarBlock) -> None:
    meeting.starts_at, meeting.ends_at = block.meeting
    meeting.rep = block.person
    meeting.kind = MeetingKind.objects.of_client(meeting.client_id).get(pk=block.kind or 0)
    meeting.zone = meeting.lead.zone
    meeting.wall_start = f"{meeting.starts_at.astimezone(ZoneInfo(meeting.zone)):%Y-%m-%dT%H:%M}"
    meeting.state = Appointment.State.BOOKED
    meeting.save()


def standing(meeting: Appointment) -> Stood:
    """How a meeting, its time and its mails stand before an outcome touches them."""
    posted = Message.objects.about(meeting.matter)
    return {
        "appointment": meeting.pk,
        **{name: getattr(meeting, name) for name in PLAIN},
        **{name: (at := getattr(meeting, name)) and at.isoformat() for name in MOMENTS},
        "blocks": list(CalendarBlock.objects.of_appointment(meeting.pk).booked().values_list("pk", flat=True)),
        "posted": list(posted.values_list("pk", flat=True)),
        "unsent": list(posted.unsent().values_list("pk", flat=True)),
    }


@transaction.atomic
def rewind(stood: Stood) -> None:
    """As it stood. Refused when a mail about the change has left, or somebody else has the old time by now."""
    meeting = Appointment.objects.locked(stood["appointment"])
    if meeting.state != stood["state"] and stood["state"] not in UNDO_MOVES.get(meeting.state, ()):
        raise Refused(_t("This meeting has gone on meanwhile: this outcome stands."))
    changed = meeting.version != stood["version"]
    since = Message.objects.about(meeting.matter).besides(stood["posted"])
    if since.gone().exists():
        raise Refused(_t("The lead was told already: this outcome stands."))
    since.withdraw()
    Message.objects.numbered(stood["unsent"]).revive()
    _take_time_back(meeting.pk, stood["blocks"])
    for name in PLAIN:
        setattr(meeting, name, stood[name])
    for name in MOMENTS:
        setattr(meeting, name, stood[name] and datetime.fromisoformat(stood[name]))
    meeting.save()
    CalendarCopy.follow(meeting, due_at=clock.now())
    if changed:
        Assignment.restore(meeting)


def _take_time_back(meeting: int, blocks: list[int]) -> None:
    CalendarBlock.objects.of_appointment(meeting).booked().besides(blocks).release()
    try:
        with transaction.atomic():
            CalendarBlock.objects.numbered(blocks).book_again()
    except IntegrityError as error:
        raise Refused(_t("Somebody else has the old time by now: this outcome stands.")) from error
