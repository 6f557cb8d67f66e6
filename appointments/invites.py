"""Invitations that calendars understand (iTIP, RFC 5546, by ``icalendar``): ask, change, call off, and the rep's own
calendar to subscribe to. Pure: bytes out, no clock.

One meeting has one UID for life; each change raises SEQUENCE; times are UTC; the organiser is the client's fixed
address, never the rep's, so that a meeting can pass to another rep. An update is ``request`` with a higher sequence.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODID = "-//SetterDesk//Appointments//EN"
ADDRESS = re.compile(r"[^\s@<>\",;:\\()\[\]\x00-\x1f\x7f]+@[^\s@<>\"',;:\\()\[\]\x00-\x1f\x7f]+")
JOINERS = "\u200c\u200d"  # they shape Persian and Indic names
FORMULA = "=+-@"
TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE")  # a meeting of ours takes place once
OURS = (*TIMES, "UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "LOCATION", "URL", "STATUS", "TRANSP")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody on the invitation: a name as people wrote it, and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What goes into the .ics. All three times are aware datetimes; ``stamp`` is when this version was made
    (DTSTAMP)."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    summary: str
    organizer: Party
    attendees: tuple[Party, ...]
    description: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting in a calendar that somebody subscribes to. Aware datetimes; ``stamp`` is when it was last changed."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    summary: str
    location: str = ""
    url: str = ""


def plain(text: str) -> str:
    """Return text fit for one line of a calendar.

    Line breaks and control characters become spaces, marks that turn the direction of writing go, and so do
    characters in front that a spreadsheet would take for a formula.
    """
    kept = (_kept(char) for char in text)
    return " ".join("".join(kept).replace('"', "'").split()).lstrip(FORMULA + " ")


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category[0] == "C" and char not in JOINERS else char


def paragraphs(text: str) -> str:
    """Return text of several lines with each line made plain."""
    return "\n".join(plain(line) for line in text.splitlines())


def can_be_invited(email: str) -> bool:
    """Say whether an address is one that an invitation can carry."""
    return bool(ADDRESS.fullmatch(email))


def _address(party: Party) -> vCalAddress:
    """Return a party as a calendar address. Raises ValueError for an e-mail address that could carry anything else."""
    if not can_be_invited(party.email):
        raise ValueError(f"not an e-mail address: {party.email!r}")
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = vText(plain(party.name) or party.email)
    return address


def _attendee(party: Party, *, answer: bool) -> vCalAddress:
    address = _address(party)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    if answer:
        address.params["PARTSTAT"] = vText("NEEDS-ACTION")
        address.params["RSVP"] = vText("TRUE")
    return address


def _event(invitation: Invitation, status: str, *, answer: bool) -> Event:
    """One VEVENT; an empty status is left out."""
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.stamp.astimezone(UTC))
    event.add("dtstart", invitation.starts_at.astimezone(UTC))
    event.add("dtend", invitation.ends_at.astimezone(UTC))
    event.add("summary", plain(invitation.summary))
    if status:
        event.add("status", status)
    for name, text in (("description", paragraphs(invitation.description)), ("location", plain(invitation.location))):
        if text:
            event.add(name, text)
    event.add("organizer", _address(invitation.organizer))
    for party in invitation.attendees:
        event.add("attendee", _attendee(party, answer=answer))
    return event


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def request(invitation: Invitation) -> bytes:
    """Return the .ics that invites, or, with a higher sequence, that changes an earlier one (METHOD:REQUEST)."""
    return _calendar("REQUEST", _event(invitation, "CONFIRMED", answer=True))


def cancel(invitation: Invitation) -> bytes:
    """Return the .ics that calls the meeting off for its attendees (METHOD:CANCEL); its sequence must be higher than
    the last."""
    return _calendar("CANCEL", _event(invitation, "CANCELLED", answer=False))


def uninvite(invitation: Invitation, party: Party) -> bytes:
    """Return the .ics that takes one attendee off a meeting that goes on without them: a CANCEL that names only them
    and carries no STATUS (RFC 5546, 3.2.5)."""
    return _calendar("CANCEL", _event(replace(invitation, attendees=(party,)), "", answer=False))


def published(name: str, entries: Iterable[Entry]) -> bytes:
    """Return a calendar to subscribe to (METHOD:PUBLISH); the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_published(entry))
    return bytes(calendar.to_ical())


def stored(entry: Entry, onto: bytes = b"") -> bytes:
    """Return the .ics of a meeting as a calendar server keeps it: no METHOD (RFC 4791, 4.1). ``onto``: what lies there
    now, of which the reader's own (alarms, categories, colour) stays."""
    calendar = _there(onto, entry.uid) if onto else None
    if calendar is None:
        calendar = Calendar()
        calendar.add("prodid", PRODID)
        calendar.add("version", "2.0")
        calendar.add_component(Event())
    event, ours = calendar.walk("VEVENT")[0], _published(entry)
    for name in OURS:
        event.pop(name, None)
        if name in ours:
            event[name] = ours[name]
    return bytes(calendar.to_ical())


def _there(text: bytes, uid: str) -> Calendar | None:
    """Return the calendar of one event of that UID; None when that is not what the text is."""
    try:
        calendar = Calendar.from_ical(text)
        events = calendar.walk("VEVENT")
        return calendar if [str(event.get("uid")) for event in events] == [uid] else None
    except (ValueError, IndexError, KeyError):
        return None


def facts(text: bytes, uid: str) -> dict[str, str]:
    """Return what an .ics says of the event of a UID, for comparison: start and end (ISO, UTC), and a sum over its
    words. Empty when it cannot be read as one."""
    calendar = _there(text, uid)
    if calendar is None:
        return {}
    event = calendar.walk("VEVENT")[0]
    words = "\0".join(str(event.get(name, "")).strip() for name in ("summary", "location"))
    told = {name: getattr(event.get(f"dt{name}"), "dt", None) for name in ("start", "end")}
    aware = {name: at for name, at in told.items() if isinstance(at, datetime) and at.tzinfo}
    whens = {name: at.astimezone(UTC).isoformat() for name, at in aware.items()}
    return {**whens, "words": hashlib.sha256(words.encode()).hexdigest()[:16]}


def _published(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    for name, at in (("dtstamp", entry.stamp), ("dtstart", entry.starts_at), ("dtend", entry.ends_at)):
        event.add(name, at.astimezone(UTC))
    event.add("summary", plain(entry.summary))
    if entry.location:
        event.add("location", plain(entry.location))
    if entry.url:
        event.add("url", entry.url)
    return event
