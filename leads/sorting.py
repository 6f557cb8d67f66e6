"""In which order a campaign calls its leads: a list of keys, written as `city`, `-recency`, `custom.Size`.

Each key is told as SQL over `e` (the pass), `l` (the lead), `c` (its company) and `g` (its row on the list). A missing
value comes last, up or down. Pure: knows neither Django nor the models.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

CUSTOM = "custom."
CLOSES = "closes"  # orders places, not leads: the queue takes first the place whose hours end soonest
MOST = 4

TEXTS = {
    "name": "l.sort_name",
    "company": "c.sort_name",
    "city": "lower(l.city)",
    "region": "lower(l.region)",
    "area_code": "l.area_code",
    "postal_code": "lower(l.postal_code)",
    "country": "l.country",
    "language": "l.language",
    "source": "lower(l.source)",
    "job_title": "lower(l.job_title)",
}
NUMBERS = {"recency": ("e.began_at",), "attempts": ("e.attempts",), "list": ("e.lead_list_id", "g.row")}
SCORE = "(SELECT j.v FROM jsonb_each_text(l.custom) j (k, v) WHERE lower(j.k) = 'score' LIMIT 1)"
NUMBER = r"'^\s*-?[0-9]{{1,15}}([.,][0-9]{{1,6}})?\s*$'"
AS_NUMBER = f"CASE WHEN {{0}} ~ {NUMBER} THEN replace(btrim({{0}}), ',', '.')::numeric END"
KEYS = ("score", *NUMBERS, *TEXTS, CLOSES)


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `column`: one of KEYS, or `custom.` and the name of a column of the customer's own sheet."""

    column: str
    falls: bool = False

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From `-city`; None for what is no key."""
        key = cls(text.removeprefix("-"), text.startswith("-"))
        return key if key.column in KEYS or (key.own and "\0" not in text) else None

    def __str__(self) -> str:
        return f"-{self.column}" if self.falls else self.column

    @property
    def own(self) -> str:
        """The name of the customer's own column; empty for one of ours."""
        return self.column.removeprefix(CUSTOM) if self.column.startswith(CUSTOM) else ""

    def terms(self, place: int) -> tuple[list[str], dict[str, Any]]:
        """What ORDER BY says, and its parameters. Numbers in a text column stand by their value, before words."""
        if self.column in NUMBERS:
            return [self._turned(term) for term in NUMBERS[self.column]], {}
        if self.column in TEXTS:
            return [self._turned(f"NULLIF({TEXTS[self.column]}, '')")], {}
        if self.column == CLOSES:
            return [], {}
        value = f"jsonb_extract_path_text(l.custom, %(key{place})s)" if self.own else SCORE
        terms = [self._turned(AS_NUMBER.format(value)), self._turned(f"NULLIF(lower(btrim({value})), '')")]
        return terms, {f"key{place}": self.own} if self.own else {}

    def _turned(self, term: str) -> str:
        return f"{term} {'DESC' if self.falls else 'ASC'} NULLS LAST"


def read(texts: Iterable[str]) -> tuple[Key, ...]:
    """The keys of a campaign; what is no key is left out."""
    return tuple(key for key in map(Key.read, texts) if key)


def order_by(keys: Sequence[Key]) -> tuple[str, dict[str, Any]]:
    """(ORDER BY, its parameters): in the order in which they came where the keys say no more."""
    terms: list[str] = []
    told: dict[str, Any] = {}
    for place, key in enumerate(keys):
        more, params = key.terms(place)
        terms += more
        told |= params
    return ", ".join([*terms, "e.id"]), told


def by_place(keys: Sequence[Key]) -> bool:
    """The place whose calling hours end soonest comes first."""
    return any(key.column == CLOSES for key in keys)


def by_lead(keys: Sequence[Key]) -> tuple[Key, ...]:
    """The keys that a lead's rank is made of."""
    return tuple(key for key in keys if key.column != CLOSES)
