"""Which rules concern a place. What is not known of it may be anything, so what only may apply applies. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from appointments.walltime import countries_of, zones_of
from calls.rules.files import Rule


@dataclass(frozen=True, slots=True)
class WindowClass:
    """All that decides a lead's hours: possible zones (sorted), country, region, and whether consumer or business."""

    zones: tuple[str, ...]
    country: str = ""
    region: str = ""
    audience: str = ""


@lru_cache(maxsize=8_192)
def zones(where: WindowClass) -> tuple[str, ...]:
    """Every zone in which the lead may be: all of its country when nothing nearer is known."""
    return where.zones or zones_of(where.country)


@lru_cache(maxsize=8_192)
def countries(where: WindowClass) -> tuple[str, ...]:
    """Every country in which the lead may be: told, else those that keep its zones; ("",): it may be any."""
    if where.country:
        return (where.country,)
    found = [countries_of(zone) for zone in where.zones]
    return tuple(sorted({code for codes in found for code in codes})) if found and all(found) else ("",)


def region(where: WindowClass) -> str:
    """A region says something only within a known country."""
    return where.region if where.country else ""


@lru_cache(maxsize=8_192)
def concerned(where: WindowClass, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules that may apply to a place."""
    here = countries(where)
    return tuple(r for r in rules if any(r.concerns(code, region(where), where.audience) for code in here))


@lru_cache(maxsize=8_192)
def applicable(where: WindowClass, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules with hours that apply: every law and client rule; the house's where no law surely names hours,
    and of these the general one only where no particular one surely does."""
    timed = [rule for rule in concerned(where, rules) if rule.windows is not None]
    by_law = any(rule.kind == "law" and _surely(rule, where) for rule in timed)
    by_house = any(rule.kind == "house" and rule.is_particular and _surely(rule, where) for rule in timed)
    return tuple(
        rule for rule in timed if rule.kind != "house" or (not by_law and (rule.is_particular or not by_house))
    )


def _surely(rule: Rule, where: WindowClass) -> bool:
    """Say whether every condition of a rule is known to be met."""
    return (
        all(not rule.countries or code in rule.countries for code in countries(where))
        and (not rule.regions or region(where) in rule.regions)
        and (not rule.audiences or where.audience in rule.audiences)
    )
