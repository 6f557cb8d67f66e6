"""Make the next thing while the one before is being used. Pure."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_T = TypeVar("_T")


def one_ahead(things: Iterator[_T]) -> Iterator[_T]:
    """The same things in the same order; a thread makes one ahead, so that repairing and loading overlap."""
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(next, things, None)
        while (thing := ahead.result()) is not None:
            ahead = pool.submit(next, things, None)
            yield thing
