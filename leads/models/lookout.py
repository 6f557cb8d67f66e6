"""Who may be one person with whom: candidates by SQL, compared by leads/likeness."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.db import connection

from leads.likeness import Facts, Likeness, alike
from leads.models.lead import Lead
from leads.models.order import LAST
from leads.names import normalised

_SETTINGS = ", ".join(f"set_config('enable_{way}', %s, true)" for way in ("seqscan", "sort", "bitmapscan"))
_SETTINGS = f"SELECT {_SETTINGS}"
_SQL = Path(__file__).resolve().parents[1] / "likeness"
BIRTHS = frozenset(
    normalised(name)
    for name in ("dob", "birthday", "birth date", "birthdate", "date of birth", "ημερομηνία γέννησης", "γενέθλια")
)
SAMPLE = 300  # of the newest leads are asked which columns they have
Pair = tuple[int, int]
_plain = lru_cache(maxsize=65_536)(normalised)


@cache
def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def ask(name: str, about: dict[str, Any]) -> list[Any]:
    """The answer of leads/likeness/NAME.sql. Its short walks are along an index, in its order: where a list was loaded
    a moment ago the database has no statistics of it, and would read the whole table for each."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS, ["off"] * 3)
        cursor.execute(_statement(name), about)
        found = list(cursor.fetchall())
        cursor.execute(_SETTINGS, ["on"] * 3)
    return found


def likely_pairs(client_id: int, ids: Sequence[int], shared: Collection[str]) -> Iterator[tuple[Pair, Likeness]]:
    """Pairs (older id, younger id) with at least one of these leads, and why. `shared`: numbers of no meaning."""
    birth = birth_column(client_id)
    pairs = _candidates(client_id, ids, shared, birth)
    facts = facts_of(client_id, {pk for pair in pairs for pk in pair}, birth)
    for pair in pairs:
        one, other = facts.get(pair[0]), facts.get(pair[1])
        found = alike(one, other, shared=shared) if one and other else None
        if found:
            yield pair, found


def birth_column(client_id: int) -> str:
    """Which of the client's own columns holds the date of birth; empty when none does."""
    newest = Lead.objects.of_client(client_id).order_by("-pk").values_list("custom", flat=True)[:SAMPLE]
    return next((name for custom in newest for name in custom if normalised(name) in BIRTHS), "")


def _candidates(client_id: int, ids: Sequence[int], shared: Collection[str], birth: str) -> list[Pair]:
    about: dict[str, Any] = {
        "client": client_id,
        "ids": list(ids),
        "shared": list(shared),
        "birth": birth,
        "last": LAST,
    }
    return ask("candidates", about)


def facts_of(client_id: int, ids: Collection[int], birth: str) -> Mapping[int, Facts]:
    """What is compared of these leads."""
    about = {"client": client_id, "ids": list(ids), "birth": birth}
    numbers: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for lead, number, mobile in ask("numbers", about):
        numbers[lead].append((number, mobile))
    return {row[0]: _facts(row, numbers[row[0]]) for row in ask("facts", about)}


def _facts(row: tuple[Any, ...], numbers: list[tuple[str, bool]]) -> Facts:
    pk, first, last, company, email, postal_code, city, address, birth, external_id = row
    return Facts(
        pk=pk,
        first=_plain(first),
        last=_plain(last),
        company=str(company or ""),
        email=email,
        numbers=frozenset(number for number, _mobile in numbers),
        mobiles=frozenset(number for number, mobile in numbers if mobile),
        postal_code=postal_code.replace(" ", "").lower(),
        city=_plain(city),
        address=_plain(address),
        birth=birth or "",
        external_id=external_id,
    )
