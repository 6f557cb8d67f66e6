"""The text of a calendar that somebody else's program wrote (RFC 5545), taken apart so that one bad entry spoils no
other: decoded, unfolded, cut into its entries, and these into lines. Pure.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BREAK = re.compile(r"[\r\n]+")
FOLD = re.compile(r"[\r\n]+[ \t]")
LINE = re.compile(r'([A-Za-z0-9-]+)((?:;(?:[^:";]|"[^"]*")*)*):(.*)', re.S)
PARAM = re.compile(r';\s*([A-Za-z0-9-]+)=((?:[^:";]|"[^"]*")*)')
ENTRIES = ("VEVENT", "VFREEBUSY", "VTIMEZONE", "VTODO", "VJOURNAL", "VAVAILABILITY")


class NotACalendar(ValueError):
    """There is nothing to be read in it. `why`: no_calendar, or cut_off (it ends in the middle)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in capitals, its parameters by name, its value as it stands."""

    name: str
    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Part:
    """One calendar of a file: what its head says, and its entries, each as the lines in it."""

    head: dict[str, str] = field(default_factory=dict)
    entries: list[tuple[str, list[str]]] = field(default_factory=list)

    def of(self, name: str) -> list[list[str]]:
        """Return the entries of a kind."""
        return [lines for kind, lines in self.entries if kind == name]


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 as the standard asks, or what older programs wrote."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parts(data: bytes) -> list[Part]:
    """Return the calendars of a file; entries that stand bare are one more. Raises NotACalendar."""
    found: list[Part] = [Part()]
    depth: list[str] = []
    entry: list[str] | None = None
    for text in BREAK.split(FOLD.sub("", decoded(data).replace("\0", ""))):
        line = text.strip()
        mark, _colon, name = line.upper().partition(":")
        if mark == "BEGIN":
            depth.append(name)
            if name == "VCALENDAR":
                found.append(Part())
            elif name in ENTRIES and entry is None:
                entry = []
                found[-1].entries.append((name, entry))
                continue
        if mark == "END" and depth and depth[-1] == name:
            depth.pop()
            if name in ENTRIES and not any(each in ENTRIES for each in depth):
                entry = None
                continue
        _keep(found[-1], entry, line)
    if depth:
        raise NotACalendar("cut_off")
    if len(found) == 1 and not found[0].entries:
        raise NotACalendar("no_calendar")
    return found


def _keep(part: Part, entry: list[str] | None, line: str) -> None:
    if entry is not None:
        entry.append(line)
    elif line and (said := parsed(line)):
        part.head.setdefault(said.name, said.value.strip())


def parsed(text: str) -> Line | None:
    """Return a property; None when the line is none."""
    found = LINE.fullmatch(text)
    if found is None:
        return None
    params = {name.upper(): value.strip().strip('"') for name, value in PARAM.findall(found[2])}
    return Line(found[1].upper(), params, found[3].strip())


def own(entry: Iterable[str]) -> Iterator[Line]:
    """Yield an entry's own properties, without those of what stands in it (its alarms)."""
    depth = 0
    for text in entry:
        mark = text.upper()
        depth += mark.startswith("BEGIN:") - mark.startswith("END:")
        if depth == 0 and not mark.startswith("END:") and (line := parsed(text)):
            yield line
