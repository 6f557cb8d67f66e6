"""Merge fields: `{first_name}` becomes the lead's own word, in a script and in a mail. No other language. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

FIELD = re.compile(r"\{(\w+)\}")
GAP = re.compile(r"[ \t]*\{(\w+)\}")  # with the blanks before it, which go when there is no word


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of what is said; `field`: it is the lead's own word, and is shown as such."""

    text: str
    field: bool = False


def merge(text: str, words: Mapping[str, str]) -> list[list[Part]]:
    """Return the paragraphs of a step, each as its parts. A field without a word is shown as a gap to fill."""
    return [parts_of(paragraph, words) for paragraph in re.split(r"\n\s*\n", text.strip()) if paragraph.strip()]


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text of a mail. Each word is put in as it stands, on one line; a field without a word leaves nothing."""

    def word(found: re.Match[str]) -> str:
        said = " ".join(words.get(found[1], "").split())
        return found[0][: found[0].index("{")] + said if said else ""

    return GAP.sub(word, text)


def fields(text: str) -> set[str]:
    """The names of the fields in a text."""
    return {found[1] for found in FIELD.finditer(text)}


def strange(text: str, known: Collection[str]) -> str:
    """The first thing in braces that is no known field, as it is written; empty when all is well."""
    for found in FIELD.finditer(text):
        if found[1] not in known:
            return found[0]
    loose = re.search(r"[{}]", FIELD.sub(lambda found: " " * len(found[0]), text))
    return text[loose.start() : loose.start() + 40].split("\n")[0] if loose else ""


def parts_of(text: str, words: Mapping[str, str]) -> list[Part]:
    """A text as its parts. Each word is put in as it stands: what looks like a field in it is only letters."""
    parts, at = list[Part](), 0
    for found in FIELD.finditer(text):
        parts.append(Part(text[at : found.start()]))
        parts.append(Part(words.get(found[1]) or "…", field=True))
        at = found.end()
    parts.append(Part(text[at:]))
    return [part for part in parts if part.text]
