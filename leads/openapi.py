"""The API's description for people: chapters of a page, made of the OpenAPI document that programs read. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leads.mapping import FIELDS

_PARAGRAPHS = f"""Leads from other programs: from your web site, your shop, your CRM.

An administrator makes a token for one company (Team, API tokens). Send it with every request, as the header
Authorization: Bearer …

A row is an object of text: {{"full_name": "Helen Papadaki", "phone": "6912345678", "colour": "blue"}}. These names are
fields of a lead: {", ".join(FIELDS)}. Other names are recognised where they can be (“Κινητό”, “E-mail address”), and
kept under their own name where not. Every row is judged as a row of a spreadsheet is: repaired, matched with the leads
that are known, checked against the do-not-call lists.

A refusal is {{"error": "a sentence", "problems": {{"rows[3].phone": "a sentence"}}}}, in the language that the header
Accept-Language asks for (en, el). At most 1000 rows and 5 MB at once."""
DESCRIPTION = "\n\n".join(" ".join(paragraph.split()) for paragraph in _PARAGRAPHS.split("\n\n"))


@dataclass(frozen=True)
class Part:
    """One name in a body or an answer: its type in words, whether it must be there, what it is."""

    name: str
    kind: str
    required: bool
    words: str


@dataclass(frozen=True)
class Chapter:
    """One operation: `parts` of the body, answers as (status, words, parts)."""

    method: str
    path: str
    title: str
    words: str
    headers: list[Part]
    body: list[Part]
    answers: list[tuple[str, str, list[Part]]]


def chapters(schema: Mapping[str, Any]) -> list[Chapter]:
    """Every operation of an OpenAPI document."""
    return [
        _chapter(schema, method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _chapter(schema: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any]) -> Chapter:
    told = operation.get("parameters", [])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Chapter(
        method,
        path,
        operation.get("summary", ""),
        operation.get("description", ""),
        [Part(p["name"], _kind(schema, p["schema"]), p.get("required", False), p["in"]) for p in told],
        list(_parts(schema, body)),
        [
            (str(status), answer.get("description", ""), list(_parts(schema, _json(answer))))
            for status, answer in sorted(operation["responses"].items(), key=lambda told: str(told[0]))
        ],
    )


def _json(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parts(schema: Mapping[str, Any], of: Mapping[str, Any], before: str = "") -> Iterator[Part]:
    """The names of an object, and of the objects in it as `consent.text`, `rows[].index`."""
    thing = _resolved(schema, of)
    for name, kind in thing.get("properties", {}).items():
        full = f"{before}{name}"
        yield Part(full, _kind(schema, kind), name in thing.get("required", []), kind.get("description", ""))
        for option in _options(kind):
            inner = option.get("items", option)
            yield from _parts(schema, inner, f"{full}[]." if "items" in option else f"{full}.")


def _resolved(schema: Mapping[str, Any], of: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(of.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = schema["components"]["schemas"][name] if name else of
    return found


def _options(kind: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [option for option in kind.get("anyOf", [kind]) if option.get("type") != "null"]


def _kind(schema: Mapping[str, Any], kind: Mapping[str, Any]) -> str:
    return " | ".join(_simple(_resolved(schema, option), schema) for option in _options(kind))


def _simple(kind: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "enum" in kind:
        return " | ".join(map(str, kind["enum"]))
    if kind.get("type") == "array":
        return f"[{_kind(schema, kind['items'])}]"
    return str(kind.get("format") or kind.get("type", ""))
