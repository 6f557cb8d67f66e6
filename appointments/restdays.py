"""Public holidays of a country or a part of it, as the `holidays` package tells them. Pure.

A region is an ISO 3166 country code and a code of that package for a part of it ("" for the whole country).
"""

from datetime import date
from functools import lru_cache

import holidays


def between(country: str, subdivision: str, first: date, last: date) -> frozenset[date]:
    """Return the holidays of a region in whole years around two dates; none where the package knows none."""
    return _of_years(country, subdivision, first.year, last.year)


@lru_cache(maxsize=1_024)
def _of_years(country: str, subdivision: str, first: int, last: int) -> frozenset[date]:
    return frozenset(day for year in range(first, last + 1) for day, _name in _year(country, subdivision, year, "en"))


def named(country: str, subdivision: str, first: date, last: date, language: str) -> list[tuple[date, str]]:
    """Return (date, name) of a region's holidays from one date to another, both count, in order; the name in a
    language, or in the country's own where the package has no words in that."""
    years = range(first.year, last.year + 1)
    days = (day for year in years for day in _year(country, subdivision, year, language))
    return [(day, name) for day, name in days if first <= day <= last]


@lru_cache(maxsize=1_024)
def _year(country: str, subdivision: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    if not is_known(country, subdivision):
        return ()
    words = _words(country, language)
    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language=words)
    return tuple(sorted(found.items()))


@lru_cache(maxsize=512)
def _words(country: str, language: str) -> str | None:
    """Return the package's name of a language, if it knows the country's holidays in it; else of the country's own."""
    entity = holidays.country_holidays(country)
    known = (code for code in sorted(entity.supported_languages) if code.startswith(language))
    return next(known, entity.default_language)


@lru_cache(maxsize=1)
def _regions() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


def countries() -> frozenset[str]:
    """Return the codes of the countries whose holidays are known."""
    return frozenset(_regions())


def is_known(country: str, subdivision: str = "") -> bool:
    """Say whether the package knows a region."""
    return country in _regions() and (not subdivision or subdivision in _regions()[country])


def parts(country: str) -> list[tuple[str, str]]:
    """Return (code, name) of a country's parts, by name; a part without a name is called by its code."""
    if not is_known(country):
        return []
    names: dict[str, str] = {}
    for name, code in holidays.country_holidays(country).subdivisions_aliases.items():
        names.setdefault(code, name)
    return sorted(((code, names.get(code, code)) for code in _regions()[country]), key=lambda part: part[1])
