"""Two chunks of a load on the way at a time, each in a transaction and on a connection of its own.

While Postgres writes one chunk and proves its keys, the next one is judged. The end is the same as one by one:
- A chunk is judged before the one above it is committed only when the two share no key by which people are found, and
  the one above brings nothing to a lead that was there, and asks for no do-not-call. Else it waits for the commit.
- It writes when the one above has written, and is committed after it: the ledger has no holes, `reached` only grows.
So nobody above ever waits in Postgres for somebody below.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from queue import SimpleQueue
from threading import Event
from typing import TYPE_CHECKING

from django.db import connection

from leads.models.importpace import Pace
from leads.models.oneload import LANES, lane_held
from leads.models.staging import Block, Staging
from office import isolation

if TYPE_CHECKING:
    from leads.models.importprogress import ImportProgress

PATIENCE = 120  # seconds for the chunk above; then the load fails, and is tried again
Chunk = Callable[[Staging, Block, "Turn"], None]
"""Judge and write a block in one transaction, asking its turn on the way."""


def one_by_one(lead_import: "ImportProgress", blocks: Iterable[Block], chunk: Chunk) -> None:
    """Load the blocks on the running connection."""
    staging = Staging(lead_import)
    for block in blocks:
        chunk(staging, block, Turn(block))


def side_by_side(lead_import: "ImportProgress", blocks: Iterable[Block], chunk: Chunk, pace: Pace) -> None:
    """Load the blocks on two connections in turn; one at a time while somebody calls, with a rest behind each. Whatever
    ends it, what is on the way is brought to its end first."""
    lanes = list[Lane]()
    try:
        above = None
        for number, block in enumerate(blocks):
            if number < len(LANES):  # the first chunk is on its way while the second lane is made
                lanes.append(Lane(number, lead_import, chunk))
            lane = lanes[number % len(LANES)]
            if above and pace.look():
                above.ended.wait()
                pace.rest()
            if not lane.is_going:
                break
            above = Turn(block, above)
            pace.goes_on()
            lane.take(block, above)
    finally:
        faults = [fault for lane in lanes for fault in lane.end()]
        for fault in sorted(faults, key=lambda each: isinstance(each, NotLoaded)):
            raise fault


class NotLoaded(Exception):
    """The rows above were not, so these must not be either."""


class Turn:
    """A chunk's place among the others. The chunk tells how far it is, and waits for the one above."""

    def __init__(self, block: Block, above: "Turn | None" = None) -> None:
        self.keys, self.above = block.keys, above
        self.apart = self.committed = False
        self.judged, self.written, self.ended = Event(), Event(), Event()

    def may_judge(self) -> None:
        """Return when the rows will be judged as if all rows above were loaded."""
        if self.above:
            _wait(self.above.judged)
            if not (self.above.apart and self.above.keys.isdisjoint(self.keys)):
                self.may_commit()

    def may_write(self, *, apart: bool) -> None:
        """The rows are judged. ``apart``: they change nothing that was there before."""
        self.apart = apart
        self.judged.set()
        if self.above:
            _wait(self.above.written)

    def may_commit(self) -> None:
        """The rows are written; return when all rows above are committed."""
        self.written.set()
        if self.above:
            _wait(self.above.ended)
            if not self.above.committed:
                raise NotLoaded

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Around the chunk's transaction: whoever waits is told its end, also when it failed."""
        try:
            yield
            self.committed = True
        finally:
            self.above = None
            for told in (self.judged, self.written, self.ended):
                told.set()


class Lane:
    """A thread with a connection of its own, on which blocks are loaded one after the other."""

    def __init__(self, number: int, lead_import: "ImportProgress", chunk: Chunk) -> None:
        self.number, self.lead_import, self.chunk = number, lead_import, chunk
        self._ready, self._given = Event(), SimpleQueue[tuple[Block, Turn] | None]()
        self._last: Turn | None = None
        self._pool = ThreadPoolExecutor(1)
        self._work = self._pool.submit(copy_context().run, self._go)
        self._ready.wait()

    @property
    def is_going(self) -> bool:
        """It waits for work; asked of a lane that has some, the answer comes when that is done."""
        if self._last:
            self._last.ended.wait()
        return not self._work.done() and (self._last is None or self._last.committed)

    def take(self, block: Block, turn: Turn) -> None:
        self._last = turn
        self._given.put((block, turn))

    def end(self) -> list[BaseException]:
        """Wait until its work is done; what went wrong."""
        self._given.put(None)
        fault = self._work.exception()
        self._pool.shutdown()
        return [fault] if fault else []

    def _go(self) -> None:
        try:
            with isolation.seeing(isolation.clients_seen()), lane_held(self.number, self.lead_import.client_id):
                staging = Staging(self.lead_import)
                self._ready.set()
                while given := self._given.get():
                    block, turn = given
                    with turn.taken():
                        self.chunk(staging, block, turn)
        finally:
            connection.close()
            self._ready.set()


def _wait(told: Event) -> None:
    if not told.wait(PATIENCE):
        raise TimeoutError("The rows above take too long.")
