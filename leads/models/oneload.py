"""Loads of one client wait for each other, and for merges.

A load works on two connections beside its own (importlanes); each holds a lock too, so that nothing begins while
the last chunk of a load whose worker died is still written.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

LOAD = 7_301  # the advisory lock's first half; the client is the second
LANES = (7_302, 7_303)
_FREE = " AND ".join(["pg_try_advisory_xact_lock_shared(%s, %s)"] * len(LANES))


@contextmanager
def one_load_at_a_time(client_id: int) -> Iterator[bool]:
    """True when no other load of the client runs; held until the end or until the connection breaks."""
    mine = _tried("pg_try_advisory_lock(%s, %s)", LOAD, client_id)
    try:
        yield mine and _lanes_are_free(client_id)
    finally:
        if mine:
            _tried("pg_advisory_unlock(%s, %s)", LOAD, client_id)


@contextmanager
def lane_held(lane: int, client_id: int) -> Iterator[None]:
    """This connection writes for the load that holds the client; until the end or until it breaks."""
    if not _tried("pg_try_advisory_lock(%s, %s)", LANES[lane], client_id):
        raise RuntimeError("Another load of this client is still being written.")
    try:
        yield
    finally:
        _tried("pg_advisory_unlock(%s, %s)", LANES[lane], client_id)


def no_load_until_commit(client_id: int) -> bool:
    """True when no load of the client runs; none begins then before the transaction ends. Any number may hold it."""
    return _tried("pg_try_advisory_xact_lock_shared(%s, %s)", LOAD, client_id) and _lanes_are_free(client_id)


def _lanes_are_free(client_id: int) -> bool:
    return _tried(_FREE, *(each for lane in LANES for each in (lane, client_id)))


def _tried(question: str, *numbers: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {question}", numbers)
        return bool((cursor.fetchone() or (False,))[0])
