"""One row of a sheet, repaired: the line that goes into the staging table, and its phone numbers. Pure.

A row is refused with a reason when it has no number to call and no address, or a cell that must be mended first.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from leads import phones
from leads.countries import iso_of
from leads.emails import address_in, addresses_in, mistyped, suggested, tidy, without_addresses
from leads.loading import consent, sentences
from leads.loading.plan import Plan, split_address, split_name
from leads.phones import Phone, PhoneReason
from leads.phones.areas import country_of
from leads.phones.repairs import is_rounded
from leads.phones.words import says_nothing, without_fax
from leads.spreadsheets.headers import default_name
from leads.spreadsheets.writing import MARK, plain
from leads.zones import Zone, zone_of

LONGEST = {
    "external_id": 80, "first_name": 80, "last_name": 80, "company": 200, "job_title": 120, "email": 254,
    "address": 200, "city": 80, "region": 80, "postal_code": 16, "language": 8, "source": 120, "notes": 20_000,
}  # fmt: skip
NO_VALUE = frozenset(("", "NULL", "Null", "null", "(null)", "NaN", "nan", "N/A", "n/a", "#N/A", "undefined", "\\N"))
"""What programs write into a cell without a value: nobody's name, code or town."""
WHOLE = ("external_id", "postal_code")
"""Codes that programs write as numbers."""
_WITH_DECIMALS = re.compile(r"(\d+)[.,]0{1,2}")
_ZONE_PREFIX = 9


class Refusal(NamedTuple):
    """Why a row is not loaded: the column and its value, a gettext msgid, and what might be meant."""

    column: str
    value: str
    reason: str
    suggestion: str = ""


NO_REFUSAL = Refusal("", "", "")


class Row(NamedTuple):
    """A repaired row. ``values``: lead fields by name; ``custom``: other columns by their header; ``cells``: the row
    as it stood, by header, when it is not loaded; ``agreed``: on what ground its person may be contacted;
    ``doubt``: an address that looks mistyped, of a row that goes on by its number."""

    number: int
    refusal: Refusal
    opted_out: bool
    values: dict[str, str]
    custom: dict[str, str]
    phones: list[Phone]
    country: str
    zone: Zone
    cells: dict[str, str]
    agreed: consent.Agreed | None = None
    doubt: Refusal = NO_REFUSAL

    def left_out(self) -> "Row":
        """As somebody chose: the row is not loaded."""
        return self._replace(refusal=Refusal("", "", sentences.LEFT_OUT), opted_out=False, cells={})


