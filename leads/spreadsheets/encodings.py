"""Guess the encoding of a text file: certain where bytes prove it, a guess that a person may change elsewhere."""

import codecs
from pathlib import Path

from leads.spreadsheets import limits
from leads.spreadsheets.alphabets import best_encoding
from leads.spreadsheets.limits import SpreadsheetError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 64 * 1024
_BLOCK = 1024 * 1024
_BROKEN = 0.05  # share of foreign signs that may be broken in a file that is UTF-8 all the same
_FALLBACK = "cp1252"


def guess_encoding(path: Path) -> str:
    """Name of a Python codec. Order of proof: byte-order mark, UTF-16 by its zeros, strict UTF-8, then letters."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    return _by_zeros(sample) or _as_utf8(path) or _by_letters(path)


def _by_zeros(sample: bytes) -> str:
    """UTF-16 without a mark: blanks, digits and dividers have a zero on one side, in Greek text too."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.03 * len(sample) or min(even, odd) > 0.1 * max(even, odd):
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = sample[: len(sample) // 2 * 2].decode(name, "replace")
    plain = sum(sign.isascii() for sign in text)
    return name if text.count("\ufffd") <= 1 and 10 * plain > len(text) and "\0" not in text else ""


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


def _by_letters(path: Path) -> str:
    """The lines with foreign bytes decide; a few broken places do not unmake UTF-8."""
    sample = _foreign_part(path)
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken <= _BROKEN * sum(sign > "\x7f" for sign in text):
        return "utf-8"
    return best_encoding(sample) or _FALLBACK


def _foreign_part(path: Path) -> bytes:
    """Up to 64 KiB of the lines that hold bytes beyond ASCII."""
    found: list[bytes] = []
    room = _SAMPLE
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.append(line[:room])
                room -= len(line)
                if room <= 0:
                    break
    return b"".join(found)


def known(encoding: str) -> str:
    """The codec's name in lower case; SpreadsheetError when there is none of that name."""
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise SpreadsheetError(limits.UNKNOWN_ENCODING, encoding=encoding) from error
    return encoding.lower()
