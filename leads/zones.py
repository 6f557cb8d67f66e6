"""In which time zone a lead lives, and how we know. Pure.

The ladder: told by the lead → postal code → state → its own column → its landline's area → its mobile or area code →
its country. The first rung that says anything counts: an address is never corrected by a number, which moves about,
only by what also tells the place (the column). Where several zones stay possible all are named: who calls must keep
the hours of each. Nothing known is no zone: then the safe window holds, which is open only when all of them are.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from leads import phones
from leads.postalcodes import zones_of_code
from leads.regions import POSTAL_ZONES, STATE_ZONES, state_of

_SAME_BEHAVIOUR = [datetime(2025, 1, 15, tzinfo=UTC) + timedelta(days=45 * turn) for turn in range(9)]


class Zone(NamedTuple):
    """IANA names (none when unknown), the rung that gave them, and how sure that is (0 to 1)."""

    names: tuple[str, ...]
    source: str
    confidence: float


UNKNOWN = Zone((), "unknown", 0.0)


def zone_of(
    *,
    told: str = "",
    zone: str = "",
    country: str = "",
    region: str = "",
    postal_code: str = "",
    e164: str = "",
    kind: str = "",
) -> Zone:
    """The zone of a lead. ``told``: by the lead itself; ``zone``: its column; ``country`` is an ISO code, ``region`` a
    state's code or name, ``kind`` the phone's kind."""
    if named := known(told):
        return Zone((named,), "told", 1.0)
    column = (known(zone),) if known(zone) else ()
    address = [
        Zone(_postal_zones(country, postal_code), "postal_code", 0.9),
        Zone(_state_zones(country, region), "region", 0.9),
        Zone(column, "column", 0.95),
    ]
    rungs = [*address, _by_phone(e164, kind, country), Zone(country_zones(country), "country", 0.8)]
    first = next((rung for rung in rungs if rung.names), UNKNOWN)
    return _surer(_narrowed(first, address)) if first in address else _surer(first)


def _narrowed(first: Zone, address: list[Zone]) -> Zone:
    """What every rung that tells the place agrees on; where they contradict each other, the first of them."""
    for rung in address:
        common = tuple(name for name in first.names if name in rung.names)
        if rung.names and common and len(common) < len(first.names):
            first = rung._replace(names=common)
    return first


def _surer(zone: Zone) -> Zone:
    return zone._replace(confidence=zone.confidence / len(zone.names)) if zone.names else zone


def _by_phone(e164: str, kind: str, country: str) -> Zone:
    """Where the number may ring: within the country that the address names, or nothing when it is another's."""
    names = _one_each(phones.zones(e164, kind)) if e164 else ()
    here = country_zones(country)
    if here:
        abroad = e164 and not e164.startswith(f"+{phones.calling_code(country)}")
        names = () if abroad else tuple(name for name in here if _keeps_time_with(name, names))
    if kind == "landline":
        return Zone(names, "landline", 0.85)
    return Zone(names, "mobile", 0.6)


def _keeps_time_with(name: str, names: tuple[str, ...]) -> bool:
    return any(len(_one_each((name, other))) == 1 for other in names)


@cache
def known(zone: str) -> str:
    """The IANA name as it is spelt, or empty: "europe/athens" → "Europe/Athens"."""
    wanted = zone.strip().replace(" ", "_").casefold()
    return next((name for name in available_timezones() if name.casefold() == wanted), "") if wanted else ""


@cache
def called(place: str) -> str:
    """The zone of a name as people say it: "America/Denver", "denver"; empty when no zone, or more than one, has it."""
    wanted = place.strip().replace(" ", "_").casefold()
    found = [name for name in available_timezones() if "/" in name and name.rpartition("/")[2].casefold() == wanted]
    kept = {name for name in found if not name.startswith(("US/", "Etc/", "posix/", "right/"))}
    return known(place) or (kept.pop() if len(kept) == 1 else "")


@cache
def country_zones(country: str) -> tuple[str, ...]:
    """The zones of a country whose clocks differ."""
    return _one_each(_table().get(country.upper(), ())) if country else ()


def _state_zones(country: str, region: str) -> tuple[str, ...]:
    state = state_of(country.upper(), region)
    return STATE_ZONES[country.upper()][state] if state else ()


def _postal_zones(country: str, postal_code: str) -> tuple[str, ...]:
    rules = POSTAL_ZONES.get(country.upper())
    code = postal_code.strip()
    if not rules:
        return zones_of_code(country.upper(), code)
    if not code[:2].isdigit():
        return ()
    return (rules.get(code[:2], rules[""]),)


@cache
def _one_each(names: tuple[str, ...]) -> tuple[str, ...]:
    """Of zones whose clocks agree all year, the first."""
    kept: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        if name in available_timezones():
            kept.setdefault(tuple(ZoneInfo(name).utcoffset(moment) for moment in _SAME_BEHAVIOUR), name)
    return tuple(kept.values())


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Zones by country, from the zone.tab that comes with tzdata."""
    text = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    table: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _place, name = line.split("\t")[:3]
            table[country] = (*table.get(country, ()), name)
    return table
