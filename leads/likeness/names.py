"""How like two persons' names are. Pure; names come normalised (leads.names.normalised)."""

from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

LIKE_LAST = 0.75  # share of letters that need not be mended, from where two family names may be one
LIKE_FIRST = 0.7
_SHORT = 3  # letters of a first name that may stand for the whole of it
_GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρστυφω", "avgdeziiklmnxoprstyfo", strict=True)) | {"θ": "th", "χ": "ch", "ψ": "ps"}
)


class Names(IntEnum):
    """Unknown where one of the two has no person's name."""

    OTHER = -1
    UNKNOWN = 0
    PART = 1
    LIKE = 2
    SAME = 3


@lru_cache(maxsize=65_536)
def compared(first_a: str, last_a: str, first_b: str, last_b: str) -> Names:
    """Compare two names, also with first and family name in each other's place, or in Greek and in Latin letters."""
    first_a, last_a, first_b, last_b = map(latin, (first_a, last_a, first_b, last_b))
    if not (first_a or last_a) or not (first_b or last_b):
        return Names.UNKNOWN
    if sorted(f"{first_a} {last_a}".split()) == sorted(f"{first_b} {last_b}".split()):
        return Names.SAME
    if not (first_a and last_a and first_b and last_b):
        return _part(f"{first_a} {last_a}".split(), f"{first_b} {last_b}".split())
    straight = _last(last_a, last_b) and _first(first_a, first_b)
    crossed = _last(last_a, first_b) and _last(first_a, last_b)
    return Names.LIKE if straight or crossed else Names.OTHER


def latin(name: str) -> str:
    """Greek letters as they are written in passports (ELOT 743, without its finer rules)."""
    return name if name.isascii() else name.replace("ου", "ou").translate(_GREEK)


def _part(one: list[str], other: list[str]) -> Names:
    """One has only a first or only a family name: is that among the other's words?"""
    few, many = sorted((one, other), key=len)
    return Names.PART if all(any(_last(word, each) for each in many) for word in few) else Names.OTHER


def _last(one: str, other: str) -> bool:
    return OSA.normalized_similarity(one, other) >= LIKE_LAST


def _first(one: str, other: str) -> bool:
    """Spelt alike, or one is the beginning of the other: Rob and Robert, H. and Helen."""
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    begins = long.startswith(short) and (len(short) >= _SHORT or len(short) == 1)
    return begins or OSA.normalized_similarity(one, other) >= LIKE_FIRST
