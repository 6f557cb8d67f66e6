"""Which 8-bit code page makes words of a text's foreign bytes: the alphabets of the languages decide. Pure.

A wrong code page gives itself away: signs in the middle of words, capitals after small letters, letters that no one
language has together, two scripts in one word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(rb"[A-Za-z'\x80-\xff]*[\x80-\xff][A-Za-z'\x80-\xff]*")
_WORDS = 400  # different words that are judged
_ALONE = frozenset("«»–—•…€£§©°·´`¨\u00a0\u00ad")
_OPENING = frozenset("¿¡‚„«“‘")
_CLOSING = frozenset("®™ºª»”’°№")
_LAST = frozenset("ςךםןףץ")
"""Letters that only end words."""
_LONG_RUN = 5  # foreign letters in a row, which Latin words hardly have
_MIXED = 0.01  # what a mixture of languages counts less than one language
_USUAL = 0.6  # share of common letters in a text of another script
_UNLIKELY = 0.6
_SIGNS_LESS = 0.02  # what an everyday sign of two bytes counts less than a letter


@dataclass(frozen=True)
class Script:
    """Languages that share code pages. ``common``: the letters that a text of another script has most."""

    encodings: tuple[str, ...]
    alphabets: tuple[str, ...]
    common: str = ""


_WEST = (
    "àèéìíîòóùú", "àâæçèéêëîïôùûüÿœ", "äöüß", "áéíóúüñ", "ãáàâçéêíóôõúü", "åäöé", "æøåéòóô", "ëïéèêüöáóí", "àçèéíïòóúü",
    "áðéíóúýþæö",
)  # fmt: skip
_MIXTURE = "àâäåæãáçèéêëìíîïñòóôöõøùúûüÿœß"
SCRIPTS = (
    Script(("cp1252", "mac-roman", "cp850"), (*_WEST, _MIXTURE)),
    Script(
        ("cp1250", "iso-8859-2", "cp852", "mac-latin2"),
        ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž", "čšž", "äëéößüç"),
    ),
    Script(("cp1254",), ("çğıöşüâîİ",)),
    Script(("cp1257",), ("āčēģīķļņšūž", "ąčęėįšųūž", "äõöüšž")),
    Script(("cp1253", "iso-8859-7", "mac-greek", "cp737"), ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",), "αοιετσνηρς"),
    Script(
        ("cp1251", "koi8-r", "mac-cyrillic", "cp866", "iso-8859-5"),
        ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџ",),
        "оеаинтсрвлк",
    ),
    Script(("cp1255",), ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",), "יוהלאמרתבש"),
    Script(("cp1256",), ("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگک",), "اليمونرتبة"),
)
_CJK = {
    "cp949": ("euc_kr", range(0xB0, 0xC9)),
    "gb18030": ("gb2312", range(0xB0, 0xD8)),
    "big5": ("big5", range(0xA4, 0xC7)),
    "cp932": ("cp932", range(0x88, 0x98)),
    "euc_jp": ("euc_jp", range(0xB0, 0xD0)),
}
"""Codec → (codec that knows the everyday signs, the first bytes of these)."""


def best_encoding(sample: bytes) -> str:
    """The codec under which the sample's foreign words look most like words; empty when none does."""
    words = [word for word in dict.fromkeys(_WORD.findall(sample)) if len(set(word)) > 1][:_WORDS]
    found = [(score, -place, name) for place, (score, name) in enumerate([*_by_words(words), *_by_signs(sample)])]
    score, _place, name = max(found, default=(0.0, 0, ""))
    return name if score > _UNLIKELY else ""


def _by_words(words: list[bytes]) -> Iterator[tuple[float, str]]:
    for script in SCRIPTS:
        for encoding in script.encodings:
            decoded = [word.decode(encoding, "replace") for word in words]
            for alphabet in script.alphabets:
                less = _MIXED if alphabet == _MIXTURE else 0.0
                yield _likeness(decoded, alphabet, script.common) - less, encoding


def _likeness(words: Iterable[str], alphabet: str, common: str) -> float:
    """From 0 to 1: the share of foreign letters that stand where a word of this language has them."""
    letters = frozenset(alphabet + alphabet.upper())
    usual = frozenset(common + common.upper())
    good = seen = often = 0
    for word in words:
        if common or not _has_long_run(word):
            good += sum(_fits(word, place, letters, bool(common)) for place, sign in enumerate(word) if sign > "\x7f")
        seen += sum(sign > "\x7f" for sign in word)
        often += sum(sign in usual for sign in word)
    if not seen:
        return 0.0
    return good / seen if not common else 0.8 * good / seen + 0.2 * min(1.0, often / seen / _USUAL)


def _has_long_run(word: str) -> bool:
    return max(map(len, re.findall(r"[^\x00-\x7f\W\d_]+", word)), default=0) >= _LONG_RUN


def _fits(word: str, place: int, letters: frozenset[str], alone: bool) -> bool:
    """The sign may stand here: a letter of the alphabet in its case, or a sign at the edge of a word."""
    sign, before, after = word[place], word[place - 1 : place], word[place + 1 : place + 2]
    if sign not in letters:
        return _is_sign(sign, before.isalpha(), after.isalpha())
    if sign.isupper() and before.islower():
        return False
    if (sign.islower() and word[place - 2 : place].isupper() and place > 1) or (sign in _LAST and after.isalpha()):
        return False
    if sign in "õÕ":  # Portuguese has it before an e only; in Hungarian's code page it is another letter
        return after in ("e", "E")
    return not (alone and any(near.isascii() and near.isalpha() for near in (before, after)))


def _is_sign(sign: str, before: bool, after: bool) -> bool:
    """A sign that opens, closes or divides words, with a letter before or after it."""
    return (
        not (before or after)
        if sign in _ALONE
        else (sign in _OPENING and not before) or (sign in _CLOSING and not after)
    )


def _by_signs(sample: bytes) -> Iterator[tuple[float, str]]:
    """Chinese, Japanese and Korean: two bytes a sign, most of them everyday ones."""
    whole = sample[: sample.rfind(b"\n")] if b"\n" in sample else sample
    for encoding, (everyday, firsts) in _CJK.items():
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = [sign for sign in text[:4000] if sign > "\x7f" and (sign.isalpha() or not sign.isprintable())]
        known = sum(_is_everyday(sign, everyday, firsts) for sign in signs)
        yield (known / len(signs) - _SIGNS_LESS if signs else 0.0), encoding


@lru_cache(maxsize=8192)
def _is_everyday(sign: str, codec: str, firsts: range) -> bool:
    if "\u3040" <= sign <= "\u30ff":
        return codec in ("cp932", "euc_jp")
    try:
        code = sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and code[0] in firsts
