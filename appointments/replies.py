"""What a calendar answers to an invitation (METHOD:REPLY, RFC 5546 3.2.3), found in a mail as it came in. Pure;
whatever is wrong with the mail, the answer is None."""

import email
import email.policy
from dataclasses import dataclass
from email.message import Message
from itertools import islice

from icalendar import Calendar, Component

MOST_PARTS, LONGEST = 60, 60_000
ICS = ("text/calendar", "application/ics")
ANSWERS = ("ACCEPTED", "DECLINED", "TENTATIVE")


@dataclass(frozen=True, slots=True)
class Reply:
    """`answer`: ACCEPTED, DECLINED or TENTATIVE; `sequence`: of the invitation that was answered, 0 where not said."""

    uid: str
    sequence: int
    attendee: str
    answer: str


def reply_in(raw: str) -> Reply | None:
    """The answer that a mail carries; None where it carries none."""
    mail = email.message_from_string(raw, policy=email.policy.compat32)
    for part in islice(mail.walk(), MOST_PARTS):
        if part.get_content_type() in ICS and (found := _read(_bytes(part))):
            return found
    return None


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload[:LONGEST] if isinstance(payload, bytes) else b""


def _read(ics: bytes) -> Reply | None:
    try:
        calendar = Calendar.from_ical(ics)
        events = list(calendar.walk("VEVENT"))
        if str(calendar.get("method", "")).upper() != "REPLY" or len(events) != 1:
            return None
        return _answer(events[0])
    except Exception:  # the library gives up on broken files, each in its own way
        return None


def _answer(event: Component) -> Reply | None:
    told = event.get("attendee")
    attendee = told[0] if isinstance(told, list) else told
    answer = str(attendee.params.get("PARTSTAT", "")).upper() if attendee is not None else ""
    address = str(attendee or "").lower().removeprefix("mailto:").strip()
    uid = str(event.get("uid", "")).strip()
    if answer not in ANSWERS or not uid or "@" not in address:
        return None
    return Reply(uid[:120], int(event.get("sequence", 0)), address, answer)
