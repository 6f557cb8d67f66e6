"""Merge fields of a script: `{first_name}` becomes the lead's own word. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of what is said; `field`: it is the lead's own word, and is shown as such."""

    text: str
    field: bool = False


def merge(text: str, words: Mapping[str, str]) -> list[list[Part]]:
    """Return the paragraphs of a step, each as its parts. A field without a word is shown as a gap to fill."""
    return [_paragraph(paragraph, words) for paragraph in re.split(r"\n\s*\n", text.strip()) if paragraph.strip()]


def _paragraph(text: str, words: Mapping[str, str]) -> list[Part]:
    parts, at = list[Part](), 0
    for found in FIELD.finditer(text):
        parts.append(Part(text[at : found.start()]))
        parts.append(Part(words.get(found[1]) or "…", field=True))
        at = found.end()
    parts.append(Part(text[at:]))
    return [part for part in parts if part.text]
