"""Many at work at once, each in a process of its own, who begin together."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import TypeVar

PATIENCE = 600  # seconds until all have started
Told = TypeVar("Told")
Found = TypeVar("Found")
_gate: list[Barrier] = []


def together(shift: Callable[[Told], Found], told: list[Told]) -> list[Found]:
    """What `shift` found for each of `told`. It calls `begin()` when all that is done once only is behind it (imports,
    connection, statements that are built at first use): nobody's clock runs while others still start."""
    spawn = get_context("spawn")
    barrier = spawn.Barrier(len(told))
    with ProcessPoolExecutor(len(told), mp_context=spawn, initializer=_enter, initargs=(barrier,)) as pool:
        return list(pool.map(shift, told))


def begin() -> None:
    """Wait until all are ready."""
    _gate[0].wait(timeout=PATIENCE)


def _enter(barrier: Barrier) -> None:
    _gate.append(barrier)
