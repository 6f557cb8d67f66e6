"""What a letter about a meeting says to one reader: the client's own words, else ours; on the reader's clock and in the
reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _t

from appointments.invites import Party
from appointments.models.lettertext import LINK_FIELD, LetterText
from leads import merge
from leads.models.nurtureletter import words_about
from office.models import LINK
from office.templatetags.face import city

if TYPE_CHECKING:
    from appointments.models.appointment import Appointment

SUBJECTS: dict[str, Callable[[dict[str, str]], str]] = {
    "confirmation": lambda told: _t("Meeting on %(when)s: %(title)s") % told,
    "change": lambda told: _t("Changed: meeting on %(when)s: %(title)s") % told,
    "reminder": lambda told: _t("Reminder: meeting on %(when)s: %(title)s") % told,
    "cancellation": lambda told: _t("Called off: meeting on %(when)s") % told,
    "sms": lambda told: "",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a letter: `who` is lead or rep."""

    who: str
    party: Party
    language: str


def readers(meeting: "Appointment") -> list[Reader]:
    """Everybody who is invited; a lead without an e-mail address is told by the setter only."""
    lead, rep = meeting.lead, meeting.rep
    found = [Reader("rep", Party(rep.name, rep.email), spoken(rep.language, meeting))]
    if meeting.email:
        found.insert(0, Reader("lead", Party(lead.name, meeting.email), spoken(lead.language, meeting)))
    return found


def spoken(language: str, meeting: "Appointment") -> str:
    """A language that this house speaks: the reader's own, else the client's."""
    return language if language in dict(settings.LANGUAGES) else meeting.client.language


def said(meeting: "Appointment", letter: str, who: str, language: str) -> dict[str, str]:
    """{"subject", "body"} of a letter. The lead's has `{link}` for the address of the lead's own page."""
    with translation.override(language):
        return (_own(meeting, letter, language) if who == "lead" else None) or _ours(meeting, letter, who)


def _own(meeting: "Appointment", letter: str, language: str) -> dict[str, str] | None:
    text = LetterText.objects.of_client(meeting.client_id).worded(letter, language).first()
    return filled(text.letter, text.subject, text.body, words(meeting)) if text else None


def filled(letter: str, subject: str, body: str, told: dict[str, str]) -> dict[str, str]:
    """A client's own words with the merge fields put in; the way to the lead's page is always there."""
    text = merge.filled(body, told).strip()
    if LINK_FIELD not in merge.fields(body) and letter != LetterText.Letter.CANCELLATION:
        text += f" {LINK}" if letter == LetterText.Letter.SMS else f"\n\n{way_in()}"
    return {"subject": " ".join(merge.filled(subject, told).split()), "body": f"{text}\n"}


def way_in() -> str:
    """The line with the address of the lead's page."""
    return _t("Confirm, move or call off the meeting: %(link)s") % {"link": LINK}


def _ours(meeting: "Appointment", letter: str, who: str) -> dict[str, str]:
    title = f"{meeting.kind} – {meeting.client if who == 'lead' else meeting.lead}"
    context: dict[str, Any] = {"meeting": meeting, "who": who, "zone": zone(meeting, who), "handoff": meeting.handoff}
    context["way_in"], context["link"] = way_in(), LINK
    context["url"] = f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:meeting', args=[meeting.pk])}"
    body = render_to_string(f"appointments/letters/{letter}.txt", context).strip() + "\n"
    told = {"when": short(meeting.starts_at, zone(meeting, who)), "title": title}
    return {"subject": SUBJECTS[letter](told), "body": body}


def words(meeting: "Appointment") -> dict[str, str]:
    """What the merge fields stand for, to the lead."""
    place = str(meeting.get_place_display())
    return {
        **words_about(meeting.lead, meeting.enrollment.campaign, setter=meeting.setter.name),
        "kind": str(meeting.kind),
        "rep": meeting.rep.name,
        "when": long(meeting.starts_at, meeting.zone),
        "where": f"{place}, {meeting.where}" if meeting.where else place,
        LINK_FIELD: LINK,
    }


def zone(meeting: "Appointment", who: str) -> str:
    return meeting.zone if who == "lead" else meeting.rep.zone


def short(at: datetime, in_zone: str) -> str:
    """On the reader's clock: Wed 25 Nov, 10:30."""
    return date_format(at.astimezone(ZoneInfo(in_zone)).replace(tzinfo=None), "D j M, H:i")


def long(at: datetime, in_zone: str) -> str:
    """Wednesday 25 November, 10:30 (Athens)."""
    local = at.astimezone(ZoneInfo(in_zone)).replace(tzinfo=None)
    return f"{date_format(local, 'l j E, H:i')} ({city(in_zone)})"
