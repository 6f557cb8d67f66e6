"""The fields of a lead that a column can fill, and how people name them. Pure.

What a column becomes is written as a field ("phone"), two of them ("full_name+company"), ``custom`` (kept under its own
name), ``custom:Budget`` (kept under that name) or ``ignore``.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

CUSTOM = "custom"
"""The column is kept on the lead under its own name."""
IGNORE = "ignore"
"""The column is not kept on the lead (it stays in the result file)."""
NAMED = "custom:"
AND = "+"

SYNONYMS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("fields.toml").read_text(encoding="utf-8"))
FIELDS = tuple(SYNONYMS)
PHONES = ("phone", "mobile", "phone2", "phone3")
"""Fields that hold numbers to call, in the order in which they are tried."""
CONSENT = ("consent_on", "consent_basis", "consent_text")
"""Fields that are no lead's own: they become its Consent."""
OURS = ("error", "suggestion", "row_id")
"""Columns of our own result file: left out when it comes back."""
NEVER_A_PHONE = ("fax", "φαξ", "telefax", "facsimile")
_CAMEL = re.compile(r"(?<=[a-zα-ωάέήίόύώ])(?=[A-ZΑ-Ω])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBERED = re.compile(r"\s(\d+)$")
_BEFORE = frozenset({
    "mailing", "billing", "business", "work", "home", "primary", "main", "office", "company", "shipping", "person",
    "contact", "lead", "address", "current", "other", "organization", "account", "customer", "client", "owner",
    "personal", "your", "permanent", "επαγγελματικη", "επαγγελματικο", "εταιρικο", "εταιρικη", "προσωπικο",
})  # fmt: skip
"""Words before a name that say whose or which: "Mailing City", "Person - Phone"."""
_BEHIND = frozenset({"value", "work", "business", "home", "text", "formatted", "raw", "1", "optional", "required"})
_NEVER = frozenset({
    "label", "type", "owner", "status", "count", "verified", "validation", "bounced", "bounce", "opt", "optout",
    "out", "extension", "ext", "domain", "date", "time", "url", "website", "site", "score", "stage", "ip", "agent",
    "manager", "assistant", "birthday", "created", "updated", "modified", "flag",
})  # fmt: skip
"""Words that make something else of a name: "E-mail 1 - Label", "Contact owner"."""
_WITHIN = (
    ("email", frozenset({"email", "mail", "emailaddress"})),
    ("mobile", frozenset({"mobile", "cell", "cellphone", "κινητο", "κινητου", "whatsapp", "gsm", "handy"})),
    ("phone", frozenset({"phone", "telephone", "tel", "τηλεφωνο", "τηλεφωνου", "τηλ", "telefon", "telefono"})),
)


def fields_of(value: str) -> tuple[str, ...]:
    """What a column becomes, one by one: "full_name+company" is two."""
    if value.startswith(NAMED):
        return (value,)
    first, _plus, second = value.partition(AND)
    return (first, second) if second else (first,)


def is_custom(field: str) -> bool:
    """Kept on the lead under a name."""
    return field == CUSTOM or field.startswith(NAMED)


def custom_name(field: str, header: str) -> str:
    """The name under which a custom column is kept."""
    return field.removeprefix(NAMED) if field.startswith(NAMED) else header


def is_field(field: str) -> bool:
    """A column can become this."""
    return field in (*FIELDS, CUSTOM, IGNORE) or (field.startswith(NAMED) and len(field) > len(NAMED))


def customs(values: Iterable[tuple[str, str]]) -> list[str]:
    """The names of the custom columns among (header, what it becomes)."""
    return [custom_name(field, header) for header, value in values for field in fields_of(value) if is_custom(field)]


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """A header to compare by: camel case divided, lower case, no accents or signs: "E-Mail_Addr" → "e mail addr"."""
    apart = _CAMEL.sub(" ", header)
    plain = unicodedata.normalize("NFD", apart.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())


@cache
def names() -> dict[str, str]:
    """Folded synonym → field."""
    return {folded(word): field for field, words in SYNONYMS.items() for word in words}


def field_named(header: str) -> str:
    """The field that a header names exactly (also "Phone (2)"), or empty."""
    plain = folded(header)
    if field := names().get(plain) or names().get(plain.replace(" ", "")):
        return field
    numbered = _NUMBERED.search(plain)
    base = names().get(plain[: numbered.start()], "") if numbered else ""
    if numbered and base in ("phone", "mobile"):
        return {"2": "phone2", "3": "phone3"}.get(numbered[1], base)
    return ""


def field_within(header: str) -> str:
    """The field that a header names among other words: "Mailing Zip/Postal Code", "Person - Phone"; or empty."""
    words = folded(header).split()
    if _NEVER & set(words):
        return ""
    while words and words[-1] in _BEHIND:
        words = words[:-1]
    for start in range(len(words)):
        if start and words[start - 1] not in _BEFORE:
            break
        if field := names().get(" ".join(words[start:])):
            return field
    return next((field for field, among in _WITHIN if among & set(words)), "") if len(words) < 8 else ""
