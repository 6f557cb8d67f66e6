"""The state and the time zones that a postal code tells, in the countries that have several zones. Data; pure.

Sources: the first three digits of the ZIP codes of the United States Postal Service and what lies behind them, held
against the public table of the package `zipcodes` (PyPI, 3.0.0); the first letter of Canada Post's codes; the ranges of
Australia Post. Where a border of zones runs through a piece all its zones are named; what is not in the tables says
nothing, and the ladder goes on (military addresses; islands that are countries of their own).
"""

import re
from functools import cache, lru_cache

from leads.regions import STATE_ZONES

ZIP = re.compile(r"([0-9]{4,5})(?:-?[0-9]{4})?", re.ASCII)
BOTH: tuple[str, ...] = ()  # all zones of the state
ZIPS: dict[str, str] = {
    "AK": "995-999",
    "AL": "350-352 354-369",
    "AR": "716-729",
    "AZ": "850-853 855-857 859-860 863-865",
    "CA": "900-908 910-928 930-961",
    "CO": "800-816",
    "CT": "060-069",
    "DC": "200 202-205 569 888",
    "DE": "197-199",
    "FL": "320-339 341-342 344 346-347 349",
    "GA": "300-319 398-399",
    "HI": "967-968",
    "IA": "500-516 520-528",
    "ID": "832-838",
    "IL": "600-620 622-629",
    "IN": "460-479",
    "KS": "660-662 664-679",
    "KY": "400-418 420-427",
    "LA": "700-701 703-708 710-714",
    "MA": "010-027 055",
    "MD": "206-212 214-219",
    "ME": "039-049",
    "MI": "480-499",
    "MN": "550-551 553-567",
    "MO": "630-631 633-641 644-658",
    "MS": "386-397",
    "MT": "590-599",
    "NC": "270-289",
    "ND": "580-588",
    "NE": "680-681 683-693",
    "NH": "030-038",
    "NJ": "070-089",
    "NM": "870-871 873-884",
    "NV": "889-891 893-895 897-898",
    "NY": "005 100-149",
    "OH": "430-459",
    "OK": "730-731 734-741 743-749",
    "OR": "970-979",
    "PA": "150-196",
    "PR": "006-007 009",
    "RI": "028-029",
    "SC": "290-299",
    "SD": "570-577",
    "TN": "370-385",
    "TX": "733 750-770 772-799 885",
    "UT": "840-847",
    "VA": "201 220-246",
    "VI": "008",
    "VT": "050-054 056-059",
    "WA": "980-986 988-994",
    "WI": "530-532 534-535 537-549",
    "WV": "247-268",
    "WY": "820-831",
}
SPLIT: dict[str, dict[str, tuple[str, ...]]] = {
    "AK": {"": ("America/Anchorage",), "995-996": BOTH},
    "AZ": {"": ("America/Phoenix",), "860 865": BOTH},
    "FL": {"": ("America/New_York",), "324": BOTH, "325": ("America/Chicago",)},
    "ID": {"": ("America/Boise",), "835": BOTH, "838": ("America/Los_Angeles",)},
    "IN": {"": ("America/Indiana/Indianapolis",), "463-464 476-477": ("America/Chicago",), "465 469 475 479": BOTH},
    "KS": {"": ("America/Chicago",), "677-678": BOTH},
    "KY": {"": ("America/New_York",), "401 426-427": BOTH, "420-424": ("America/Chicago",)},
    "MI": {"": ("America/Detroit",), "498-499": BOTH},
    "ND": {"": ("America/Chicago",), "585-586 588": BOTH},
    "NE": {"": ("America/Chicago",), "690-692": BOTH, "693": ("America/Denver",)},
    "OR": {"": ("America/Los_Angeles",), "979": BOTH},
    "SD": {"": ("America/Chicago",), "575-576": BOTH, "577": ("America/Denver",)},
    "TN": {"": ("America/Chicago",), "373-374 377": BOTH, "376 378-379": ("America/New_York",)},
    "TX": {"": ("America/Chicago",), "798-799": BOTH, "885": ("America/Denver",)},
}
"""Of the states with two zones: the usual one, and the pieces that differ."""
PAGO = "96799"  # American Samoa, among the codes of Hawaii
LETTERS: dict[str, tuple[str, ...]] = {
    "A": ("NL",), "B": ("NS",), "C": ("PE",), "E": ("NB",), "G": ("QC",), "H": ("QC",), "J": ("QC",), "K": ("ON",),
    "L": ("ON",), "M": ("ON",), "N": ("ON",), "P": ("ON",), "R": ("MB",), "S": ("SK",), "T": ("AB",), "V": ("BC",),
    "X": ("NT", "NU"), "Y": ("YT",),
}  # fmt: skip
"""Provinces by the first letter of a Canadian code."""
RANGES = (
    (200, 299, "ACT"), (800, 999, "NT"), (1000, 2599, "NSW"), (2600, 2618, "ACT"), (2619, 2897, "NSW"),
    (2900, 2920, "ACT"), (3000, 3999, "VIC"), (4000, 4999, "QLD"), (5000, 5999, "SA"), (6000, 6797, "WA"),
    (7000, 7999, "TAS"), (8000, 8999, "VIC"), (9000, 9999, "QLD"),
)  # fmt: skip
"""States by the ranges of Australian codes."""
ACROSS = {  # Australian codes that a border of zones runs through
    "0872": ("Australia/Darwin", "Australia/Adelaide", "Australia/Perth"),
    "2880": ("Australia/Sydney", "Australia/Broken_Hill"),
}


@lru_cache(maxsize=65_536)
def zones_of_code(country: str, code: str) -> tuple[str, ...]:
    """The IANA zones of a postal code as people write it ("32501-1234", "v6b 1a1"); none where it tells nothing."""
    packed = code.strip().upper().replace(" ", "")
    match country:
        case "US":
            return _zip_zones(packed)
        case "CA":
            return _one_each("CA", LETTERS.get(packed[:1], ()))
        case "AU":
            return ACROSS.get(packed) or _one_each("AU", _australian(packed))
        case _:
            return ()


def _zip_zones(code: str) -> tuple[str, ...]:
    written = ZIP.fullmatch(code)
    digits = written[1].rjust(5, "0") if written else ""  # a sheet may have eaten a leading 0
    state = _states().get(digits[:3])
    if state is None or digits == PAGO:
        return ()
    parts = SPLIT.get(state, {})
    own = next((zones for pieces, zones in parts.items() if digits[:3] in _spread(pieces)), parts.get("", BOTH))
    return own or STATE_ZONES["US"][state]


def _australian(code: str) -> tuple[str, ...]:
    number = int(code) if code.isdigit() and len(code) == 4 else 0
    return tuple(state for first, last, state in RANGES if first <= number <= last)


def _one_each(country: str, states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for state in states for zone in STATE_ZONES[country][state]))


@cache
def _states() -> dict[str, str]:
    """{"325": "FL", …}."""
    return {piece: state for state, pieces in ZIPS.items() for piece in _spread(pieces)}


@cache
def _spread(pieces: str) -> frozenset[str]:
    """ "341-342 344": three of them."""
    ends = [(piece[:3], piece[-3:]) for piece in pieces.split()]
    return frozenset(f"{at:03d}" for first, last in ends for at in range(int(first), int(last) + 1))
