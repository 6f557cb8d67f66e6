"""What is put in the post about a meeting: the confirmation, the reminders, what has changed, and the word that it is
called off. All in the transaction of their cause, keyed by the meeting's version: what is overtaken is never sent."""

from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

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
    from appointments.models.appointment import Appointment


def confirm(meeting: "Appointment", *, due_at: datetime) -> None:
    """Invite lead and rep, or (whoever was invited already) tell them what it has become; remind the lead in time."""
    told = _invited_by_now(meeting)
    for reader in letterwords.readers(meeting):
        letter = "change" if reader.party.email in told else "confirmation"
        ics = invites.request(_invitation(meeting, reader.who))
        _post(meeting, reader, letter, due_at, calendar=ics.decode(), calendar_method="REQUEST")
    _remind(meeting, after=due_at)


def call_off(meeting: "Appointment", *, due_at: datetime, only: str = "") -> None:
    """Void what has not been sent; tell those (`only` the lead or the rep) who had been invited by what was. With
    `only`, the meeting goes on without them."""
    Message.objects.about(meeting.matter).void()
    told = _invited_by_now(meeting)
    for reader in letterwords.readers(meeting):
        if reader.party.email not in told or only not in ("", reader.who):
            continue
        off = _invitation(meeting, reader.who)
        ics = invites.uninvite(off, reader.party) if only else invites.cancel(off)
        _post(meeting, reader, "cancellation", due_at, calendar=ics.decode(), calendar_method="CANCEL")


def _invited_by_now(meeting: "Appointment") -> set[str]:
    """The addresses in whose calendars the meeting stands: the last .ics that left for them asked, and called nothing
    off."""
    posted = Message.objects.about(meeting.matter).gone().order_by("pk")
    last = dict(posted.exclude(calendar_method="").values_list("to", "calendar_method"))
    return {address for address, method in last.items() if method == "REQUEST"}


def _post(meeting: "Appointment", reader: Reader, letter: str, due_at: datetime, **more: Any) -> None:
    key = more.pop("key", f"{letter}:{reader.who}")
    if reader.who == "lead" and letter != "cancellation":
        more["link"] = own_link(meeting)
    Message.write(
        client=meeting.client,
        key=f"{meeting.matter}:v{meeting.version}:{key}",
        to=more.pop("to", reader.party.email),
        due_at=due_at,
        **letterwords.said(meeting, letter, reader.who, reader.language),
        **more,
        **answers(meeting.client_id),
    )


def _remind(meeting: "Appointment", *, after: datetime) -> None:
    """The lead's reminders that are still to come when the confirmation leaves."""
    plan = LetterPlan.of(meeting.enrollment.campaign_id, client=meeting.client_id)
    number = sms_number(meeting.lead) if plan.by_sms and sms.is_on() else ""
    lead = Reader("lead", Party("", meeting.email), letterwords.spoken(meeting.lead.language, meeting))
    for name, due_at in plan.reminders(meeting.starts_at):
        if due_at <= after:
            continue
        if meeting.email and plan.by_mail:
            _post(meeting, lead, "reminder", due_at, key=f"reminder-{name}:lead")
        if number:
            how = {"key": f"reminder-{name}:lead-sms", "channel": Message.Channel.SMS, "to": number}
            _post(meeting, lead, "sms", due_at, **how)


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


def _invitation(meeting: "Appointment", who: str) -> Invitation:
    """Each reads in the own calendar with whom: the lead the client, the rep the lead."""
    description = ""
    if who == "rep":
        description = f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:meeting', args=[meeting.pk])}"
    return Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=clock.now(),
        summary=f"{meeting.kind} – {meeting.client if who == 'lead' else meeting.lead}",
        organizer=organizer(meeting.client),
        attendees=tuple(reader.party for reader in letterwords.readers(meeting)),
        location=meeting.where or str(meeting.get_place_display()),
        description=description,
    )
