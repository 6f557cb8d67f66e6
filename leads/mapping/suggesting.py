"""Suggest a field for every column. No field is given twice: the surer column wins, the loser is kept as custom."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from leads.countries import iso_of
from leads.mapping.evidence import Evidence, weigh
from leads.mapping.words import CUSTOM, IGNORE, NEVER_A_PHONE, OURS, PHONES, field_named, folded, names

_ALIKE = 85
_SURE_BY_VALUE = 0.8
_UNLIKELY = 0.2
_CODES = {"id", "tax", "vat", "afm", "αφμ", "iban", "account", "amount", "κωδικος", "invoice", "order", "sku"}


@dataclass(frozen=True)
class Match:
    """A column's field (or "custom"), how sure that is (0 to 1), and what its values are."""

    field: str
    confidence: float
    evidence: Evidence


def fingerprint(headers: Sequence[str]) -> str:
    """The same for the same columns in any order, so that a mapping can be remembered."""
    return hashlib.sha256("\n".join(sorted(map(folded, headers))).encode()).hexdigest()[:32]


def suggest(headers: Sequence[str], rows: Sequence[Sequence[str]], region: str = "") -> dict[str, Match]:
    """{header: Match} for every header; ``rows`` are some first rows, ``region`` where national numbers belong."""
    columns = [[row[index] if index < len(row) else "" for row in rows] for index in range(len(headers))]
    regions = _regions(headers, columns)
    evidence = [weigh(column, region, regions) for column in columns]
    guesses = [_guess(header, seen) for header, seen in zip(headers, evidence, strict=True)]
    chosen = _one_each(guesses)
    return {
        header: Match(field, guess[1] if field != CUSTOM else 0.0, seen)
        for header, guess, field, seen in zip(headers, guesses, chosen, evidence, strict=True)
    }


def _regions(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """Each row's country, from a column that is named so."""
    for header, column in zip(headers, columns, strict=True):
        if field_named(header) == "country":
            return [iso_of(cell) for cell in column]
    return []


def _guess(header: str, seen: Evidence) -> tuple[str, float]:
    """(field, confidence) by name, corrected by the values; by the values alone when the name says nothing."""
    if header in OURS:
        return IGNORE, 1.0
    if any(word in folded(header).split() for word in NEVER_A_PHONE):
        return CUSTOM, 0.0
    named, sure = _by_name(header)
    if named and _contradicted(named, seen):
        named = ""
    return (named, sure) if named else _by_values(header, seen)


def _by_name(header: str) -> tuple[str, float]:
    if exact := field_named(header):
        return exact, 0.95
    found = process.extractOne(folded(header), names().keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (names()[found[0]], found[1] / 100 * 0.85) if found and len(header) > 3 else ("", 0.0)


def _contradicted(field: str, seen: Evidence) -> bool:
    """A column named so whose values say otherwise, such as a "Mail" of street names or a "Number" of invoices."""
    if not seen.filled:
        return False
    if field == "email":
        return seen.emails < _UNLIKELY
    if field in PHONES:
        return seen.phones < _UNLIKELY and (
            seen.emails > 0.5 or seen.dates > 0.5 or seen.filled >= 5 and not seen.phones
        )
    return seen.emails > _SURE_BY_VALUE and field not in ("external_id", "notes", "full_name")


def _by_values(header: str, seen: Evidence) -> tuple[str, float]:
    if seen.emails >= _SURE_BY_VALUE:
        return "email", 0.7 * seen.emails
    if seen.phones >= _SURE_BY_VALUE and seen.filled > 1 and not _is_code(header):
        return ("mobile" if seen.mobiles >= _SURE_BY_VALUE else "phone"), 0.6 * seen.phones
    return CUSTOM, 0.0


def _is_code(header: str) -> bool:
    """Tax, bank and other numbers that can pass for phones."""
    words = set(folded(header).split())
    return bool(
        words & {"id", "tax", "vat", "afm", "αφμ", "iban", "account", "amount", "κωδικος", "invoice", "order", "sku"}
    )


def _one_each(guesses: Sequence[tuple[str, float]]) -> list[str]:
    """Give each field to its surest column; further phones take the free phone fields."""
    chosen = [CUSTOM] * len(guesses)
    taken: set[str] = set()
    several = (CUSTOM, IGNORE)
    for index in sorted(range(len(guesses)), key=lambda place: -guesses[place][1]):
        wanted = guesses[index][0]
        options = (wanted, "phone2", "phone3", "phone", "mobile") if wanted in PHONES else (wanted,)
        chosen[index] = next((field for field in options if field not in taken or field in several), CUSTOM)
        taken.add(chosen[index])
    return chosen
