"""A repaired row as lines of the staging tables, for COPY. Pure."""

import json
from collections.abc import Iterable
from functools import lru_cache

from leads import phones
from leads.loading import sentences
from leads.loading.rows import Row
from leads.names import normalised
from leads.phones import Phone
from leads.regions import state_of

_normalised = lru_cache(maxsize=65_536)(normalised)
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_as_json = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make one for each row

COLUMNS = (
    "line", "outcome", "external_id", "first_name", "last_name", "person", "company", "company_key", "job_title",
    "email",
    "phone", "area_code", "address", "city", "region", "postal_code", "country", "language", "zones", "zone_source",
    "zone_confidence", "window_region", "source", "notes", "custom", "sort_name", "search",
)  # fmt: skip
"""The staging table's columns, in the order of ``line``."""
PHONE_COLUMNS = ("line", "position", "number", "extension", "kind", "certain", "raw")


def line(row: Row) -> tuple[object, ...]:
    """The row as a line for COPY."""
    get = row.values.get
    first, last, company = get("first_name", ""), get("last_name", ""), get("company", "")
    company_key = _normalised(company)[:200]
    person = f"{_normalised(last)} {_normalised(first)}".strip()
    phone = row.phones[0] if row.phones else None
    number = phone.e164 if phone else ""
    words = (person, company_key, get("email", ""), " ".join(each.e164 for each in row.phones))
    return (
        row.number, _outcome(row), get("external_id", ""), first, last, person, company, company_key,
        get("job_title", ""), get("email", ""), number, phones.area_code(number, phone.kind)[:8] if phone else "",
        get("address", ""), get("city", ""), get("region", ""), get("postal_code", ""), row.country,
        get("language", ""), "{" + ",".join(sorted(row.zone.names)) + "}", row.zone.source,
        round(row.zone.confidence * 100), state_of(row.country, get("region", "")), get("source", ""),
        get("notes", ""), _as_json(row.custom) if row.custom else "{}",
        (person or company_key or number)[:200],
        f"{' '.join(words)} {_normalised(get('city', ''))} {get('external_id', '').lower()}",
    )  # fmt: skip


def keys(row: Row) -> list[str]:
    """By what the row's person is found, among the leads and in the file."""
    said = (row.values.get("external_id", ""), row.values.get("email", ""), *(each.e164 for each in row.phones))
    return [each for each in said if each]


BAD_COLUMNS = ("line", "header", "value", "reason", "suggestion", "cells")


def bad_line(row: Row) -> tuple[object, ...]:
    """What is wrong with a refused row, as a line for COPY."""
    said = row.refusal
    cells = _as_json({"cells": row.cells})
    return (row.number, said.column[:200], said.value[:254], said.reason, said.suggestion[:200], cells)


CONSENT_COLUMNS = ("line", "basis", "given_on", "words")


def consent_line(row: Row) -> tuple[object, ...]:
    """On what ground the row's person may be contacted, as a line for COPY."""
    assert row.agreed
    return (row.number, *row.agreed)


DOUBT_COLUMNS = ("line", "header", "value", "suggestion")


def doubt_line(row: Row) -> tuple[object, ...]:
    """What looks mistyped, as a line for COPY."""
    return (row.number, row.doubt.column, row.doubt.value, row.doubt.suggestion)


def _outcome(row: Row) -> str:
    """What is certain before the database is asked: a refused row, or one that asks not to be called."""
    if row.opted_out:
        return "suppressed"
    if row.refusal.reason == sentences.LEFT_OUT:
        return "skipped"
    return "rejected" if row.refusal.reason else ""


def phone_lines(row: Row) -> list[tuple[object, ...]]:
    """The row's numbers as lines for COPY."""
    return [
        (row.number, place, each.e164, each.extension[:12], _kind(each), each.validity == "valid", each.raw[:60])
        for place, each in enumerate(row.phones, 1)
    ]


def _kind(phone: Phone) -> str:
    return phone.kind if phone.kind in ("mobile", "landline") else "other"


def copied(lines: Iterable[tuple[object, ...]]) -> bytes:
    """Lines in the text format of COPY."""
    return "".join([f"{_one(cells)}\n" for cells in lines]).encode()


def _one(cells: tuple[object, ...]) -> str:
    plain = "\t".join(map(str, cells))
    if "\\" in plain or "\n" in plain or "\r" in plain or plain.count("\t") >= len(cells):
        return "\t".join([str(cell).translate(_ESCAPED) for cell in cells])
    return plain
