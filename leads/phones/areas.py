"""Where a number lives: its area code and the time zones it may ring in."""

import re
from functools import cache, lru_cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

EAST, CENTRAL, MOUNTAIN = "America/New_York", "America/Chicago", "America/Denver"
# Area codes that a border of zones runs through, of which the library names one side. Source: the numbering plan areas
# of NANPA beside the zones of the IANA database (panhandle of Florida, Indiana, Kentucky, Tennessee, Michigan, Texas,
# Kansas, the Dakotas, Nebraska, Idaho, Oregon).
SPLIT = {
    "1850": (EAST, CENTRAL), "1448": (EAST, CENTRAL), "1812": (EAST, CENTRAL), "1930": (EAST, CENTRAL),
    "1219": (EAST, CENTRAL), "1574": (EAST, CENTRAL), "1270": (EAST, CENTRAL), "1364": (EAST, CENTRAL),
    "1423": (EAST, CENTRAL), "1931": (EAST, CENTRAL), "1906": (EAST, CENTRAL), "1502": (EAST, CENTRAL),
    "1785": (CENTRAL, MOUNTAIN), "1620": (CENTRAL, MOUNTAIN), "1605": (CENTRAL, MOUNTAIN),
    "1701": (CENTRAL, MOUNTAIN), "1308": (CENTRAL, MOUNTAIN), "1432": (CENTRAL, MOUNTAIN), "1915": (CENTRAL, MOUNTAIN),
    "1208": ("America/Boise", "America/Los_Angeles"), "1986": ("America/Boise", "America/Los_Angeles"),
    "1541": ("America/Los_Angeles", "America/Boise"), "1458": ("America/Los_Angeles", "America/Boise"),
}  # fmt: skip
_GEOGRAPHIC = ("landline", "either")
_Format = tuple[re.Pattern[str] | None, re.Pattern[str]]


@lru_cache(maxsize=65_536)
def area_code(e164: str, kind: str = "landline") -> str:
    """The geographic part of a landline number: "210" of +302101234567; empty for mobiles and where there is none."""
    code = _country_code(e164)
    if kind not in _GEOGRAPHIC or not code:
        return ""
    national = e164[len(code) + 1 :]
    for leading, pattern in _formats(code):
        if (leading is None or leading.match(national)) and (parts := pattern.fullmatch(national)):
            return parts[1] if pattern.groups > 1 else ""
    return ""


def zones(e164: str, kind: str = "landline") -> tuple[str, ...]:
    """IANA zones in which the number may be: the area's for a landline, the whole country's for a mobile."""
    code = _country_code(e164)
    if not code:
        return ()
    return _zones_of(e164[1 : TIMEZONE_LONGEST_PREFIX + 1] if kind in _GEOGRAPHIC else code)


@lru_cache(maxsize=65_536)
def _zones_of(digits: str) -> tuple[str, ...]:
    if digits[:4] in SPLIT:
        return SPLIT[digits[:4]]
    while digits:
        if found := TIMEZONE_DATA.get(digits):
            return tuple(str(zone) for zone in found)
        digits = digits[:-1]
    return ()


def country_of(e164: str) -> str:
    """ISO code of the main country with the number's country code; empty when there is none."""
    code = _country_code(e164)
    return str(COUNTRY_CODE_TO_REGION_CODE[int(code)][0]) if code else ""


def calling_code(country: str) -> str:
    """ "30" of GR; empty for an unknown country."""
    metadata = PhoneMetadata.metadata_for_region(country, None) if country else None
    return str(metadata.country_code) if metadata else ""


def _country_code(e164: str) -> str:
    for length in (1, 2, 3):
        code = e164[1 : length + 1]
        if code.isdigit() and int(code) in COUNTRY_CODE_TO_REGION_CODE and not code.startswith("0"):
            return code
    return ""


@cache
def _formats(code: str) -> list[_Format]:
    region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    return [
        (re.compile(each.leading_digits_pattern[-1]) if each.leading_digits_pattern else None, re.compile(each.pattern))
        for each in (metadata.intl_number_format or metadata.number_format if metadata else ())
        if each.pattern and each.format != "NA"
    ]
