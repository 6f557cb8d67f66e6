"""How fast a setter gets the next lead: beside the same statement run bare by pgbench, and at ten times the leads.

Every turn claims a lead and puts it away until tomorrow, in ours and in pgbench alike. Ours is `queue.claim_next`: the
claim, the lead with its story, and the gate.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from bench import frame
from bench.floor import NOON, Floor
from calls import queue
from leads.models import LEASE, Enrollment, Priority
from office import clock, isolation
from office.models import User
from setterdesk.embedded.database import INSTALLED

SECONDS = 4
SMALL = 10_000
PUT_AWAY = (
    "UPDATE leads_enrollment SET claimed_by_id = NULL, claimed_until = NULL, priority = 70, call_after = '{later}' "
    "WHERE claimed_by_id = {setter};"
)


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=32)
    floor.fill(min(SMALL, rows))
    small = statement_ms(floor)
    floor.fill(rows - SMALL)
    large = statement_ms(floor)
    yield frame.Row.cost(f"claim at {rows:,} leads, beside {SMALL:,}", ours=large, limit=small, unit="ms", goal=1.5)
    for setters in (1, 8, 32):
        bare, slowest_bare = pgbench(floor, setters)
        ours, slowest = django(floor, setters)
        yield frame.Row.rate(f"claims, {setters} setters", ours=ours, limit=bare, unit="claims/s", goal=0.333)
        yield frame.Row.cost(f"p99, {setters} setters", ours=slowest, limit=slowest_bare, unit="ms", goal=3)


def asked(floor: Floor, setter: User) -> dict[str, object]:
    """What the claim's statement is asked with."""
    at = queue.branches(setter, NOON, fresh=True)
    own = {"campaigns": list(at.campaigns), "classes": list(at.classes), "setter": setter.pk}
    return {**own, "now": NOON, "until": NOON + LEASE, "taken": []}


def statement_ms(floor: Floor) -> float:
    """The statement alone, through Django's cursor; the claim is taken back each time."""
    setter = floor.setters[0]
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        told = asked(floor, setter)
        at = queue.Branches(NOON, tuple(told["campaigns"]), tuple(told["classes"]))  # type: ignore[arg-type]

        def claim() -> None:
            queue._ask(queue.CLAIM, setter, NOON, at)

        found = []
        for _turn in range(300):
            began = time.perf_counter()
            claim()
            found.append(time.perf_counter() - began)
            Enrollment.objects.claimed_by(setter).released()
    return sorted(found)[len(found) // 2] * 1000


def script(floor: Floor) -> str:
    """The same work as literals for pgbench; each of its clients is one setter."""
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        told = asked(floor, floor.setters[0])
        cursor = frame.bare().cursor()
        text = cursor.mogrify(queue.CLAIM, {**told, "setter": 424242}).decode()
        first = floor.setters[0].pk
        away = PUT_AWAY.format(later=NOON + timedelta(days=1), setter=":setter")
        claim = f"{isolation.setting()[:-1]} \\;{text}".replace("424242", ":setter").replace("\n", " ")
        return f"\\set setter {first} + :client_id\n{claim};\n{isolation.setting()[:-1]} \\;{away}\n"


def pgbench(floor: Floor, clients: int) -> tuple[float, float]:
    """Claims per second and the 99th percentile (ms) without Django, as the app's own role."""
    place = urlsplit(os.environ["DATABASE_URL"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claim.sql"
        path.write_text(script(floor))
        told = ["-n", "-f", str(path), "-c", str(clients), "-j", "2", "-T", str(SECONDS), "-l"]
        where = ["-h", str(place.hostname), "-p", str(place.port), "-U", str(place.username), place.path[1:]]
        subprocess.run(
            [INSTALLED / "bin" / "pgbench", *told, *where],
            env={**os.environ, "PGPASSWORD": place.password or "", "PGOPTIONS": "-c role=setterdesk_app"},
            cwd=folder,
            check=True,
            capture_output=True,
        )
        logs = [line.split() for log in Path(folder).glob("pgbench_log*") for line in log.read_text().splitlines()]
    return len(logs) / SECONDS, percentile([int(line[2]) / 1000 for line in logs])


def django(floor: Floor, setters: int) -> tuple[float, float]:
    """The same through the queue's own door, each setter in a process of its own."""
    with ProcessPoolExecutor(setters, mp_context=get_context("spawn")) as pool:
        list(pool.map(ready, range(setters)))
        turns = list(pool.map(shift, [(floor.client.pk, setter.pk) for setter in floor.setters[:setters]]))
    return sum(len(turn) for turn in turns) / SECONDS, percentile([ms for turn in turns for ms in turn])


def ready(number: int) -> int:
    """Import everything before the clock starts."""
    time.sleep(0.5)
    return number


def shift(who: tuple[int, int]) -> list[float]:
    """Claim and put away until the time is over; returns the milliseconds of each turn."""
    client, setter = who[0], User.objects.get(pk=who[1])
    found: list[float] = []
    with isolation.seeing([client]), clock.frozen(NOON):
        setter.look_as(["setter"])
        queue.branches(setter, NOON)
        stop = time.perf_counter() + SECONDS
        while time.perf_counter() < stop:
            began = time.perf_counter()
            lead = queue.claim_next(setter)
            if lead is None:
                break
            lead.queue_for(Priority.REST, NOON + timedelta(days=1))
            found.append((time.perf_counter() - began) * 1000)
    return found


def percentile(durations: list[float], share: float = 0.99) -> float:
    return sorted(durations)[int(len(durations) * share)] if durations else float("inf")


if __name__ == "__main__":
    frame.run("claim", measure, rows=100_000)
