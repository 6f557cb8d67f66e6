"""One row of a sheet, repaired: the line that goes into the staging table, and its phone numbers. Pure.

A row is refused with a reason when it has no number to call and no address, or a cell that must be mended first.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leads import phones
from leads.countries import iso_of
from leads.dates import parsed
from leads.emails import tidy
from leads.loading import sentences
from leads.mapping import CUSTOM, IGNORE, PHONES
from leads.names import normalised
from leads.phones import Phone, PhoneReason
from leads.phones.areas import country_of
from leads.regions import state_of
from leads.spreadsheets.headers import default_name
from leads.spreadsheets.writing import MARK, plain
from leads.zones import Zone, zone_of

LONGEST = {
    "external_id": 80, "first_name": 80, "last_name": 80, "company": 200, "job_title": 120, "email": 254,
    "address": 200, "city": 80, "region": 80, "postal_code": 16, "language": 8, "source": 120, "notes": 20_000,
}  # fmt: skip
_ZONE_PREFIX = 9


class Refusal(NamedTuple):
    """Why a row is not loaded: the column and its value, a gettext msgid, and what might be meant."""

    column: str
    value: str
    reason: str
    suggestion: str = ""


NO_REFUSAL = Refusal("", "", "")


class Row(NamedTuple):
    """A repaired row. ``values``: lead fields by name; ``custom``: other columns by their header."""

    number: int
    refusal: Refusal
    opted_out: bool
    values: dict[str, str]
    custom: dict[str, str]
    phones: list[Phone]
    country: str
    zone: Zone


class Repair:
    """Turns cells into Rows by a mapping {header: field}; ``country`` is where national numbers belong by default."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], country: str, date_order: str = "") -> None:
        self.country, self.date_order = country, date_order
        self.headers = list(headers)
        fields = [(index, header, mapping.get(header, CUSTOM)) for index, header in enumerate(headers)]
        numbers = [column for column in fields if column[2] in PHONES]
        self.numbers = sorted(numbers, key=lambda column: PHONES.index(column[2]))
        self.others = [column for column in fields if column[2] in (CUSTOM, "consent_on")]
        apart = (CUSTOM, IGNORE, "consent_on", *PHONES)
        self.plain = [(index, header, field) for index, header, field in fields if field not in apart]

    def row(self, number: int, cells: Sequence[str]) -> Row:
        """Repair one row."""
        cells = [plain(cell) if cell[:1] == MARK else cell for cell in cells]
        custom = self._custom(cells)
        values = self._values(cells, custom)
        country = iso_of(values.pop("country", "")) or self.country
        found, refusal, opted_out = self._phones(cells, country, custom)
        refusal = refusal if opted_out else self._judged(values, found, refusal, cells)
        if found and found[0].e164[1:2] and "country" not in self._mapped():
            country = _country_by_phone(found[0].e164, self.country)
        zone = _zone(values.pop("zone", ""), country, values.get("region", ""), values.get("postal_code", ""), found)
        return Row(number, refusal, opted_out, values, custom, found, country, zone)

    @lru_cache(maxsize=1)  # noqa: B019 - one Repair lives for one import
    def _mapped(self) -> frozenset[str]:
        return frozenset(field for _index, _header, field in self.plain)

    def _values(self, cells: Sequence[str], custom: dict[str, str]) -> dict[str, str]:
        values = {}
        for index, header, field in self.plain:
            value = cells[index]
            if value:
                longest = LONGEST.get(field)
                if longest and len(value) > longest:
                    custom[header], value = value, value[:longest]
                values[field] = value
        if "full_name" in values:
            _split_name(values)
        if "country" in values and not iso_of(values["country"]):
            custom.setdefault("Country", values["country"])
        return values

    def _custom(self, cells: Sequence[str]) -> dict[str, str]:
        custom = {header: cells[index] for index, header, field in self.others if cells[index] and field == CUSTOM}
        for index in range(len(self.headers), len(cells)):
            if cells[index]:
                custom[default_name(index)] = cells[index]
        return custom

    def _phones(self, cells: Sequence[str], country: str, custom: dict[str, str]) -> tuple[list[Phone], Refusal, bool]:
        found: dict[str, Phone] = {}
        refusal, opted_out = NO_REFUSAL, False
        for index, header, _field in self.numbers:
            cell = cells[index]
            for phone in phones.read_all(cell, country) if cell else ():
                if phone.callable:
                    found.setdefault(phone.e164, phone)
                    continue
                custom[header] = cell
                if phone.reason == PhoneReason.OPTED_OUT:
                    opted_out, refusal = True, Refusal(header, cell, phone.reason)
                elif not refusal.reason:
                    refusal = Refusal(header, cell, phone.reason, phone.suggestion)
        return list(found.values()), NO_REFUSAL if found and not opted_out else refusal, opted_out

    def _judged(self, values: dict[str, str], found: list[Phone], refusal: Refusal, cells: Sequence[str]) -> Refusal:
        """The first reason to keep the row aside."""
        if refusal.reason:
            return refusal
        if email := values.get("email"):
            values["email"] = tidy(email)
            if not values["email"]:
                return Refusal(self._header("email"), email, sentences.BAD_EMAIL)
        if not found and not email:
            return Refusal("", "", sentences.NO_CONTACT)
        return self._dated(values, cells)

    def _dated(self, values: dict[str, str], cells: Sequence[str]) -> Refusal:
        for index, header, field in self.others:
            if field == "consent_on" and cells[index]:
                day = parsed(cells[index], self.date_order)
                if day is None:
                    return Refusal(header, cells[index], sentences.BAD_DATE)
                values["consent_on"] = day.isoformat()
        return NO_REFUSAL

    def _header(self, wanted: str) -> str:
        return next((header for _index, header, field in self.plain if field == wanted), "")


