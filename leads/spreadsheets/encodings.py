"""Guess the encoding of a text file: certain where bytes prove it, a guess that a person may change elsewhere."""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 256 * 1024
_BLOCK = 1024 * 1024
_RUNS = re.compile(rb"[\x80-\xff]+")
_GREEK = set("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ")
_COMMON_GREEK = set("αοιετσνηρςΑΟΙΕΤΣΝΗΡ")
_ISO_ALPHA = re.compile(rb"(?<![\xc1-\xfe])\xb6[\xdc-\xfe]")
_CENTRAL = set(b"\xb3\xb9\xa3\xa5\xaf\xbf\xbe\x9c\x8c\x9f\x8f\x9d\x8d")
"""Letters of Central Europe in cp1250 whose places hold signs (or nothing) in cp1252."""
_CZECH = set(b"\xec\xf8\xe8\x9a\x9e\xf9\xef\xf2")
"""ě ř č š ž ů ď ň: the letters of Czech; š and ž next to them hardly occur in the West."""


def guess_encoding(path: Path) -> str:
    """Name of a Python codec. Order of proof: byte-order mark, UTF-16 by its zeros, strict UTF-8, then letters."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    return _by_zeros(sample) or _as_utf8(path) or _eight_bit(path)


def _by_zeros(sample: bytes) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else ""


def _as_utf8(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return ""
    return "utf-8"


def _eight_bit(path: Path) -> str:
    """The part of the file around its first foreign bytes decides."""
    sample = _foreign_part(path)
    runs = _RUNS.findall(sample)
    if _is_greek(runs):
        return "iso-8859-7" if _ISO_ALPHA.search(sample) else "cp1253"
    if sum(map(len, runs)) < 1.6 * len(runs):
        return _western(sample)
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _foreign_part(path: Path) -> bytes:
    """Up to 256 KiB of the lines that hold bytes beyond ASCII."""
    found: list[bytes] = []
    room = _SAMPLE
    with path.open("rb") as file:
        for line in file:
            if room > 0 and not line.isascii():
                found.append(line[:room])
                room -= len(line)
    return b"".join(found)


def _is_greek(runs: list[bytes]) -> bool:
    text = b"".join(runs).decode("cp1253", "replace")
    if not text or sum(map(len, runs)) < 2 * len(runs):
        return False
    greek = sum(letter in _GREEK for letter in text)
    common = sum(letter in _COMMON_GREEK for letter in text)
    return greek > 0.9 * len(text) and common > 0.4 * len(text)


def _western(sample: bytes) -> str:
    """Single foreign letters among ASCII ones: Western (cp1252) unless Central European letters say otherwise."""
    between = re.findall(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[a-z])", sample)
    if not between:
        return "cp1252"
    central = sum(letter[0] in _CENTRAL for letter in between)
    czech = {letter[0] for letter in between} & _CZECH
    if central > 0.1 * len(between) or (czech & {0x9A, 0x9E, 0xF9} and len(czech) >= 3):
        return "cp1250"
    return "cp1252"
