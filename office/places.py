"""Countries and time zones as a person picks them."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.utils.translation import get_language
from phonenumbers import SUPPORTED_REGIONS

REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def countries() -> list[tuple[str, str]]:
    """(ISO code, name in the reader's language), by name."""
    return _countries((get_language() or "en").split("-")[0])


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    names = Locale(language).territories
    return sorted(((code, str(names.get(code, code))) for code in SUPPORTED_REGIONS), key=lambda pair: pair[1])


@cache
def zones() -> list[tuple[str, str]]:
    """(IANA name, the same without underscores) of every place, and UTC."""
    named = sorted(zone for zone in available_timezones() if zone.split("/")[0] in REGIONS)
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]
