"""A meeting passes from one rep to another: accepted or not, or given elsewhere by a manager. Its time stays.

Each verb locks the meeting first and then looks at whose it is: of two at once, one is told what the other did.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import letters
from appointments.models.appointment import Appointment
from appointments.models.assignment import Assignment
from appointments.models.block import CalendarBlock
from appointments.models.calendarcopy import CalendarCopy
from appointments.models.diary import diaries
from appointments.models.fairness import FairnessEntry
from appointments.models.pool import PoolMember
from appointments.models.router import CHOSEN, Router
from appointments.routing import Trace
from appointments.slots import Diary, Terms, blocked_range
from appointments.walltime import DAY, instant, moment
from appointments.whynot import Reason, why_not
from leads.models import UNDO, Activity
from office import clock
from office.models import Client, Notice, Refused, Role, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise
    from django.utils.functional import _StrPromise as StrPromise

AROUND = timedelta(days=2)  # of the calendar about a meeting: its whole local day in every zone
TAKEN = (Reason.BUSY, Reason.ELSEWHERE, Reason.BUFFER)  # what a manager's choice of a rep does not overrule
FAR = 10 * 366 * DAY  # the time was agreed on: neither notice nor horizon is asked again

ACCEPTED = _("{rep} has accepted the meeting with {lead}.")
GIVEN = _("The meeting with {lead} is with {rep} now.")
WENT = _("The meeting with {lead} went to {rep}: it was not accepted.")
STRANDED = _("Nobody else is free for the meeting with {lead}, and {rep} did not accept it.")
GONE = _("The meeting with {lead} is no longer yours: it went to {rep}.")

Ending = Assignment.Ending


@transaction.atomic
def accept(meeting: Appointment, *, by: User) -> None:
    """The rep will be there. Twice is once."""
    found, held = _in_hands_of(meeting, by)
    if held.accepted_at:
        return
    held.accepted_at, held.stranded_at = clock.now(), None
    held.save(update_fields=["accepted_at", "stranded_at"])
    if handoff := found.handoff:
        handoff.accept(by=by)
    _note(found, "accepted", by=by)
    _tell(found, ACCEPTED)


@transaction.atomic
def decline(meeting: Appointment, *, by: User, reason: str) -> bool:
    """The rep cannot: who is next by routing and free then gets it. False when nobody is: it stays, with a flag."""
    found, held = _in_hands_of(meeting, by)
    if not reason.strip():
        raise Refused(_t("Say why."))
    if held.accepted_at:
        raise Refused(_t("You have accepted this meeting. Call it off, or ask a manager to give it to somebody else."))
    if held.stranded_at:
        raise Refused(_t("You have declined already. A manager looks for somebody else."))
    _note(found, "declined", by=by, reason=reason.strip()[:200])
    return _pass_on(found, held, ending=Ending.DECLINED, reason=reason, by=by)


@transaction.atomic
def reassign(meeting: Appointment, *, to: User, by: User, reason: str = "") -> None:
    """A manager gives it to another rep of the pool. Refused for who has something else in the calendar then."""
    found = _ahead(meeting)
    if to.pk == found.rep_id:
        raise Refused(_t("%(name)s has this meeting already.") % {"name": to})
    members = {m.person_id: m for m in PoolMember.objects.of_campaign(found.kind.campaign_id)}
    if to.pk not in members:
        raise Refused(_t("%(name)s takes no meetings of this campaign.") % {"name": to})
    block = None if _reasons(found, [to], by)[to.pk] in TAKEN else _take(found, [to], beyond_cap=True)
    if block is None:
        raise Refused(_t("%(name)s has something else at that time.") % {"name": to})
    _change_hands(found, block, CHOSEN, by=by, ending=Ending.PASSED, reason=reason)
    _tell(found, GIVEN)


def sweep_unanswered() -> int:
    """Pass on what was not accepted in time, each in a transaction of its own. Returns how many were due."""

    def of(client: int) -> int:
        late = Assignment.objects.of_client(client).lapsed(clock.now())
        return sum(_lapse(pk) for pk in list(late.values_list("pk", flat=True)))

    return Client.objects.walk(of)


@transaction.atomic
def _lapse(pk: int) -> bool:
    meeting = Appointment.objects.locked(Assignment.objects.values_list("appointment", flat=True).get(pk=pk))
    held = Assignment.objects.lapsed(clock.now()).numbered(pk).first()
    if held is None or not meeting.can_be_called_off:
        return False
    _note(meeting, "lapsed", by=None, reason=str(held.rep))
    late = held.rep_id
    if _pass_on(meeting, held, ending=Ending.LAPSED, reason="", by=None):
        FairnessEntry.charge(meeting, late, by=None)
    return True


def _ahead(meeting: Appointment) -> Appointment:
    """The meeting as it stands now, locked. Refused when it is over or off."""
    found = Appointment.objects.locked(meeting.pk)
    if not found.can_be_called_off:
        raise Refused(_t("This meeting is over, or off: it stays as it is."))
    return found


def _in_hands_of(meeting: Appointment, rep: User) -> tuple[Appointment, Assignment]:
    found = _ahead(meeting)
    held = Assignment.of(found)
    if held is None or found.rep_id != rep.pk:
        raise Refused(_t("This meeting is with %(rep)s now.") % {"rep": found.rep})
    if held.accept_by is None:
        raise Refused(_t("This meeting need not be accepted."))
    return found, held


def _pass_on(
    meeting: Appointment, held: Assignment, *, ending: Assignment.Ending, reason: str, by: User | None
) -> bool:
    """To the next by routing who is free then; those who refused this meeting before are not asked again."""
    mine = Assignment.objects.of_client(meeting.client_id).of_meeting(meeting)
    refused = {held.rep_id, *mine.refused_by().values_list("rep_id", flat=True)}
    members = [m for m in PoolMember.objects.of_campaign(meeting.kind.campaign_id) if m.person_id not in refused]
    reasons = _reasons(meeting, [member.person for member in members], by or meeting.rep)
    free = [person for person, reason in reasons.items() if reason is None]
    routed = Router(meeting.lead, members).route(free, meeting.starts_at, {})
    people = {member.person_id: member.person for member in members}
    block = _take(meeting, [people[person] for person in routed.people])
    if block is None:
        _strand(meeting, held)
        return False
    _change_hands(meeting, block, routed.trace(block.person_id), by=by, ending=ending, reason=reason)
    _tell(meeting, WENT)
    return True


def _strand(meeting: Appointment, held: Assignment) -> None:
    """Nobody else is free: it stays where it is, and a person must look."""
    held.stranded_at = clock.now()
    held.save(update_fields=["stranded_at"])
    _note(meeting, "stranded", by=None)
    _tell(meeting, STRANDED, *User.objects.holding(Role.MANAGER, client=meeting.client).working())


def _reasons(meeting: Appointment, people: "Sequence[User]", by: User) -> dict[int, Reason | None]:
    """Why each of them cannot, of the time that was agreed on; None: can."""
    start, now = instant(meeting.starts_at), instant(clock.now())
    around = {"start": meeting.starts_at - AROUND, "end": meeting.ends_at + AROUND}
    terms = replace(_terms(meeting), notice=0, horizon=FAR)
    found: list[Diary] = diaries(people, **around, now=clock.now(), asked_by=by, client=meeting.client_id)
    return {diary.person: why_not(start, diary, terms, now) for diary in found}


def _terms(meeting: Appointment) -> Terms:
    """What its kind asks for, but as long as was agreed on."""
    return replace(meeting.kind.terms, length=instant(meeting.ends_at) - instant(meeting.starts_at))


def _take(meeting: Appointment, people: "Sequence[User]", *, beyond_cap: bool = False) -> CalendarBlock | None:
    """The time, booked at once, of the first of them who is still free and has room for it that day; None when nobody
    is. Those who must be there besides keep theirs."""
    terms = _terms(meeting)
    span = blocked_range(instant(meeting.starts_at), terms.length, terms.before, terms.after, terms.travel)
    return CalendarBlock.take(
        people,
        state=CalendarBlock.State.BOOKED,
        blocked=(moment(span.start), moment(span.end)),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        kind=meeting.kind_id,
        lead=meeting.lead_id,
        appointment=meeting.pk,
        cap=None if beyond_cap else meeting.kind.cap,
    )


def _change_hands(
    meeting: Appointment,
    block: CalendarBlock,
    trace: Trace,
    *,
    by: User | None,
    ending: Assignment.Ending,
    reason: str,
) -> None:
    """The old rep's time is free and the old rep told; the same invitation with a higher SEQUENCE goes to the new one,
    not before the booking can no longer be undone."""
    old, due_at = meeting.rep, max(clock.now(), meeting.booked_at + UNDO)
    CalendarBlock.objects.of_appointment(meeting.pk).of_person(old).booked().release()
    _next_version(meeting)
    letters.call_off(meeting, due_at=due_at, only="rep")
    _next_version(meeting)
    meeting.rep = block.person
    meeting.save()
    if handoff := meeting.handoff:
        handoff.go_to(meeting.rep)
    Assignment.give(meeting, trace, by=by, ending=ending, reason=reason)
    _note(meeting, "reassigned", by=by, reason=f"{old} → {meeting.rep}")
    letters.confirm(meeting, due_at=due_at)
    CalendarCopy.follow(meeting, due_at=due_at)
    Notice.tell(old, _said(meeting, GONE), client=meeting.client)


def _next_version(meeting: Appointment) -> None:
    meeting.sequence, meeting.version = meeting.sequence + 1, meeting.version + 1


def _note(meeting: Appointment, what: str, *, by: User | None, reason: str = "") -> None:
    meeting.lead.record(Activity.Kind.MEETING, by=by, appointment=meeting.pk, what=what, reason=reason)


def _tell(meeting: Appointment, text: "StrPromise", *others: User) -> None:
    """The setter who booked it, and others."""
    for person in {meeting.setter, *others}:
        Notice.tell(person, _said(meeting, text), client=meeting.client, url=f"/meetings/{meeting.pk}/")


def _said(meeting: Appointment, text: "StrPromise") -> "Promise":
    return format_lazy(text, lead=str(meeting.lead), rep=str(meeting.rep))
