"""What is put in the post about a meeting: the confirmation, and the word that it is called off. Each with its .ics."""

from datetime import datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from appointments import invites
from appointments.invites import Invitation, Party
from office import clock
from office.models import Message

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment


def confirm(meeting: "Appointment", *, due_at: datetime) -> None:
    """Invite lead and rep; a lead without an e-mail address is told by the setter only."""
    for who, party, language in _invited(meeting):
        with translation.override(language):
            Message.write(
                **_envelope(meeting, who, party, "confirmation", due_at),
                subject=_t("Meeting on %(when)s: %(title)s")
                % {"when": _when(meeting, who), "title": _title(meeting, who)},
                body=_body("confirmation", meeting, who),
                calendar=invites.request(_invitation(meeting, who)).decode(),
                calendar_method="REQUEST",
            )


def call_off(meeting: "Appointment", *, due_at: datetime, only: str = "") -> None:
    """Void what has not been sent; tell those (`only` the lead or the rep) who had been invited by what was."""
    posted = Message.objects.about(meeting.matter)
    posted.void()
    told = {message.to for message in posted.gone()}
    for who, party, language in _invited(meeting):
        if party.email not in told or only not in ("", who):
            continue
        with translation.override(language):
            Message.write(
                **_envelope(meeting, who, party, "cancellation", due_at),
                subject=_t("Called off: meeting on %(when)s") % {"when": _when(meeting, who)},
                body=_body("cancellation", meeting, who),
                calendar=invites.cancel(_invitation(meeting, who)).decode(),
                calendar_method="CANCEL",
            )


def _invited(meeting: "Appointment") -> list[tuple[str, Party, str]]:
    """(who, address, language) of everybody who gets a letter."""
    lead, rep, usual = meeting.lead, meeting.rep, meeting.client.language
    parties = [("rep", Party(rep.name, rep.email), rep.language or usual)]
    if meeting.email:
        parties.insert(0, ("lead", Party(lead.name, meeting.email), lead.language or usual))
    return parties


def _envelope(meeting: "Appointment", who: str, party: Party, what: str, due_at: datetime) -> dict[str, Any]:
    key = f"{meeting.matter}:v{meeting.version}:{what}:{who}"
    return {"client": meeting.client, "key": key, "to": party.email, "due_at": due_at}


def _zone(meeting: "Appointment", who: str) -> str:
    return meeting.zone if who == "lead" else meeting.rep.zone


def _when(meeting: "Appointment", who: str) -> str:
    """The start on the reader's clock: 25 Nov, 10:30."""
    local = meeting.starts_at.astimezone(ZoneInfo(_zone(meeting, who))).replace(tzinfo=None)
    return date_format(local, "D j M, H:i")


def _title(meeting: "Appointment", who: str) -> str:
    """What the meeting is called in the other's calendar: the lead reads who calls, the rep reads whom."""
    return f"{meeting.kind} – {meeting.client if who == 'lead' else meeting.lead}"


def _body(letter: str, meeting: "Appointment", who: str) -> str:
    context: dict[str, Any] = {"meeting": meeting, "who": who, "zone": _zone(meeting, who), "handoff": meeting.handoff}
    context["url"] = f"{settings.BASE_URL}/meetings/{meeting.pk}/"
    return render_to_string(f"appointments/letters/{letter}.txt", context).strip() + "\n"


def _invitation(meeting: "Appointment", who: str) -> Invitation:
    return Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=clock.now(),
        summary=_title(meeting, who),
        organizer=Party(meeting.client.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        attendees=tuple(party for _, party, _ in _invited(meeting)),
        location=meeting.where or meeting.get_place_display(),
    )