def _split_name(values: dict[str, str]) -> None:
    """ "Papadakis, Helen" and "Helen Papadakis": the last word is the family name unless a comma says otherwise."""
    name = " ".join(values.pop("full_name").split())
    first, comma, last = name.rpartition(" ")
    if "," in name:
        last, comma, first = (part.strip() for part in name.partition(","))
    values.setdefault("first_name", first[:80])
    values.setdefault("last_name", last[:80])


def _country_by_phone(e164: str, default: str) -> str:
    """The default country when the number has its code (North America shares one), else the number's."""
    there = country_of(e164)
    return default if there == country_of_default(default) else there


@lru_cache
def country_of_default(country: str) -> str:
    """The main country with this country's calling code: US for CA."""
    code = phones.calling_code(country)
    return country_of(f"+{code}") if code else country


def _zone(zone: str, country: str, region: str, postal_code: str, found: list[Phone]) -> Zone:
    first = found[0] if found else None
    prefix, kind = (first.e164[:_ZONE_PREFIX], first.kind) if first else ("", "")
    sure = _known_zone(zone, country, region, postal_code[:2], "", "")
    return sure if len(sure.names) == 1 else _known_zone(zone, country, region, postal_code[:2], prefix, kind)


@lru_cache(maxsize=65_536)
def _known_zone(zone: str, country: str, region: str, postal: str, prefix: str, kind: str) -> Zone:
    return zone_of(zone=zone, country=country, region=region, postal_code=postal, e164=prefix, kind=kind)


COLUMNS = (
    "line", "outcome", "bad_column", "bad_value", "reason", "suggestion", "external_id", "first_name", "last_name",
    "person", "company", "company_key", "job_title", "email", "phone", "area_code", "address", "city", "region",
    "postal_code", "country", "language", "zones", "zone_source", "zone_confidence", "window_region", "source", "notes",
    "custom", "sort_name", "search",
)  # fmt: skip
"""The staging table's columns, in the order of ``line``."""
PHONE_COLUMNS = ("line", "position", "number", "extension", "kind", "certain", "raw")


def line(row: Row) -> tuple[object, ...]:
    """The row as a line for COPY (csv)."""
    get = row.values.get
    first, last, company = get("first_name", ""), get("last_name", ""), get("company", "")
    company_key = normalised(company)[:200] if company else ""
    person = normalised(f"{last} {first}")
    phone = row.phones[0] if row.phones else None
    number = phone.e164 if phone else ""
    kept = row.custom | ({"consent_on": row.values["consent_on"]} if "consent_on" in row.values else {})
    words = (person, company_key, get("email", ""), " ".join(each.e164 for each in row.phones))
    return (
        row.number, _outcome(row), row.refusal.column[:120], row.refusal.value[:200], row.refusal.reason,
        row.refusal.suggestion, get("external_id", ""), first, last, person, company, company_key,
        get("job_title", ""), get("email", ""), number, phones.area_code(number, phone.kind)[:8] if phone else "",
        get("address", ""), get("city", ""), get("region", ""), get("postal_code", ""), row.country,
        get("language", ""), "{" + ",".join(sorted(row.zone.names)) + "}", row.zone.source,
        round(row.zone.confidence * 100), state_of(row.country, get("region", "")), get("source", ""),
        get("notes", ""), json.dumps(kept, ensure_ascii=False) if kept else "{}",
        (person or company_key or number)[:200],
        f"{' '.join(words)} {normalised(get('city', ''))} {get('external_id', '').lower()}",
    )  # fmt: skip


def _outcome(row: Row) -> str:
    """What is certain before the database is asked: a refused row, or one that asks not to be called."""
    if row.opted_out:
        return "suppressed"
    return "rejected" if row.refusal.reason else ""


def phone_lines(row: Row) -> list[tuple[object, ...]]:
    """The row's numbers as lines for COPY (csv)."""
    return [
        (row.number, place, each.e164, each.extension[:12], _kind(each), each.validity == "valid", each.raw[:60])
        for place, each in enumerate(row.phones, 1)
    ]


def _kind(phone: Phone) -> str:
    return phone.kind if phone.kind in ("mobile", "landline") else "other"
