"""Country names as people write them, to ISO 3166 codes: "USA", "Ελλάδα", "Deutschland" → "US", "GR", "DE". Pure."""

import unicodedata
from functools import cache, lru_cache

from babel import Locale

_LANGUAGES = ("en", "el", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "sv")
_ALSO = {
    "GB": "uk england scotland wales great-britain northern-ireland britain αγγλια μεγαλη-βρετανια ηνωμενο-βασιλειο",
    "US": "usa united-states-of-america america ηπα αμερικη",
    "AE": "uae emirates",
    "CZ": "czech-republic τσεχια",
    "KR": "korea south-korea republic-of-korea",
    "NL": "holland ολλανδια the-netherlands",
    "GR": "hellas ellada ellas greece hellenic-republic ελλας ελλαδα",
    "IE": "eire republic-of-ireland",
    "RU": "russian-federation",
    "MK": "macedonia fyrom",
    "TR": "turkey turkiye",
    "CY": "kypros cyprus κυπρος",
    "CH": "schweiz suisse svizzera",
    "VN": "viet-nam",
    "CI": "ivory-coast",
}
_THREE = {
    "GRC": "GR", "CYP": "CY", "GBR": "GB", "DEU": "DE", "FRA": "FR", "ITA": "IT", "ESP": "ES", "PRT": "PT", "NLD": "NL",
    "BEL": "BE", "AUT": "AT", "CHE": "CH", "POL": "PL", "CZE": "CZ", "SWE": "SE", "NOR": "NO", "DNK": "DK", "FIN": "FI",
    "IRL": "IE", "CAN": "CA", "AUS": "AU", "NZL": "NZ", "BGR": "BG", "ROU": "RO", "HUN": "HU", "TUR": "TR", "MEX": "MX",
    "BRA": "BR", "ARG": "AR", "IND": "IN", "JPN": "JP", "CHN": "CN",
}  # fmt: skip


@lru_cache(maxsize=4096)
def iso_of(text: str) -> str:
    """ISO code of a country's name or code in any of a dozen languages; empty when it is none."""
    return _names().get(_folded(text), "") if text else ""


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                names.setdefault(_folded(name), code)
                names.setdefault(code.lower(), code)
    for code, words in _ALSO.items():
        names.update(dict.fromkeys((_folded(word.replace("-", " ")) for word in words.split()), code))
    return names | {three.lower(): code for three, code in _THREE.items()}


def _folded(text: str) -> str:
    """Lower case, no accents, no points, one blank between words."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).replace(".", "").split())
