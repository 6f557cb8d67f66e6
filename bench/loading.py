"""Invented files and their load, as marketing and the worker do it: for bench/import.py, and beside a desk at work.

`python -m bench.loading FOLDER ROWS` loads one file of so many rows after the other until it is ended.
"""

import itertools
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from bench import frame, shift
from bench.desk import cookies, turn_over_http
from bench.floor import NOON, Floor
from bench.sheets import csv_file
from leads.models import Campaign, LeadImport, LeadList
from office import clock, isolation
from office.models import Client, Role, User
from setterdesk.garbage import look_seldom
from setterdesk.management.commands.up import AFTER_THE_CALLS


@contextmanager
def house() -> Iterator[SimpleNamespace]:
    """A client of its own, with a campaign and a marketer."""
    serial = time.monotonic_ns()
    client = Client.open(name=f"Bench {serial}", slug=f"bench-{serial}", at=clock.now())
    by = User.objects.create_user(f"bench{serial}@demo.test", name="Bench")
    by.join(client, Role.MARKETING)
    with isolation.seeing([client.pk]):
        campaign = Campaign.open(client=client, name="Bench", by=by)
        yield SimpleNamespace(client=client, by=by, campaign=campaign)


def load(path: Path, where: SimpleNamespace) -> float:
    """Seconds of the whole pipeline: receive, read, repair, match, load, with ledger and row states."""
    began = time.perf_counter()
    lead_list = LeadList.open(campaign=where.campaign, name=path.name, by=where.by)
    made = LeadImport.receive(path, name=path.name, lead_list=lead_list, by=where.by)
    made.load(by=where.by)
    while made.is_working:
        LeadImport.objects.sweep()
        made.refresh_from_db()
    taken = time.perf_counter() - began
    assert made.step == LeadImport.Step.LOADED and made.rows == sum(made.counts.values()), made.error
    return taken


SETTERS, EACH, PAUSE = 10, 20, 2.0
"""At the desk, how many outcomes each, and the seconds between two of them: some five a second in all, as of a floor of
two hundred whose calls take forty seconds."""


def beside_a_desk(rows: int) -> Iterator[frame.Row]:
    """The p95 of an outcome over HTTP while files are loaded, beside that of the same desk in peace."""
    floor = Floor.open(setters=SETTERS)
    floor.fill(2_000 + 2 * SETTERS * EACH)
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        heads = [cookies(setter) for setter in floor.setters]
    with shift.served("application") as port:

        def worked() -> shift.Shift:
            return shift.worked(SETTERS, EACH, lambda number, line: turn_over_http(line, heads[number]), port, PAUSE)

        worked()
        peace = worked()
        with _loads(rows):
            busy = worked()
    yield frame.Row.cost(
        "p95 of an outcome while a file is loaded", ours=busy.p95, limit=peace.p95, unit="ms", goal=1.5
    )


@contextmanager
def _loads(rows: int) -> Iterator[None]:
    """A worker of its own loads file after file: from the first loaded row on to the end of the block."""
    before = _loaded()
    with tempfile.TemporaryDirectory() as folder:
        worker = subprocess.Popen([*AFTER_THE_CALLS, sys.executable, "-m", "bench.loading", folder, str(rows)])
        try:
            while _loaded() == before:
                assert worker.poll() is None, "the load ended before its first row"
                time.sleep(0.1)
            yield
            assert worker.poll() is None, "the load ended before the shift"
        finally:
            worker.kill()
            worker.wait()


def _loaded() -> int:
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM leads_importrow")
        (count,) = cursor.fetchone() or (0,)
    owner.close()
    return int(count)


TOLD = "SELECT state, step, rows_read, rows_done FROM leads_leadimport ORDER BY id DESC LIMIT 1"


class Silence:
    """How long nothing was told of a load at the longest: `with Silence() as silence: …`, then `silence.seconds`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> "Silence":
        self._watcher.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        owner = frame.bare()
        owner.autocommit = True
        told, at = None, time.perf_counter()
        with owner.cursor() as cursor:
            while not self._over.wait(0.02):
                cursor.execute(TOLD)
                now = cursor.fetchone()
                if now != told:
                    self.seconds = max(self.seconds, time.perf_counter() - at if told else 0.0)
                    told, at = now, time.perf_counter()
        owner.close()


def load_without_end(folder: Path, rows: int) -> None:
    """By the desk's clock, so that it sees who calls."""
    with clock.frozen(NOON), house() as where:
        for turn in itertools.count(1):
            load(csv_file(folder, rows, start=turn * rows), where)


if __name__ == "__main__":
    look_seldom()  # as a worker does
    load_without_end(Path(sys.argv[1]), int(sys.argv[2]))
