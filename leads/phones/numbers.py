"""One number, judged: E.164, kind, extension and how good it is. The judge is the library phonenumbers; a fast path
answers ordinary numbers and is tested to be equal to it.
"""

import re
from dataclasses import dataclass, replace

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from leads.phones import plain
from leads.phones.guesses import guess, lost_zero, valid
from leads.phones.reasons import PhoneReason
from leads.phones.repairs import repaired
from leads.phones.words import refuses, says_nothing, without_words

_BETWEEN = re.compile(r"\s*(?:[/;,|&\n\r]|:::|\s(?:or|and|ή|και)\s)\s*", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n\r]+")
_GAP = re.compile(r"\s+(?:[-–]\s+)?")
_NEIGHBOUR = re.compile(r"([+\d\s().-]*\d)\s*[-/]\s*(\d{1,3})")
_FEWEST_DIGITS = 7
_LONGEST_SINGLE = 14
"""Characters up to which a cell cannot hold two numbers."""
_LONGEST = 250
"""Characters up to which a cell is looked at: a longer one is no number, whatever it is."""
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
    return _ordinary(raw, region) or _spoilt(raw, region)


def read_all(raw: str, region: str = "") -> list[Phone]:
    """Every number in a cell: none for a blank cell or a word for nothing, two for "210 1234567 / 6912345678"; a
    number that is not to be called, and the words that say so.
    """
    if not raw:
        return []
    if ordinary := _ordinary(raw, region):
        return [ordinary]
    if raw.isspace() or says_nothing(raw):
        return []
    if len(raw) > _LONGEST:
        return [Phone(raw, reason=PhoneReason.OPTED_OUT if refuses(raw[:_LONGEST]) else PhoneReason.TOO_LONG)]
    if refuses(raw):
        rest = without_words(raw)
        numbers = [phone for phone in read_all(rest, region) if phone.callable] if rest else []
        return [*numbers, Phone(raw, reason=PhoneReason.OPTED_OUT)]
    several = _several(raw, region) if len(raw) > _LONGEST_SINGLE else []
    return several or _with_neighbour(_spoilt(raw, region), region)


def _ordinary(raw: str, region: str) -> Phone | None:
    ordinary = plain.read(raw, region)
    return Phone(raw, ordinary[0], ordinary[1], "", "valid") if ordinary else None


def _spoilt(raw: str, region: str) -> Phone:
    text, reason = repaired(raw) if len(raw) <= _LONGEST else ("", PhoneReason.TOO_LONG)
    if reason:
        return Phone(raw, reason=reason)
    return _bettered(_judged(raw, text, region), text, region)


def _several(raw: str, region: str) -> list[Phone]:
    """Numbers with a divider between them, each of which may ring; or with a blank only, each of them valid."""
    raw = _BLANKS.sub(" ", raw)
    parts = [part for part in _BETWEEN.split(raw) if part]
    if len(parts) > 1 and all(sum(map(str.isdigit, part)) >= _FEWEST_DIGITS for part in parts):
        several = [read(part, region) for part in parts]
        if all(part.callable for part in several):
            return several
    if sum(map(str.isdigit, raw)) < 2 * _FEWEST_DIGITS:
        return []
    for gap in _GAP.finditer(raw):
        pair = [read(part, region) for part in (raw[: gap.start()], raw[gap.end() :])]
        if all(part.validity == "valid" for part in pair):
            return pair
    return []


def _with_neighbour(phone: Phone, region: str) -> list[Phone]:
    """ "2101234567/8" and "2101234567-68" are two lines: the second ends otherwise."""
    found = None if phone.validity == "valid" else _NEIGHBOUR.fullmatch(phone.raw.strip())
    if not found or not found[1][-len(found[2]) :].isdigit() or found[2] <= found[1][-len(found[2]) :]:
        return [phone]
    pair = [read(found[1], region), read(found[1][: -len(found[2])] + found[2], region)]
    return pair if all(each.validity == "valid" for each in pair) else [phone]


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


def _bettered(phone: Phone, text: str, region: str) -> Phone:
    """What is not valid is read without the words in its cell, or with the zero that was eaten; else a guess."""
    if phone.validity == "valid":
        return phone
    if any(map(str.isalpha, text)) and valid(without_words(text), region):
        return _judged(phone.raw, without_words(text), region)
    if fuller := lost_zero(text, region):
        return replace(_judged(phone.raw, fuller, region), reason=PhoneReason.ZERO_ADDED)
    return phone if phone.suggestion else replace(phone, suggestion=guess(text, region))
