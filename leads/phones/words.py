"""Words in a cell where a number should stand: a refusal to be called, a fax, or a word for nothing (words.toml)."""

import re
import tomllib
from pathlib import Path

from leads.names import normalised

_WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_REFUSALS = re.compile("|".join(pattern for language in _WORDS["refusals"].values() for pattern in language))
_NOTHING = frozenset(_WORDS["nothing"]["words"])
_APOSTROPHES = str.maketrans("", "", "'’‘´`ʼ")
_SIGNS = re.compile(r"[\W_]+")
_SOMETHING = re.compile(r"[^\W_0]")
_SHORT, _LONGEST = 16, 250
_ORDINARY = "+0123456789 ()-./"
_FAX = r"(?:tele)?(?:fax|facsimile|φαξ)"
_DIGITS = r"[+\d(][\d\s()./+–-]*\d"
_BOTH = re.compile(rf"(?:tel|phone|ph|τηλ)\w*\W{{1,5}}(?:(?:and|και)\W)?{_FAX}\b", re.IGNORECASE)
_FAXES = [
    re.compile(rf"\b{_FAX}\b[\s.:=–-]{{0,3}}?{_DIGITS}", re.IGNORECASE),
    re.compile(rf"{_DIGITS}\s*\(?\b{_FAX}\b\)?", re.IGNORECASE),
]


def refuses(text: str) -> bool:
    """The cell says that the person does not want to be called."""
    if not any(map(str.isalpha, text)):
        return False
    return _REFUSALS.search(_SIGNS.sub(" ", normalised(text.translate(_APOSTROPHES))).strip()) is not None


def without_words(text: str) -> str:
    """What is left of a cell without its letters, and the brackets that held them."""
    return re.sub(r"\(\s*\)", " ", "".join(" " if sign.isalpha() else sign for sign in text)).strip(" .,;:!-'’")


def without_fax(text: str) -> str:
    """The cell without the numbers that it calls a fax; one that is for both may be called."""
    if not text.strip(_ORDINARY) or len(text) > _LONGEST or _BOTH.search(text):
        return text
    for faxes in _FAXES:
        text = faxes.sub(" ", text).strip(" ,;/|&-") if faxes.search(text) else text
    return text


def says_nothing(text: str) -> bool:
    """The cell says that there is no number: a word for it, signs only, or nothing but zeros."""
    if len(text) >= _SHORT:
        return False
    return not _SOMETHING.search(text) or normalised(text) in _NOTHING
