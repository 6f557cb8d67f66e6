"""The fields of a lead that a column can fill, and how the names that people give them are compared."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

CUSTOM = "custom"
"""The column is kept on the lead under its own name."""
IGNORE = "ignore"
"""The column is not kept on the lead (it stays in the result file)."""

SYNONYMS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
FIELDS = tuple(SYNONYMS)
PHONES = ("phone", "mobile", "phone2", "phone3")
"""Fields that hold numbers to call, in the order in which they are tried."""
OURS = ("error", "suggestion", "row_id")
"""Columns of our own result file: left out when it comes back."""
NEVER_A_PHONE = ("fax", "φαξ", "telefax", "facsimile")
_CAMEL = re.compile(r"(?<=[a-zα-ωάέήίόύώ])(?=[A-ZΑ-Ω])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBERED = re.compile(r"\s(\d+)$")


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
