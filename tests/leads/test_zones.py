"""The ladder that tells in which time zone a lead lives."""

from zoneinfo import available_timezones

import pytest

from leads.countries import iso_of
from leads.postalcodes import SPLIT, ZIPS, _spread, _states, zones_of_code
from leads.regions import POSTAL_ZONES, STATE_ZONES
from leads.zones import called, country_zones, zone_of

NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"


@pytest.mark.parametrize(
    ("known", "names", "source"),
    [
        ({"told": "europe/athens", "country": "US", "region": "NY"}, ("Europe/Athens",), "told"),
        ({"zone": "europe/athens", "country": "US"}, ("Europe/Athens",), "column"),
        ({"zone": "America/Denver", "country": "US", "region": "NY"}, (NEW_YORK,), "region"),
        ({"zone": "America/Denver", "country": "US", "region": "TX"}, (DENVER,), "column"),
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
        ({"country": "US", "region": "TX", "e164": "+19155331234", "kind": "either"}, (CHICAGO, DENVER), "region"),
        ({"country": "US", "region": "FL", "e164": "+13055551234", "kind": "either"}, (NEW_YORK, CHICAGO), "region"),
        ({"country": "US", "region": "GA", "e164": "+18505551234", "kind": "either"}, (NEW_YORK,), "region"),
        ({"country": "US", "e164": "+18505551234", "kind": "either"}, (NEW_YORK, CHICAGO), "mobile"),
        ({"country": "US", "e164": "+12125551234", "kind": "either"}, (NEW_YORK,), "mobile"),
        ({"country": "DE", "e164": "+442079460000", "kind": "landline"}, ("Europe/Berlin",), "country"),
        ({"postal_code": "35001", "country": "ES", "zone": "Europe/Madrid"}, ("Atlantic/Canary",), "postal_code"),
        ({"e164": "+306912345678", "kind": "mobile"}, ("Europe/Athens",), "mobile"),
        ({}, (), "unknown"),
        ({"zone": "Middle Earth"}, (), "unknown"),
    ],
)
def test_the_first_sure_rung_wins(known, names, source):
    found = zone_of(**known)
    assert (found.names, found.source) == (names, source)


@pytest.mark.parametrize(
    ("country", "code", "names"),
    [
        ("US", "32501", (CHICAGO,)),  # Pensacola, though its area code is 850
        ("US", "32405", (NEW_YORK, CHICAGO)),
        ("US", "33101-1234", (NEW_YORK,)),
        ("US", "10001", (NEW_YORK,)),
        ("US", "2139", (NEW_YORK,)),  # 02139, of which a sheet ate the nought
        ("US", "79901", (CHICAGO, DENVER)),
        ("US", "96801", ("Pacific/Honolulu",)),
        ("US", "86515", ("America/Phoenix", DENVER)),
        ("US", "85001", ("America/Phoenix",)),
        ("US", "83814", ("America/Los_Angeles",)),
        ("US", "09012", ()),  # military, anywhere in Europe
        ("US", "96910", ()),  # Guam and the islands of four countries
        ("US", "96799", ()),
        ("US", "AB123", ()),
        ("US", "123456", ()),
        ("US", "331011234", (NEW_YORK,)),
        ("US", "٣٣١٠١", ()),
        ("CA", "v6b 1a1", ("America/Vancouver", "America/Edmonton")),
        ("CA", "M5V 2T6", ("America/Toronto", "America/Winnipeg")),
        ("CA", "D1A 1A1", ()),
        ("AU", "2000", ("Australia/Sydney",)),
        ("AU", "2880", ("Australia/Sydney", "Australia/Broken_Hill")),
        ("AU", "6000", ("Australia/Perth",)),
        ("AU", "0800", ("Australia/Darwin",)),
        ("AU", "2899", ()),  # Norfolk Island
        ("DE", "10115", ()),
    ],
)
def test_the_zones_of_a_postal_code(country, code, names):
    assert zones_of_code(country, code) == names


def test_every_piece_of_the_table_is_in_one_state_and_keeps_its_zones():
    pieces = [f"{at:03d}" for at in range(1000)]
    told = {piece: zones_of_code("US", f"{piece}01") for piece in pieces}
    assert sum(map(bool, told.values())) == len(_states()) > 880
    for piece, state in _states().items():
        assert set(told[piece]) <= set(STATE_ZONES["US"][state])
    assert sum(len(_spread(text)) for text in ZIPS.values()) == len(_states()), "none stands under two states"
    for state, parts in SPLIT.items():
        for text in filter(None, parts):
            assert {_states()[piece] for piece in _spread(text)} == {state}


def test_an_address_is_believed_before_a_number_that_came_along():
    """Someone of Honolulu with a mobile of New York is not rung at four in the morning."""
    found = zone_of(country="US", postal_code="96801", e164="+12125551234", kind="either")
    assert (found.names, found.source) == (("Pacific/Honolulu",), "postal_code")


def test_code_and_state_narrow_each_other():
    assert zone_of(country="US", postal_code="32405", region="GA").names == (NEW_YORK,)
    assert zone_of(country="US", postal_code="32501", region="FL").names == (CHICAGO,)


def test_a_country_with_many_zones_names_them_all_and_is_less_sure():
    found = zone_of(country="US")
    assert {NEW_YORK, CHICAGO, DENVER, "America/Los_Angeles"} <= set(found.names)
    assert found.confidence < 0.2 < zone_of(country="GR").confidence


def test_a_number_that_rings_anywhere_leaves_every_zone_open():
    """Toll-free in North America: 42 zones, 15 clocks; an Australian mobile: 8."""
    free = zone_of(e164="+18005551234", kind="toll_free")
    assert {CHICAGO, "America/St_Johns", "Pacific/Honolulu", "America/Halifax"} <= set(free.names)
    assert len(zone_of(e164="+61412345678", kind="mobile").names) == 8
    at_home = zone_of(e164="+18005551234", kind="toll_free", country="US")
    assert set(at_home.names) <= set(free.names) | set(country_zones("US")) and len(at_home.names) < len(free.names)


@pytest.mark.parametrize("number", ["+18505551234", "+12195551234", "+19155551234", "+12085551234"])
def test_an_area_code_that_a_border_runs_through_names_both_sides(number):
    assert len(zone_of(e164=number, kind="either").names) == 2


@pytest.mark.parametrize(
    ("said", "zone"),
    [("denver", DENVER), ("New York", NEW_YORK), ("europe/athens", "Europe/Athens"), ("Springfield", ""), ("", "")],
)
def test_a_place_as_people_say_it(said, zone):
    assert called(said) == zone


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
