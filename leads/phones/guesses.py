"""What a number that is not valid may have meant: candidates that differ by one ordinary slip, valid ones only."""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException

from leads.phones.areas import calling_code

_ALIKE = str.maketrans({"O": "0", "o": "0", "Ο": "0", "ο": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})
_SPOILT = re.compile(r"[\d\s+().OoΟοIl|SB-]+")
_RUN = re.compile(r"[+\d(][\d\s().-]{5,}\d")
_FEWEST = 7
_SURPLUS = 2  # digits too many that are cut on a guess
_LONGEST = 15
_ZERO_INSIDE = ("IT", "SM", "VA", "CI", "GA", "CG")
"""Countries of whose landlines the zero at the start is a part."""


def lost_zero(text: str, region: str) -> str:
    """The number with the zero that a spreadsheet ate, where zeros belong to numbers; empty when that is none."""
    if region not in _ZERO_INSIDE or not text.isdigit() or text.startswith("0"):
        return ""
    return valid("0" + text, region)


def guess(text: str, region: str) -> str:
    """What may have been meant, in E.164 (two of them divided by a comma); empty when nothing ordinary was."""
    for candidate, where in _candidates(text, region):
        if e164 := valid(candidate, where):
            return e164
    return _two_in_a_row(_digits(text), region)


def _candidates(text: str, region: str) -> Iterator[tuple[str, str]]:
    if any(map(str.isalpha, text)) and _SPOILT.fullmatch(text):
        yield text.translate(_ALIKE), region
    if any(map(str.isalpha, text)):  # "6912345678 after 17:00"
        yield from ((run, region) for run in _RUN.findall(text))
    digits = _digits(text)
    if not _FEWEST <= len(digits) <= _LONGEST + _SURPLUS:
        return
    bare, code = digits.lstrip("0"), calling_code(region)
    yield f"+{bare}", ""  # a code without its plus
    if text.startswith("+"):
        yield digits, region  # a plus that does not belong
    if code and bare.startswith(code):
        rest = bare[len(code) :].lstrip("0")
        yield rest.removeprefix(code), region  # the code twice, or a zero behind it
        yield rest, region
    yield bare, region  # zeros that do not belong
    yield "0" + digits, region  # a zero that was lost
    for surplus in range(1, _SURPLUS + 1):
        yield ("+" if text.startswith("+") else "") + digits[:-surplus], region


def _two_in_a_row(digits: str, region: str) -> str:
    """Two numbers without anything between them."""
    for cut in range(_FEWEST, len(digits) - _FEWEST + 1):
        first, second = valid(digits[:cut], region), valid(digits[cut:], region)
        if first and second:
            return f"{first}, {second}"
    return ""


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def valid(text: str, region: str) -> str:
    """E.164 of a valid number; empty for any other text."""
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