class Repair:
    """Turns cells into Rows by a mapping {header: field} (leads/fields.py); ``country`` is where national numbers
    belong by default; ``constants`` {field: value} fill what a row leaves blank."""

    def __init__(
        self,
        headers: Sequence[str],
        mapping: Mapping[str, str],
        country: str,
        date_order: str = "",
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self.country = country
        self.headers = list(headers)
        self.plan = Plan(headers, mapping, constants or {})
        self.agreement = consent.Agreement(self.plan.consent, constants or {}, date_order)
        self.numbers, self.others, self.plain = self.plan.numbers, self.plan.others, self.plan.plain

    def row(self, number: int, cells: Sequence[str]) -> Row:
        """Repair one row."""
        cells = [plain(cell) if cell[:1] == MARK else cell for cell in cells]
        custom = {**self.plan.kept, **self._custom(cells)}
        values = self._values(cells, custom)
        country = iso_of(values.pop("country", "")) or self.country
        found, refusal, opted_out = self._phones(cells, country, custom)
        said = self.agreement.said(cells) if self.agreement else consent.NOTHING
        custom |= said.kept
        refusal = refusal if opted_out else self._judged(values, found, refusal, said.unread)
        if found and found[0].e164[1:2] and "country" not in self._mapped():
            country = _country_by_phone(found[0].e164, self.country)
        zone = _zone(values.pop("zone", ""), country, values.get("region", ""), values.get("postal_code", ""), found)
        doubt = self._doubted(values.get("email", "")) if found and not refusal.reason else NO_REFUSAL
        stood = dict(zip(self.headers, cells, strict=False)) if refusal.reason else {}
        return Row(number, refusal, opted_out, values, custom, found, country, zone, stood, said.agreed, doubt)

    @lru_cache(maxsize=1)  # noqa: B019 - one Repair lives for one import
    def _mapped(self) -> frozenset[str]:
        return frozenset(field for _index, _header, field in self.plain)

    def _values(self, cells: Sequence[str], custom: dict[str, str]) -> dict[str, str]:
        values = {}
        for index, header, field in self.plain:
            value = cells[index]
            if value in NO_VALUE:
                continue
            if value and field == "email":
                value = self._address(header, value, custom)
            elif value and field in WHOLE:
                value = self._code(header, value, custom)
            if value:
                longest = LONGEST.get(field)
                if longest and len(value) > longest:
                    custom[header], value = value, value[:longest]
                values[field] = value
        values = {**self.plan.constants, **values} if self.plan.constants else values
        if "full_name" in values:
            split_name(values)
        if "full_address" in values:
            split_address(values, LONGEST)
        if "country" in values and not iso_of(values["country"]):
            custom.setdefault("Country", values["country"])
        return values

    @staticmethod
    def _code(header: str, cell: str, custom: dict[str, str]) -> str:
        """1001 of "1001.0"; "unknown", an endless code and one that a spreadsheet rounded stand for nobody."""
        if is_rounded(cell) or says_nothing(cell) or len(cell) > LONGEST["external_id"]:
            custom[header] = cell
            return ""
        whole = _WITH_DECIMALS.fullmatch(cell)
        return whole[1] if whole else cell

    def _address(self, header: str, cell: str, custom: dict[str, str]) -> str:
        """The address of a cell, the first of several (then the cell is kept too); empty for a word for nothing."""
        if header in self.plan.shared:
            return address_in(cell)
        if several := addresses_in(cell):
            if len(several) > 1:
                custom[header] = cell
            return several[0]
        return cell if "@" in cell or not says_nothing(cell) else ""

    def _custom(self, cells: Sequence[str]) -> dict[str, str]:
        custom = {header: cells[index] for index, header, _field in self.others if cells[index]}
        for index in range(len(self.headers), len(cells)):
            if cells[index]:
                custom[default_name(index)] = cells[index]
        return custom

    def _phones(self, cells: Sequence[str], country: str, custom: dict[str, str]) -> tuple[list[Phone], Refusal, bool]:
        found: dict[str, Phone] = {}
        said = self.plan.refusal(cells)
        refusal, opted_out = (Refusal(*said, PhoneReason.OPTED_OUT), True) if said else (NO_REFUSAL, False)
        for index, header, _field in self.numbers:
            cell = self._number_of(header, cells[index], custom)
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

    @staticmethod
    def _number_of(header: str, cell: str, custom: dict[str, str]) -> str:
        """The cell without addresses and without the number of a fax, which is kept under the column's name."""
        cell = without_addresses(cell) if "@" in cell else cell
        if (callable_part := without_fax(cell)) != cell:
            custom[header] = cell
        return callable_part

    def _judged(
        self, values: dict[str, str], found: list[Phone], refusal: Refusal, unread: tuple[str, str] | None
    ) -> Refusal:
        """The first reason to keep the row aside."""
        if refusal.reason:
            return refusal
        if email := values.get("email"):
            values["email"] = tidy(email)
            if not values["email"]:
                return Refusal(self._header("email"), email, sentences.BAD_EMAIL, suggested(email))
            if not found and (better := suggested(email)):
                return Refusal(self._header("email"), email, sentences.MISTYPED_EMAIL, better)
        if not found and not email:
            return Refusal("", "", sentences.NO_CONTACT)
        return Refusal(*unread, sentences.BAD_DATE) if unread else NO_REFUSAL

    def _doubted(self, email: str) -> Refusal:
        """Not where a number stands in the same cell: what is put right there would take it away."""
        better = mistyped(email) if email else ""
        header = self._header("email") if better else ""
        return Refusal(header, email, "", better) if better and header not in self.plan.shared else NO_REFUSAL

    def _header(self, wanted: str) -> str:
        return next((header for _index, header, field in self.plain if field == wanted), "")


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
