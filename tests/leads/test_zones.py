"""The ladder that tells in which time zone a lead lives."""

from zoneinfo import available_timezones

import pytest

from leads.countries import iso_of
from leads.regions import POSTAL_ZONES, STATE_ZONES
from leads.zones import zone_of

NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"


@pytest.mark.parametrize(
    ("known", "names", "source"),
    [
        ({"zone": "europe/athens", "country": "US"}, ("Europe/Athens",), "column"),
        ({"country": "GR", "e164": "+12127365000"}, ("Europe/Athens",), "country"),
        ({"country": "DE"}, ("Europe/Berlin",), "country"),
        ({"country": "US", "region": "NY"}, (NEW_YORK,), "region"),
        ({"country": "US", "region": "new york"}, (NEW_YORK,), "region"),
        ({"country": "US", "region": "Texas"}, (CHICAGO, DENVER), "region"),
        ({"country": "CA", "region": "QC"}, ("America/Toronto",), "region"),
        ({"country": "AU", "region": "Victoria"}, ("Australia/Melbourne",), "region"),
        ({"country": "ES", "postal_code": "35001"}, ("Atlantic/Canary",), "postal_code"),
        ({"country": "ES", "postal_code": "28001"}, ("Europe/Madrid",), "postal_code"),
        ({"e164": "+302101234567", "kind": "landline"}, ("Europe/Athens",), "landline"),
        ({"country": "US", "region": "TX", "e164": "+19155331234", "kind": "either"}, (DENVER,), "mobile"),
        ({"e164": "+306912345678", "kind": "mobile"}, ("Europe/Athens",), "mobile"),
        ({}, (), "unknown"),
        ({"zone": "Middle Earth"}, (), "unknown"),
    ],
)
def test_the_first_sure_rung_wins(known, names, source):
    found = zone_of(**known)
    assert (found.names, found.source) == (names, source)


def test_a_country_with_many_zones_names_them_all_and_is_less_sure():
    found = zone_of(country="US")
    assert {NEW_YORK, CHICAGO, DENVER, "America/Los_Angeles"} <= set(found.names)
    assert found.confidence < 0.2 < zone_of(country="GR").confidence


def test_a_mobile_says_less_than_a_landline():
    landline, mobile = zone_of(e164="+302101234567", kind="landline"), zone_of(e164="+306912345678", kind="mobile")
    assert mobile.confidence < landline.confidence


def test_every_zone_in_the_tables_exists():
    states = {zone for table in STATE_ZONES.values() for zones in table.values() for zone in zones}
    postal = {zone for table in POSTAL_ZONES.values() for zone in table.values()}
    assert states | postal <= available_timezones()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Ελλάδα", "GR"),
        ("ΕΛΛΑΔΑ", "GR"),
        ("greece", "GR"),
        ("Deutschland", "DE"),
        ("Czech Republic", "CZ"),
        ("Κύπρος", "CY"),
        ("gr", "GR"),
        ("GRC", "GR"),
        ("ΗΠΑ", "US"),
        ("Nowhere", ""),
        ("", ""),
        ("Ireland", "IE"),
        ("Venezuela", "VE"),
        ("Brazil", "BR"),
    ],
)
def test_countries_by_name(text, code):
    assert iso_of(text) == code
