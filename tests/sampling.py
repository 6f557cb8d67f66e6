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
    """One in so many of the choices, counted from where the name says; with `--full` all of them."""
    return list(choices) if WHOLE else list(choices[crc32(name.encode()) % one_in :: one_in])
