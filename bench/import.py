"""How fast a spreadsheet becomes leads, beside raw COPY of the same rows, and beside the ordinary ways."""

import csv
import io
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil

from bench import frame
from bench.loading import Silence, beside_a_desk, house, load
from bench.ordinary import import_export, row_by_row
from bench.sheets import csv_file, people, xlsx_file
from leads.models import Company, LeadList, WindowClass
from office import clock
from setterdesk.garbage import look_seldom

SLOW_ROWS = 5_000  # of the ways that go row by row
TURNS = 3  # ours and the limit by turns, the best of each: the machine is not always the same
CROWD = 10  # a table of so many times the file's rows is loaded upon


def empty() -> None:
    """No lead is there."""
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        cursor.execute("TRUNCATE leads_lead, leads_company, leads_windowclass, leads_leadimport CASCADE")
    owner.close()


def raw_copy(count: int, where: SimpleNamespace, start: int = 0) -> float:
    """Seconds of COPY of ready rows into the indexed leads table, and nothing else."""
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    company = Company.named("Bench", client=where.client).pk
    file, now = io.StringIO(), clock.now().isoformat()
    csv.writer(file).writerows(
        (
            where.client.pk, company, row[0], row[1], row[2], row[4], row[7], f"+30{row[5]}", "21", row[8], row[9], "",
            row[10], "GR", "", "{Europe/Athens}", "country", 95, window, row[12], "", f'{{"Size": "{row[13]}"}}',
            f"{row[2]} {row[1]}".lower(), " ".join(row).lower(), now, now,
        )
        for row in people(count, start)
    )  # fmt: skip
    file.seek(0)
    owner = frame.bare()
    began = time.perf_counter()
    with owner, owner.cursor() as cursor:
        cursor.copy_expert(
            "COPY leads_lead (client_id, company_id, external_id, first_name, last_name, job_title, email, phone,"
            " area_code, address, city, region, postal_code, country, language, zones, zone_source, zone_confidence,"
            " window_class_id, source, notes, custom, sort_name, search, created_at, updated_at)"
            " FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL *)",
            file,
        )
    taken = time.perf_counter() - began
    owner.close()
    return taken


def fill(count: int, where: SimpleNamespace) -> None:
    """So many leads with number, pass and place on a list, among whom the rows of a file are looked up."""
    lead_list = LeadList.open(campaign=where.campaign, name="Crowd", by=where.by)
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        facts = {"client": where.client.pk, "campaign": where.campaign.pk, "list": lead_list.pk, "window": window}
        cursor.execute(Path(__file__).with_name("crowd.sql").read_text(), facts | {"now": clock.now(), "n": count})
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE leads_lead, leads_leadphone, leads_enrollment, leads_listing")
    owner.close()


