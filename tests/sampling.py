"""What the ordinary run tries of a large battery: a sample that a name picks, the same in every run.

`bin/test --full` tries the whole. What is outside the sample is not collected, or not looked at.
"""

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")
WHOLE = bool(os.environ.get("SETTERDESK_FULL"))


def picked(name: str, choices: Sequence[T]) -> T:
    """One of the choices; the same name picks the same one."""
    return choices[crc32(name.encode()) % len(choices)]


def some(name: str, choices: Sequence[T], one_in: int) -> list[T]:
    """One in so many of the choices and at least one, counted from where the name says; with `--full` all of them."""
    if WHOLE or not choices:
        return list(choices)
    return list(choices[crc32(name.encode()) % min(one_in, len(choices)) :: one_in])
