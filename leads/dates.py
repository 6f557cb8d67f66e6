"""One date as people and spreadsheets write it. Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from babel import Locale

from leads.dayorder import SHORT, proof_of
from leads.names import normalised

_ISO = re.compile(r"(\d{4})(?:[-/年]|\. ?)(\d{1,2})(?:[-/月]|\. ?)(\d{1,2})[日.]?(?:[T ].*)?")
_PLAIN = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4}(?:\d\d)?Z?)?")
_SINCE_1970 = re.compile(r"(\d{10})(?:\d{3})?")
_WORDS = re.compile(
    r"(?:[^\W\d]{2,}\.?,? )?(?P<day>\d{1,2})(?:st|nd|rd|th|η|ησ)?\.?[ -/]?(?:of |του |de )?(?P<month>[^\W\d]{3,})\.?"
    r"[ ,-/]*(?:de |του )?(?P<year>\d{4}|\d{2})(?:,? .*)?"
)
_WORDS_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]{2,}\.?,? )?(?P<month>[^\W\d]{3,})\.?[ -](?P<day>\d{1,2})(?:st|nd|rd|th)?[ ,-]+"
    r"(?P<year>\d{4})(?:,? .*)?"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIALS = range(32_874, 55_153)  # from 1990 to 2050
_EPOCH = date(1899, 12, 30)
_SECONDS = range(946_684_800, 2_524_608_000)  # from 2000 to 2050
_CENTURY_TURN = 70
_LANGUAGES = ("en", "el", "de", "fr", "es", "it")


def looks_like_date(text: str) -> bool:
    """A date of any order, with something between its parts; a bare number is none."""
    return not text.strip().isdecimal() and (parsed(text, "dmy") or parsed(text, "mdy")) is not None


def parsed(value: str, order: str) -> date | None:
    """The date of one cell: ISO, short in the column's order, with a month's name, or the number under which a
    spreadsheet keeps a day (45231) or a program a moment (seconds or thousandths since 1970, the day in UTC). None
    when it is no date or the order is unknown.
    """
    value = value.strip()
    if found := _ISO.fullmatch(value) or _PLAIN.fullmatch(value):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SERIAL.fullmatch(value):
        return _EPOCH + timedelta(days=int(found[1])) if int(found[1]) in _SERIALS else None
    if (found := _SINCE_1970.fullmatch(value)) and int(found[1]) in _SECONDS:
        return date(1970, 1, 1) + timedelta(seconds=int(found[1]))
    if found := SHORT.fullmatch(value):
        return _short(found, order or proof_of(value))
    return _in_words(value) if any(map(str.isalpha, value)) else None


def _short(found: re.Match[str], order: str) -> date | None:
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    if not order:
        return _date(year, second, first) if first == second else None
    return _date(year, second, first) if order == "dmy" else _date(year, first, second)


def _in_words(value: str) -> date | None:
    """ "12 Μαρτίου 2024", "March 12, 2024", "12-Mar-24"."""
    text = normalised(value)
    found = _WORDS.fullmatch(text) or _WORDS_MONTH_FIRST.fullmatch(text)
    month = _month(found["month"]) if found else 0
    return _date(_year(found["year"]), month, int(found["day"])) if found and month else None


def _month(word: str) -> int:
    """1 to 12 of a month's name or its beginning; 0 when it is none."""
    names = _months()
    return names.get(word) or next((month for name, month in names.items() if name.startswith(word)), 0)


@cache
def _months() -> dict[str, int]:
    """Names of months in full and cut short, without accents → 1 to 12."""
    names: dict[str, int] = {"sept": 9, "μαη": 5}
    for language in _LANGUAGES:
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in Locale.parse(language).months[form][width].items():
                    names.setdefault(normalised(name).rstrip("."), month)
    return names


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= _CENTURY_TURN else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months_on(today: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
