"""Locked passages: `[[word for word]]` in a step of a script is said as it stands, whoever says it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.merge import parts_of

LOCKED = re.compile(r"\[\[(.*?)\]\]", re.S)
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a step: locked, or free to be said in other words."""

    text: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch as it is shown. `field`: the lead's own word; `opens`: the first stretch of a locked passage."""

    text: str
    field: bool = False
    locked: bool = False
    opens: bool = False


def passages(text: str) -> list[Passage]:
    """The passages of a step in their order; those that are empty are left out."""
    found, at = list[Passage](), 0
    for lock in LOCKED.finditer(text):
        found += [Passage(text[at : lock.start()]), Passage(lock[1].strip(), locked=True)]
        at = lock.end()
    found.append(Passage(text[at:]))
    return [passage for passage in found if passage.text.strip()]


def locked(text: str) -> list[str]:
    """The locked passages, word for word."""
    return [passage.text for passage in passages(text) if passage.locked]


def is_open(text: str) -> bool:
    """A bracket is left open, or stands alone: nobody can tell what is locked."""
    bare = LOCKED.sub("", text)
    return "[[" in bare or "]]" in bare or any("[[" in lock for lock in LOCKED.findall(text))


def in_own_words(text: str, free: Sequence[str]) -> str:
    """The step with its free passages said otherwise, in their order; the locked ones stay where and as they are."""
    words, said = iter(free), list[str]()
    for passage in passages(text):
        said.append(f"[[{passage.text}]]" if passage.locked else next(words, "").strip())
    return "\n\n".join(part for part in said if part)


def spoken(text: str, words: Mapping[str, str]) -> list[list[Said]]:
    """What is shown to be said: paragraphs, each as its stretches, with the merge fields filled."""
    paragraphs: list[list[Said]] = [[]]
    for passage in passages(text.strip()):
        opens = passage.locked
        for part in parts_of(passage.text, words):
            first, *rest = [part.text] if part.field else PARAGRAPH.split(part.text)
            for number, stretch in enumerate([first, *rest]):
                if number:
                    paragraphs.append([])
                if stretch:
                    paragraphs[-1].append(Said(stretch, part.field, passage.locked, opens))
                    opens = False
    return [paragraph for paragraph in paragraphs if any(said.text.strip() for said in paragraph)]