def peak(pid: int | str) -> float:
    """The most memory that a process has had so far, in MB; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def memory(path: Path) -> tuple[float, float]:
    """MB that a worker has at most while it loads a file, and its reading child. For a process of its own."""
    children, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            children.extend(peak(child.pid) for child in psutil.Process().children())

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        measured(load, path)
    finally:
        ended.set()
        watching.join()
    return peak("self"), max(children)


def measured(way: Callable[..., float], *given: Any) -> float:
    """Seconds of a way into an empty table."""
    empty()
    with house() as where:
        return way(*given, where)


def measure(rows: int) -> Iterator[frame.Row]:
    yield from beside_a_desk(rows)  # first, while there is one client only: who runs the house approves its rules
    with tempfile.TemporaryDirectory() as made:
        yield from _into_an_empty_table(Path(made), rows)
        yield from _for_a_new_client(Path(made), rows)
        yield from _among_many(Path(made), rows)
        yield from _beside_itself(Path(made), rows)
        yield from _beside_others(Path(made), rows)
        yield from _memory(Path(made), rows)


def _into_an_empty_table(folder: Path, rows: int) -> Iterator[frame.Row]:
    first, second = csv_file(folder, rows), csv_file(folder, rows, start=rows)
    turns = [(measured(raw_copy, rows), measured(load, first)) for _turn in range(TURNS)]
    copy, ours = (min(each) for each in zip(*turns, strict=True))
    yield frame.Row.cost(f"csv of {rows:,} rows, whole way", ours=ours, limit=copy, unit="s", goal=4)
    empty()
    with house() as where:
        with Silence() as silence:
            load(first, where)
        yield frame.Row.cost("longest silence of the progress", ours=silence.seconds, limit=1, unit="s", goal=1)
        yield frame.Row.cost(f"on top of {rows:,} leads", ours=load(second, where), limit=copy, unit="s", goal=4)
        yield frame.Row.cost("the same file again", ours=load(second, where), limit=copy, unit="s", goal=4)


def _for_a_new_client(folder: Path, rows: int) -> Iterator[frame.Row]:
    """The statistics know another client's leads only, as on the day on which a client comes."""
    empty()
    path = csv_file(folder, rows)
    with house() as where:
        first = load(path, where)
    with frame.bare() as owner:
        owner.cursor().execute("ANALYZE leads_lead, leads_leadphone, leads_company, leads_enrollment, leads_importrow")
    with house() as where:
        yield frame.Row.cost(
            "for a client new to the statistics", ours=load(path, where), limit=first, unit="s", goal=1.5
        )
        yield frame.Row.cost("the same file again for it", ours=load(path, where), limit=first, unit="s", goal=1.5)


def _among_many(folder: Path, rows: int) -> Iterator[frame.Row]:
    """Into a table of ten times the rows, beside raw COPY into that same table."""
    empty()
    with house() as where:
        fill(rows * CROWD, where)
        turns = [
            (raw_copy(rows, where, start=turn * rows), load(csv_file(folder, rows, start=(turn + 1) * rows), where))
            for turn in range(2, 2 + 2 * TURNS, 2)
        ]
        copy, ours = (min(each) for each in zip(*turns, strict=True))
        yield frame.Row.cost(f"csv into {rows * CROWD:,} leads", ours=ours, limit=copy, unit="s", goal=4)


def _beside_itself(folder: Path, rows: int) -> Iterator[frame.Row]:
    small = measured(load, csv_file(folder, rows // 10))
    large = measured(load, csv_file(folder, rows))
    sheet = measured(load, xlsx_file(folder, rows))
    yield frame.Row.cost("time for ten times the rows", ours=large, limit=small, unit="s", goal=11)
    yield frame.Row.cost("xlsx beside csv", ours=sheet, limit=large, unit="s", goal=1.6)


def _beside_others(folder: Path, rows: int) -> Iterator[frame.Row]:
    path = csv_file(folder, rows)
    ways: dict[str, tuple[Any, ...]] = {
        "get_or_create": (row_by_row, SLOW_ROWS),
        "import-export": (import_export, SLOW_ROWS),
        "import-export, leads alone": (lambda count, where: import_export(count, where, whole=False), SLOW_ROWS),
    }
    for name, way in ways.items():
        theirs, ours = SLOW_ROWS / measured(*way), rows / measured(load, path)
        yield frame.Row.rate(f"rows beside {name}", ours=ours, limit=theirs, unit="rows/s", goal=40)


def _memory(folder: Path, rows: int) -> Iterator[frame.Row]:
    found = {}
    for name, path in (("csv", csv_file(folder, rows)), ("xlsx", xlsx_file(folder, rows))):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found[name] = pool.submit(memory, path).result()
    yield frame.Row.cost("memory of the worker", ours=found["csv"][0], limit=300, unit="MB", goal=1)
    yield frame.Row.cost("memory of the reading child, csv", ours=found["csv"][1], limit=300, unit="MB", goal=1)
    yield frame.Row.cost("the same, xlsx held whole", ours=found["xlsx"][1], limit=1536, unit="MB", goal=1)


if __name__ == "__main__":
    look_seldom()  # as a worker does
    frame.run("import", measure, rows=10_000)
