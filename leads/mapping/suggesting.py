"""Suggest a field for every column. No field is given twice: the surer column wins, the loser is kept as custom."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from leads.addresses import divided
from leads.countries import iso_of
from leads.fields import CUSTOM, IGNORE, NEVER_A_PHONE, OURS, PHONES, field_named, field_within, folded, names
from leads.mapping.evidence import Evidence, weigh

_ALIKE = 85
_SURE_BY_VALUE = 0.8
_UNLIKELY = 0.2
_CODES = {"id", "tax", "vat", "afm", "αφμ", "iban", "account", "amount", "κωδικοσ", "invoice", "order", "sku"}
_VAGUE = {"id", "code", "ref", "reference", "reference number", "κωδικοσ", "uid"}
"""Names that may be no more than the number of the row, as `folded` writes them."""
_BLANK_COLUMN = 0.6  # what a name counts for above a blank column


@dataclass(frozen=True)
class Match:
    """A column's field (or "custom"), how sure that is (0 to 1), and what its values are."""

    field: str
    confidence: float
    evidence: Evidence


def fingerprint(headers: Sequence[str]) -> str:
    """The same for the same columns in any order, so that a mapping can be remembered."""
    return hashlib.sha256("\n".join(sorted(map(folded, headers))).encode()).hexdigest()[:32]


def suggest(
    headers: Sequence[str], rows: Sequence[Sequence[str]], region: str = "", known: Sequence[str] = ()
) -> dict[str, Match]:
    """{header: Match} for every header; ``rows`` are some first rows, ``region`` where national numbers belong,
    ``known`` the names of the client's custom fields: a column of such a name goes on being it.
    """
    columns = [[row[index] if index < len(row) else "" for row in rows] for index in range(len(headers))]
    regions = _regions(headers, columns)
    evidence = [weigh(column, region, regions) for column in columns]
    ours = OURS if set(OURS) <= set(headers) else ()  # a lone column "error" is somebody else's
    guesses = [
        (IGNORE, 1.0) if header in ours else _guess(header, column, seen)
        for header, column, seen in zip(headers, columns, evidence, strict=True)
    ]
    chosen = _one_each(guesses)
    _widen_address(headers, columns, chosen)
    _rename_customs(headers, chosen, known)
    return {
        header: Match(field, guess[1] if not field.startswith(CUSTOM) else 0.0, seen)
        for header, guess, field, seen in zip(headers, guesses, chosen, evidence, strict=True)
    }


def _regions(headers: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """Each row's country, from a column that is named so."""
    for header, column in zip(headers, columns, strict=True):
        if "country" in (field_named(header), field_within(header)) and any(column):
            return [iso_of(cell) for cell in column]
    return []


def _guess(header: str, column: Sequence[str], seen: Evidence) -> tuple[str, float]:
    """(field, confidence) by name, corrected by the values; by the values alone when the name says nothing."""
    if any(word in folded(header).split() for word in NEVER_A_PHONE):
        return CUSTOM, 0.0
    named, sure = _by_name(header)
    if named and (_contradicted(named, seen) or (folded(header) in _VAGUE and _numbers_rows(column))):
        named = ""
    if named in PHONES and named != "mobile" and not field_named(header) and seen.mobiles >= _SURE_BY_VALUE:
        named = "mobile"
    return (named, sure if seen.filled else sure * _BLANK_COLUMN) if named else _by_values(header, seen)


def _by_name(header: str) -> tuple[str, float]:
    if exact := field_named(header):
        return exact, 0.95
    if within := field_within(header):
        return within, 0.85
    plain = folded(header)
    alike = [name for name in names() if name.count(" ") == plain.count(" ")]
    found = process.extractOne(plain, alike, scorer=fuzz.ratio, score_cutoff=_ALIKE) if len(plain) > 3 else None
    return (names()[found[0]], found[1] / 100 * 0.8) if found else ("", 0.0)


def _contradicted(field: str, seen: Evidence) -> bool:
    """A column named so whose values say otherwise, such as a "Mail" of street names or a "Number" of invoices."""
    if not seen.filled:
        return False
    if field == "email":
        return seen.emails < _UNLIKELY and not (seen.filled < 5 and seen.addresses)
    if field in PHONES:
        return seen.phones < _UNLIKELY and (
            seen.emails > 0.5 or seen.dates > 0.5 or (seen.filled >= 5 and not seen.phones)
        )
    if field in ("city", "country", "company", "first_name", "last_name", "region"):
        return seen.phones > _SURE_BY_VALUE or seen.emails > _SURE_BY_VALUE or seen.dates > _SURE_BY_VALUE
    return seen.emails > _SURE_BY_VALUE and field not in ("external_id", "notes", "full_name")


def _numbers_rows(column: Sequence[str]) -> bool:
    """1, 2, 3 …: such numbers come again in the next file, for other people."""
    numbers = [int(cell) for cell in column if cell.isdecimal() and len(cell) < 9]
    return (
        len(numbers) > 2
        and numbers[0] in (0, 1)
        and all(later == sooner + 1 for sooner, later in zip(numbers, numbers[1:], strict=False))
    )


def _by_values(header: str, seen: Evidence) -> tuple[str, float]:
    if seen.emails >= _SURE_BY_VALUE:
        return "email", 0.7 * seen.emails
    if seen.phones >= _SURE_BY_VALUE and seen.filled > 1 and not set(folded(header).split()) & _CODES:
        return ("mobile" if seen.mobiles >= _SURE_BY_VALUE else "phone"), 0.6 * seen.phones
    return CUSTOM, 0.0


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


def _widen_address(headers: Sequence[str], columns: Sequence[Sequence[str]], chosen: list[str]) -> None:
    """A column of addresses in which postal code and city stand too is divided, when no column has these."""
    if "address" not in chosen or {"city", "postal_code", "full_address"} & set(chosen):
        return
    index = chosen.index("address")
    filled = [cell for cell in columns[index] if cell]
    if filled and sum(divided(cell) is not None for cell in filled) >= 0.6 * len(filled):
        chosen[index] = "full_address"


def _rename_customs(headers: Sequence[str], chosen: list[str], known: Sequence[str]) -> None:
    """ "budget" goes on being the "Budget" that the client's leads have."""
    names_known = {folded(name): name for name in known}
    for index, header in enumerate(headers):
        name = names_known.get(folded(header), header)
        if chosen[index] == CUSTOM and name != header:
            chosen[index] = f"{CUSTOM}:{name}"
