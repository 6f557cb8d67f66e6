"""What is put in the post about a meeting: the confirmation, the reminders, what has changed, and the word that it is
called off. All in the transaction of their cause, keyed by the meeting's version: what is overtaken is never sent."""

from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from appointments import invites
from appointments.invites import Invitation, Party
from appointments.models import letterwords
from appointments.models.letterplan import LetterPlan
from appointments.models.letterwords import Reader
from appointments.models.ownlink import own_link
from leads.models import Lead, LeadPhone, Suppression
from leads.models.nurtureletter import answers
from office import clock, sms
from office.models import Client, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from appointments.models.appointment import Appointment
    from office.models import User


def confirm(meeting: "Appointment", *, due_at: datetime) -> None:
    """Invite the lead, the rep and who must be there besides, or (whoever was invited already) tell them what it has
    become; remind them in time."""
    told, readers = _invited_by_now(meeting), letterwords.readers(meeting)
    for reader in readers:
        letter = "change" if reader.party.email in told else "confirmation"
        ics = invites.request(_invitation(meeting, reader, readers))
        others = _others(reader, readers)
        _post(meeting, reader, letter, due_at, others=others, calendar=ics.decode(), calendar_method="REQUEST")
    _remind(meeting, readers, after=due_at)


def call_off(meeting: "Appointment", *, due_at: datetime, only: str = "") -> None:
    """Void what has not been sent; tell those (`only` the lead or the rep) who had been invited by what was. With
    `only`, the meeting goes on without them. Before their time is given back: the calendar says who they are."""
    Message.objects.about(meeting.matter).void()
    readers = letterwords.readers(meeting)
    if only:
        _take_off(meeting, [reader for reader in readers if reader.who == only], due_at=due_at)
        return
    told = _invited_by_now(meeting)
    for reader in readers:
        if reader.party.email in told:
            ics = invites.cancel(_invitation(meeting, reader, readers))
            _post(meeting, reader, "cancellation", due_at, calendar=ics.decode(), calendar_method="CANCEL")


def let_off(meeting: "Appointment", people: "Iterable[User]", *, due_at: datetime) -> None:
    """These need not come any more; the meeting goes on without them."""
    _take_off(meeting, [letterwords.beside(person, meeting) for person in people], due_at=due_at)


def _take_off(meeting: "Appointment", readers: "Sequence[Reader]", *, due_at: datetime) -> None:
    told = _invited_by_now(meeting)
    for reader in readers:
        if reader.party.email in told:
            ics = invites.uninvite(_invitation(meeting, reader, readers), reader.party)
            _post(meeting, reader, "cancellation", due_at, calendar=ics.decode(), calendar_method="CANCEL")


def _others(reader: Reader, readers: "Sequence[Reader]") -> str:
    """The names of ours who are there besides the reader."""
    return ", ".join(each.party.name for each in readers if not each.is_lead and each != reader)


def _invited_by_now(meeting: "Appointment") -> set[str]:
    """The addresses in whose calendars the meeting stands: the last .ics that left for them asked, and called nothing
    off."""
    posted = Message.objects.about(meeting.matter).gone().order_by("pk")
    last = dict(posted.exclude(calendar_method="").values_list("to", "calendar_method"))
    return {address for address, method in last.items() if method == "REQUEST"}


def _post(meeting: "Appointment", reader: Reader, letter: str, due_at: datetime, **more: Any) -> None:
    key = more.pop("key", f"{letter}:{reader.who}")
    if reader.is_lead and letter != "cancellation":
        more["link"] = own_link(meeting)
    Message.write(
        client=meeting.client,
        key=f"{meeting.matter}:v{meeting.version}:{key}",
        to=more.pop("to", reader.party.email),
        due_at=due_at,
        **letterwords.said(meeting, letter, reader, more.pop("others", "")),
        **more,
        **answers(meeting.client_id),
    )


def _remind(meeting: "Appointment", readers: "Sequence[Reader]", *, after: datetime) -> None:
    """The reminders that are still to come when the confirmation leaves: the lead's, and ours by mail."""
    plan = LetterPlan.of(meeting.enrollment.campaign_id, client=meeting.client_id)
    number = sms_number(meeting.lead) if plan.by_sms and sms.is_on() else ""
    by_mail = [reader for reader in readers if (plan.by_mail if reader.is_lead else plan.to_reps)]
    for name, due_at in plan.reminders(meeting.starts_at):
        if due_at <= after:
            continue
        for reader in by_mail:
            key = f"reminder-{name}:{reader.who}"
            _post(meeting, reader, "reminder", due_at, key=key, others=_others(reader, readers))
        if number:
            how = {"key": f"reminder-{name}:lead-sms", "channel": Message.Channel.SMS, "to": number}
            _post(meeting, letterwords.the_lead(meeting), "sms", due_at, **how)


def sms_number(lead: Lead) -> str:
    """The first mobile number that is neither wrong nor forbidden; empty when there is none."""
    barred = Suppression.objects.in_force(clock.now())
    for phone in LeadPhone.objects.of_lead(lead).usable():
        if phone.kind == LeadPhone.Kind.MOBILE and not barred.covering(lead, phone.number).exists():
            return phone.number
    return ""


def organizer(client: Client) -> Party:
    """The client's fixed address, to which calendars answer: its own one of the door for mail that comes in
    (`in+aegean@…`), where there is such a door."""
    name, at, host = settings.INBOUND_ADDRESS.partition("@")
    fixed = f"{name}+{client.slug}@{host}" if at else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Party(client.name, fixed)


def _invitation(meeting: "Appointment", reader: Reader, readers: "Sequence[Reader]") -> Invitation:
    """Each reads in the own calendar with whom: the lead the client, ours the lead."""
    description = ""
    if not reader.is_lead:
        description = f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:meeting', args=[meeting.pk])}"
    with translation.override(reader.language):
        place = str(meeting.get_place_display())
    return Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=clock.now(),
        summary=f"{meeting.kind} – {meeting.client if reader.is_lead else meeting.lead}",
        organizer=organizer(meeting.client),
        attendees=tuple(each.party for each in readers),
        location=meeting.where or place,
        description=description,
    )
