"""One number, judged: E.164, kind, extension and how good it is. The judge is the library phonenumbers; a fast path
answers ordinary numbers and is tested to be equal to it.
"""

import re
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from leads.phones import plain
from leads.phones.reasons import PhoneReason
from leads.phones.repairs import repaired

_BETWEEN = re.compile(r"\s*(?:[/;,|&\n\r]|\s(?:or|and|ή|και)\s)\s*", re.IGNORECASE)
_FEWEST_DIGITS = 7
_LONGEST_SINGLE = 14
"""Characters up to which a cell cannot hold two numbers."""
_REFUSED = {
    NumberParseException.INVALID_COUNTRY_CODE: PhoneReason.NO_COUNTRY,
    NumberParseException.NOT_A_NUMBER: PhoneReason.NOT_A_NUMBER,
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneReason.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: PhoneReason.TOO_SHORT,
    NumberParseException.TOO_LONG: PhoneReason.TOO_LONG,
}
_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: PhoneReason.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneReason.TOO_LONG,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneReason.LOCAL_ONLY,
    ValidationResult.INVALID_COUNTRY_CODE: PhoneReason.NO_SUCH_CODE,
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as read. ``validity``: "valid" may be called, "possible" may with a mark, "none" must be mended first.

    ``kind``: mobile, landline, either (North America), toll_free, premium, voip, other, or empty when unknown.
    ``reason`` is a gettext msgid (see PhoneReason); ``suggestion`` is what might have been meant.
    """

    raw: str
    e164: str = ""
    kind: str = ""
    extension: str = ""
    validity: str = "none"
    reason: str = ""
    suggestion: str = ""

    @property
    def callable(self) -> bool:
        """Valid, or at least possible."""
        return self.validity != "none"


def read(raw: str, region: str = "") -> Phone:
    """Read one number; ``region`` is the ISO code of the country in which national numbers are meant."""
    ordinary = plain.read(raw, region)
    if ordinary:
        return Phone(raw, ordinary[0], ordinary[1], "", "valid")
    text, reason = repaired(raw)
    if reason:
        return Phone(raw, reason=reason)
    return _with_zero(_judged(raw, text, region), text, region)


def read_all(raw: str, region: str = "") -> list[Phone]:
    """Every number in a cell: none for a blank cell, two for "210 1234567 / 6912345678"."""
    if not raw or raw.isspace():
        return []
    if len(raw) > _LONGEST_SINGLE:
        parts = [part for part in _BETWEEN.split(raw) if part]
        if len(parts) > 1 and all(sum(map(str.isdigit, part)) >= _FEWEST_DIGITS for part in parts):
            several = [read(part, region) for part in parts]
            if all(part.callable for part in several):
                return several
    return [read(raw, region)]


def _judged(raw: str, text: str, region: str) -> Phone:
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException as error:
        reason = _REFUSED[error.error_type]
        if reason == PhoneReason.NO_COUNTRY and text.startswith("+"):
            reason = PhoneReason.NO_SUCH_CODE
        return Phone(raw, reason=reason)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    extension = number.extension or ""
    if phonenumbers.is_valid_number(number):
        return Phone(raw, e164, _kind(number), extension, "valid")
    verdict = phonenumbers.is_possible_number_with_reason(number)
    if verdict == ValidationResult.IS_POSSIBLE:
        return Phone(raw, e164, "", extension, "possible", PhoneReason.NOT_IN_USE)
    return Phone(raw, reason=_IMPOSSIBLE.get(verdict, PhoneReason.WRONG_LENGTH), suggestion=_shortened(number))


def _kind(number: phonenumbers.PhoneNumber) -> str:
    return plain.KINDS.get(phonenumbers.number_type(number), "other")


def _shortened(number: phonenumbers.PhoneNumber) -> str:
    """A valid number that is left when surplus digits at the end are cut, to be proposed."""
    copy = phonenumbers.PhoneNumber()
    copy.merge_from(number)
    if phonenumbers.truncate_too_long_number(copy):
        return str(phonenumbers.format_number(copy, phonenumbers.PhoneNumberFormat.E164))
    return ""


def _with_zero(phone: Phone, text: str, region: str) -> Phone:
    """Where a zero at the start belongs to the number (Italy), put back the one that the spreadsheet ate."""
    if phone.validity == "valid" or not text.isdigit() or text.startswith("0"):
        return phone
    fuller = _judged(phone.raw, "0" + text, region)
    if fuller.validity != "valid" or fuller.e164 == phone.e164:
        return phone
    return replace(fuller, reason=PhoneReason.ZERO_ADDED)
