"""What became of a text, word by word. Pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|[^\W_]+|.", re.S)


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of both texts: kind `same`, `gone` or `new`."""

    kind: str
    text: str


def worddiff(old: str, new: str) -> list[Change]:
    """The stretches in their order; what is said otherwise is first gone, then new. A blank between two words that both
    changed is part of the change: it is read in one go."""
    before, after = WORD.findall(old), WORD.findall(new)
    changes, gone, come = list[Change](), "", ""
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = "".join(before[a:b])
        if act == "equal" and (same.strip() or not (gone or come) or b == len(before)):
            changes += [Change("gone", gone), Change("new", come), Change("same", same)]
            gone = come = ""
        else:
            gone, come = gone + same, come + "".join(after[c:d])
    return [change for change in [*changes, Change("gone", gone), Change("new", come)] if change.text]
