"""Undo what typing and spreadsheets do to a number, before anybody judges it."""

import re
import unicodedata

from leads.phones.reasons import PhoneReason
from leads.phones.words import refuses

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_FLOAT = re.compile(r"(\+?\d{6,})[.,]0{1,2}")
_SUM = re.compile(r"[-−–]\d+(?:[.,]\d+)?")
_SCHEME = re.compile(r"^\s*(?:tel|callto|phone|sms|whatsapp|mob|mobile|τηλ|κιν)\s*[.:]\s*", re.IGNORECASE)
_GREEK_EXTENSION = re.compile(r"\s*[,;(]?\s*εσ(?:ωτ(?:ερικ[όο])?)?\s*[.:]?\s*(?=\d{1,6}\)?\s*$)", re.IGNORECASE)
_TRUNK_ZERO = re.compile(r"^(\+(?!39|378)[\d\s]+?)\s*\(0\)")


def repaired(raw: str) -> tuple[str, str]:
    """(text to read as a number, reason): with a reason the digits are gone and the text is empty."""
    text = _plain(raw)
    if reason := _lost(text):
        return "", reason
    if exact := _SCIENTIFIC.fullmatch(text):
        text = exact[1] + exact[2][: int(exact[3])]
    elif whole := _FLOAT.fullmatch(text):
        text = whole[1]
    text = _SCHEME.sub("", text)
    text = _GREEK_EXTENSION.sub(" ext. ", text)
    if text.startswith("00"):
        text = "+" + text[2:]
    return _TRUNK_ZERO.sub(r"\1 ", text), ""


def _plain(raw: str) -> str:
    """Invisible signs gone, one plain blank for several odd ones, Arabic and other digits made Western."""
    text = raw if raw.isascii() else "".join(map(_plain_sign, _INVISIBLE.sub("", raw)))
    return " ".join(text.split()).lstrip("'")


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign.isspace():
        return " "
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)


def _lost(text: str) -> str:
    """Why the digits cannot be known any more, or an empty text."""
    if _SUM.fullmatch(text):
        return PhoneReason.CALCULATED
    if is_rounded(text):
        return PhoneReason.DIGITS_LOST
    if refuses(text):
        return PhoneReason.OPTED_OUT
    return "" if any(map(str.isdigit, text)) or any(map(str.isalpha, text)) else PhoneReason.NOT_A_NUMBER


def is_rounded(text: str) -> bool:
    """A power of ten whose last digits are gone: 3.06912E+11, but not 6.912345678000E9."""
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return False
    decimals, places = found[2] or "", int(found[3])
    return len(decimals) < places or bool(decimals[places:].strip("0"))
