"""What a load costs the others: the desk's p95 beside it, and how often it gives a sign.

The setter logs outcomes and receives the next lead in this process; a worker of its own loads the file into another
campaign, as Celery's would.
"""

import importlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

from django.test import Client as Browser

from bench import desk, frame
from bench.claim import percentile
from bench.floor import NOON, Floor
from bench.sheets import csv_file
from leads.models import Campaign
from office import clock, isolation
from office.models import Client, Role, User

imports = importlib.import_module("bench.import")
CROWD = 20_000
TURNS = 200


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=1)
    floor.fill(CROWD)
    floor.setters[0].join(floor.client, Role.MARKETING)
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as worker:
        path = csv_file(Path(made), rows)
        worker.submit(ready).result()
        alone, beside = both(floor, lambda: worker.submit(load, path, floor.client.pk, floor.setters[0].pk))
        yield frame.Row.cost(f"desk p95 beside a load of {rows:,}", ours=beside, limit=alone, unit="ms", goal=1.5)
        gap = longest_silence(worker.submit(load, path, floor.client.pk, floor.setters[0].pk))
        yield frame.Row.cost("longest time between two signs of a load", ours=gap, limit=1, unit="s", goal=1)


def both(floor: Floor, begin: Callable[[], "Future[float]"]) -> tuple[float, float]:
    """Milliseconds at the 95th percentile, alone and while the load that `begin` starts is running."""
    setter, browser = floor.setters[0], Browser(HTTP_HX_REQUEST="true", HTTP_HOST="localhost")
    browser.force_login(setter)
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        assert browser.post("/desk/claim/").status_code == 200
        alone = [desk.turn(browser, setter) for _ in range(TURNS)]
        loading, beside = begin(), []
        while not loading.done():
            beside.append(desk.turn(browser, setter))
        loading.result()
    return percentile(alone, 0.95), percentile(beside, 0.95)


def longest_silence(loading: "Future[float]") -> float:
    """Seconds between two changes of what the page of the import shows."""
    owner, seen, last, silence = frame.bare(), None, time.perf_counter(), 0.0
    owner.autocommit = True
    with owner.cursor() as cursor:
        while not loading.done():
            cursor.execute(
                "SELECT id, rows_done, step FROM leads_leadimport WHERE state = 'running' ORDER BY id DESC LIMIT 1"
            )
            now, told = time.perf_counter(), cursor.fetchone()
            if told != seen or told is None:
                silence = max(silence, now - last) if seen else silence
                seen, last = told, now
            threading.Event().wait(0.01)
    owner.close()
    loading.result()
    return silence


def ready() -> None:
    """Import everything before the clock starts."""


def load(path: Path, client: int, marketer: int) -> float:
    """Load the file into a new campaign of the client: seconds."""
    by = User.objects.get(pk=marketer)
    with isolation.seeing([client]):
        owner = Client.objects.get(pk=client)
        campaign = Campaign.open(client=owner, name=f"Load {time.monotonic_ns()}", by=by)
        took: float = imports.load(path, SimpleNamespace(client=owner, by=by, campaign=campaign))
    return took


if __name__ == "__main__":
    frame.run("beside", measure, rows=100_000)
