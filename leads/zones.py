"""In which time zone a lead lives, and how we know. Pure.

The ladder: its own column → its country's single zone → its state or postal code → its landline's area → its mobile's
country. Where several zones stay possible all are named: who calls must keep the hours of each.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from leads import phones
from leads.regions import POSTAL_ZONES, STATE_ZONES, state_of

_SAME_BEHAVIOUR = [datetime(2025, 1, 15, tzinfo=UTC) + timedelta(days=45 * turn) for turn in range(9)]


class Zone(NamedTuple):
    """IANA names (none when unknown), the rung that gave them, and how sure that is (0 to 1)."""

    names: tuple[str, ...]
    source: str
    confidence: float


UNKNOWN = Zone((), "unknown", 0.0)


def zone_of(
    *, zone: str = "", country: str = "", region: str = "", postal_code: str = "", e164: str = "", kind: str = ""
) -> Zone:
    """The zone of a lead. ``country`` is an ISO code, ``region`` a state's code or name, ``kind`` the phone's kind."""
    if named := known(zone):
        return Zone((named,), "column", 1.0)
    rungs = [
        Zone(country_zones(country), "country", 0.95),
        Zone(_state_zones(country, region), "region", 0.9),
        Zone(_postal_zones(country, postal_code), "postal_code", 0.9),
        _by_phone(e164, kind),
    ]
    return _narrowest(rungs)


def _narrowest(rungs: list[Zone]) -> Zone:
    """The first rung with one zone; else the one with fewest, surer ones first."""
    said = [rung for rung in rungs if rung.names]
    for rung in said:
        if len(rung.names) == 1:
            return rung
    if not said:
        return UNKNOWN
    best = min(said, key=lambda rung: len(rung.names))
    return best._replace(confidence=best.confidence / len(best.names))


def _by_phone(e164: str, kind: str) -> Zone:
    if not e164:
        return UNKNOWN
    names = _one_each(phones.zones(e164, kind or "landline"))
    if kind == "landline":
        return Zone(names, "landline", 0.85)
    return Zone(names, "mobile", 0.6)


@cache
def known(zone: str) -> str:
    """The IANA name as it is spelt, or empty: "europe/athens" → "Europe/Athens"."""
    wanted = zone.strip().replace(" ", "_").casefold()
    return next((name for name in available_timezones() if name.casefold() == wanted), "") if wanted else ""


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
    if not rules or not code[:2].isdigit():
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
