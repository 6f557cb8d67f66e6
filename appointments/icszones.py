"""The names by which other people's calendars call zones, turned into names whose clocks we know. Pure.

In this order: a name of the zone table; a name of Windows; the zone's own note of where it lies; its own rules, as the
calendar brings them along; a distance from UTC in the name; the calendar's own zone; the reader's. Rules that a
calendar brings go by a name made of these rules: the same name in two people's calendars is not the same zone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from appointments.icstext import Part, own, parsed
from appointments.walltime import EPOCH  # its import empties the search path for zones

DISTANCE = re.compile(r"(?:UTC|GMT)\s*([+\-\u2212])\s*(\d{1,2})(?::?(\d{2}))?", re.I)
WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
RULES = ("DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO")
assert EPOCH


@dataclass(slots=True)
class Zones:
    """The zones of one calendar, by the names that it gives them."""

    part: Part
    reader: str
    known: dict[str, str] = field(default_factory=dict)

    def name(self, said: str) -> str:
        """Return the name by which `icalendar` knows the zone that a calendar calls so."""
        if said not in self.known:
            self.known[said] = self._name(said)
        return self.known[said]

    def _name(self, said: str) -> str:
        brought = next((e for e in self.part.of("VTIMEZONE") if _called(e) == said), [])
        place = next((line.value for line in own(brought) if line.name == "X-LIC-LOCATION"), "")
        return (
            _listed(said)
            or WINDOWS.get(said.casefold(), "")
            or _listed(place)
            or _ruled(brought)
            or _distant(said)
            or _listed(self.part.head.get("X-WR-TIMEZONE", ""))
            or self.reader
        )


def _called(entry: Iterable[str]) -> str:
    return next((line.value for line in own(entry) if line.name == "TZID"), "")


def _listed(said: str) -> str:
    """The name in the table of zones, perhaps behind the name of whoever wrote it: /mozilla.org/2005/Europe/Berlin."""
    pieces = said.strip().strip("/").split("/")
    for start in range(len(pieces)):
        name = "/".join(pieces[start:])
        if "/" not in name and name.upper() not in ("UTC", "GMT") and start:
            break
        try:
            return ZoneInfo(name).key
        except (KeyError, ValueError, OSError):  # no zone of that name, or no name at all
            continue
    return ""


def _ruled(entry: Iterable[str]) -> str:
    """The name for rules that a calendar brings along; empty when they cannot be read."""
    kept = []
    for text in entry:
        line = parsed(text)
        if line and line.name in RULES:
            value = f"{line.value}T000000" if line.name == "DTSTART" and line.value.isdigit() else line.value
            kept.append(f"{line.name}:{value}")
        elif text.upper() in ("BEGIN:STANDARD", "END:STANDARD", "BEGIN:DAYLIGHT", "END:DAYLIGHT"):
            kept.append(text.upper())
    return _made(kept) if kept else ""


def _made(rules: list[str]) -> str:
    name = f"sd{sha256(chr(10).join(rules).encode()).hexdigest()[:24]}"
    try:
        text = "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *rules, "END:VTIMEZONE", ""])
        tzp.cache_timezone_component(Timezone.from_ical(text))
        zone = tzp.timezone(name)
        return name if zone and datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone) else ""
    except Exception:  # whatever the library makes of somebody else's rules: they are not to be read
        return ""


def _distant(said: str) -> str:
    """The name for “UTC+11” and “(GMT-03:30) Newfoundland”."""
    found = DISTANCE.search(said)
    if not found or int(found[2]) > 14:
        return ""
    away = f"{'+' if found[1] == '+' else '-'}{int(found[2]):02}{found[3] or '00'}"
    start = ["DTSTART:19700101T000000", f"TZOFFSETFROM:{away}", f"TZOFFSETTO:{away}"]
    return _made(["BEGIN:STANDARD", *start, "END:STANDARD"])
