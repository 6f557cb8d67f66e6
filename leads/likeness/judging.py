"""The evidence in a pair of leads, weighed. Pure.

Reasons are (code, value) pairs: `number`, `email`, `role_email`, `email_like`, `name_same`, `name_like`, `name_part`,
`company`, `postal_code`, `city`, `address` and `birth` speak for it; `name_other`, `number_other`, `email_other`,
`birth_other` and `id_other` against it.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz

from leads.likeness.names import Names, compared

LIKE_CITY, LIKE_EMAIL = 80, 88  # percent of letters in common
ROLES = frozenset({"info", "sales", "office", "contact", "mail", "admin", "hello", "support", "post", "accounts"})
NAME_CODES = {Names.SAME: "name_same", Names.LIKE: "name_like", Names.PART: "name_part", Names.OTHER: "name_other"}
WEIGHTS = {
    "number": 60, "email": 60, "role_email": 25, "email_like": 40, "name_same": 30, "name_like": 22, "name_part": 10,
    "company": 22, "postal_code": 15, "city": 10, "address": 15, "birth": 35, "name_other": -22, "number_other": -6,
    "email_other": -6, "birth_other": -30, "id_other": -2,
}  # fmt: skip
Reason = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a lead. Names, city and address normalised; numbers in E.164; birth as it stands."""

    pk: int
    first: str = ""
    last: str = ""
    company: str = ""
    email: str = ""
    numbers: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()
    postal_code: str = ""
    city: str = ""
    address: str = ""
    birth: str = ""
    external_id: str = ""


class Likeness(NamedTuple):
    """How sure (1 to 99) and why."""

    score: int
    reasons: list[Reason]


def alike(one: Facts, other: Facts, *, shared: Collection[str] = ()) -> Likeness | None:
    """What speaks for one person, when it is enough to ask; `shared`: numbers that several people answer."""
    names = compared(one.first, one.last, other.first, other.last)
    if names == Names.OTHER and one.email != other.email and one.numbers.isdisjoint(other.numbers):
        return None
    reasons = [*_same(one, other, names, shared), *_against(one, other, names)]
    codes = {code for code, _value in reasons}
    if not _enough(codes, names):
        return None
    return Likeness(max(1, min(99, sum(WEIGHTS[code] for code in codes))), reasons)


def _enough(codes: set[str], names: Names) -> bool:
    """Any of the four ways in which two leads become worth a look."""
    near = names in (Names.SAME, Names.LIKE)
    doubts = codes & {"number_other", "email_other", "birth_other"}
    if "number" in codes or ("email" in codes) or ("role_email" in codes and names != Names.OTHER):
        return True
    if "email_like" in codes and names != Names.OTHER:
        return len(doubts) < 2
    if "birth" in codes and names in (Names.SAME, Names.LIKE, Names.PART):
        return True
    if near and "company" in codes:
        return names == Names.SAME or not doubts
    if near and codes & {"postal_code", "address"}:
        return "birth_other" not in codes and len(doubts) < 2
    return near and "city" in codes and not doubts


def _same(one: Facts, other: Facts, names: Names, shared: Collection[str]) -> Iterable[Reason]:
    if number := min((one.numbers & other.numbers).difference(shared), default=""):
        yield "number", number
    if one.email and one.email == other.email:
        yield "role_email" if one.email.partition("@")[0] in ROLES else "email", one.email
    elif _mistyped(one.email, other.email):
        yield "email_like", other.email
    if names in (Names.SAME, Names.LIKE, Names.PART):
        yield NAME_CODES[names], ""
    for code in ("company", "postal_code", "address", "birth"):
        value = getattr(one, code)
        if value and value == getattr(other, code):
            yield code, value
    if one.city and other.city and fuzz.ratio(one.city, other.city) >= LIKE_CITY:
        yield "city", one.city


def _against(one: Facts, other: Facts, names: Names) -> Iterable[Reason]:
    if names == Names.OTHER:
        yield "name_other", ""
    if one.mobiles and other.mobiles and not one.mobiles & other.mobiles:
        yield "number_other", ""
    if one.email and other.email and one.email != other.email and not _mistyped(one.email, other.email):
        yield "email_other", ""
    if one.birth and other.birth and not _begun_alike(one.birth, other.birth):
        yield "birth_other", ""
    if one.external_id and other.external_id and one.external_id != other.external_id:
        yield "id_other", ""


def _mistyped(one: str, other: str) -> bool:
    """Two ways to write one address: not two mailboxes of one office, nor maria12 and maria13 of one provider."""
    if not one or not other or one == other or {one.partition("@")[0], other.partition("@")[0]} & ROLES:
        return False
    if re.sub(r"\d", "", one) == re.sub(r"\d", "", other):
        return False
    return fuzz.ratio(one, other) >= LIKE_EMAIL


def _begun_alike(one: str, other: str) -> bool:
    """Dates that are one, but for a slip in the day, the month or the year."""
    parts = zip(re.split(r"\D+", one), re.split(r"\D+", other), strict=False)
    return one == other or sum(a == b for a, b in parts) >= 2


def people(named: Iterable[tuple[str, str]]) -> int:
    """How many different people these (first, last) names are of; those without a name are not counted."""
    known: list[tuple[str, str]] = []
    for first, last in named:
        if (first or last) and all(compared(first, last, *each) == Names.OTHER for each in known):
            known.append((first, last))
    return len(known)
