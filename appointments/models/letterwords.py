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
    from office.models import User

LEAD = "lead"
SUBJECTS: dict[str, Callable[[dict[str, str]], str]] = {
    "confirmation": lambda told: _t("Meeting on %(when)s: %(title)s") % told,
    "change": lambda told: _t("Changed: meeting on %(when)s: %(title)s") % told,
    "reminder": lambda told: _t("Reminder: meeting on %(when)s: %(title)s") % told,
    "cancellation": lambda told: _t("Called off: meeting on %(when)s") % told,
    "sms": lambda told: "",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets a letter: `who` is lead, rep, or (who must be there besides) with-12; in whose words, on which clock."""

    who: str
    party: Party
    language: str
    zone: str

    @property
    def is_lead(self) -> bool:
        return self.who == LEAD


def readers(meeting: "Appointment") -> list[Reader]:
    """Everybody who is invited; a lead without an e-mail address is told by the setter only."""
    ours = [ours_as("rep", meeting.rep, meeting), *(beside(person, meeting) for person in meeting.companions)]
    return [the_lead(meeting), *ours] if meeting.email else ours


def the_lead(meeting: "Appointment") -> Reader:
    lead = meeting.lead
    return Reader(LEAD, Party(lead.name, meeting.email), spoken(lead.language, meeting), meeting.zone)


def beside(person: "User", meeting: "Appointment") -> Reader:
    """Of one who must be there besides the rep."""
    return ours_as(f"with-{person.pk}", person, meeting)


def ours_as(who: str, person: "User", meeting: "Appointment") -> Reader:
    return Reader(who, Party(person.name, person.email), spoken(person.language, meeting), person.zone)


def spoken(language: str, meeting: "Appointment") -> str:
    """A language that this house speaks: the reader's own, else the client's."""
    return language if language in dict(settings.LANGUAGES) else meeting.client.language


def said(meeting: "Appointment", letter: str, reader: Reader, others: str = "") -> dict[str, str]:
    """{"subject", "body"} of a letter. The lead's has `{link}` for the address of the lead's own page. `others`: the
    names of those of ours who are there besides the reader."""
    with translation.override(reader.language):
        own = _own(meeting, letter, reader.language) if reader.is_lead else None
        return own or _ours(meeting, letter, reader, others)


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


def _ours(meeting: "Appointment", letter: str, reader: Reader, others: str) -> dict[str, str]:
    title = f"{meeting.kind} – {meeting.client if reader.is_lead else meeting.lead}"
    context: dict[str, Any] = {"meeting": meeting, "who": LEAD if reader.is_lead else "rep", "zone": reader.zone}
    context |= {"handoff": meeting.handoff, "others": others}
    context["way_in"], context["link"] = way_in(), LINK
    context["url"] = f"{settings.BASE_URL.rstrip('/')}{reverse('appointments:meeting', args=[meeting.pk])}"
    body = render_to_string(f"appointments/letters/{letter}.txt", context).strip() + "\n"
    told = {"when": short(meeting.starts_at, reader.zone), "title": title}
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


def short(at: datetime, in_zone: str) -> str:
    """On the reader's clock: Wed 25 Nov, 10:30."""
    return date_format(at.astimezone(ZoneInfo(in_zone)).replace(tzinfo=None), "D j M, H:i")


def long(at: datetime, in_zone: str) -> str:
    """Wednesday 25 November, 10:30 (Athens)."""
    local = at.astimezone(ZoneInfo(in_zone)).replace(tzinfo=None)
    return f"{date_format(local, 'l j E, H:i')} ({city(in_zone)})"
