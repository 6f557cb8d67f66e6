"""How fast a setter gets the next lead: beside the same SQL run bare by pgbench, and at ten times the leads.

Campaigns, lists, zones and groups are mixed, and one campaign is sorted by an imported column. Every turn claims a
lead, reads it with its story and the gate's answers, and puts it away: ours is `queue.claim_next` and `queue_for`,
pgbench's the three statements that these send.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from bench import crew, frame
from bench.floor import NOON, Floor
from calls import queue
from calls.gate import asked
from leads import sorting
from leads.models import Enrollment, Priority, Ranking
from office import clock, isolation
from office.models import User
from setterdesk.embedded.database import INSTALLED

SECONDS = 4
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)
PUT_AWAY = (
    "UPDATE leads_enrollment SET claimed_by_id = NULL, claimed_until = NULL, priority = 90, call_after = '{later}' "
    "WHERE claimed_by_id = :setter"
)
SORTED = """
    UPDATE leads_enrollment e SET rank = o.place FROM (
        SELECT e.id, row_number() OVER (ORDER BY (l.custom ->> 'Size')::numeric DESC, e.id) AS place
        FROM leads_enrollment e JOIN leads_lead l ON l.client_id = e.client_id AND l.id = e.lead_id
        WHERE e.campaign_id = %s AND e.ended_at IS NULL) o WHERE o.id = e.id"""
ANYBODY = 424242  # stands for the setter in the text that pgbench gets


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=32)
    filled, smallest = 0, 0.0
    for size in [size for size in SIZES if size <= rows] or [rows]:
        floor.fill(size - filled)
        ranked = sort(floor)
        filled, now = size, statement_ms(floor)
        smallest = smallest or now
        yield frame.Row.cost(f"claim at {size:,} leads", ours=now, limit=smallest, unit="ms", goal=1.5)
    yield frame.Row.rate(
        f"put in order by a column, {filled // 2:,}", ours=ranked, limit=ranked, unit="leads/s", goal=1
    )
    for setters in (1, 8, 32):
        bare, bare_turns = pgbench(floor, setters)
        ours, turns = django(floor, setters)
        yield frame.Row.rate(f"claims, {setters} setters", ours=ours, limit=bare, unit="claims/s", goal=0.333)
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            slow, slow_bare = percentile(turns, share), percentile(bare_turns, share)
            yield frame.Row.cost(f"{name}, {setters} setters", ours=slow, limit=slow_bare, unit="ms", goal=3)


def sort(floor: Floor) -> float:
    """Sort one campaign by the imported column; returns how many leads a second found their place."""
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        Ranking.choose(floor.campaigns[0], sorting.read(["-custom.Size"]), by=floor.setters[0])
        began = time.perf_counter()
        Ranking.objects.sweep()
        spent = time.perf_counter() - began
        moved = Ranking.objects.get(campaign=floor.campaigns[0]).moved
    vacuum = frame.bare()
    vacuum.autocommit = True
    vacuum.cursor().execute("VACUUM ANALYZE leads_enrollment")
    vacuum.close()
    return moved / spent


def sort_bare(floor: Floor) -> float:
    """The same order written by one bare statement, which is rolled back: leads a second."""
    bare = frame.bare()
    with bare.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(SORTED, [floor.campaigns[0].pk])
        rate = cursor.rowcount / (time.perf_counter() - began)
    bare.rollback()
    bare.autocommit = True
    bare.cursor().execute("VACUUM leads_enrollment")
    bare.close()
    return rate


def statement_ms(floor: Floor) -> float:
    """The statement alone, through Django's cursor; the claim is taken back each time."""
    setter = floor.setters[0]
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        at, found = queue.branches(setter, NOON, fresh=True), []
        for _turn in range(300):
            began = time.perf_counter()
            queue._ask(queue.CLAIMING, setter, NOON, at)
            found.append(time.perf_counter() - began)
            Enrollment.objects.claimed_by(setter).released()
    return sorted(found)[len(found) // 2] * 1000


def script(floor: Floor) -> str:
    """The same work as literals for pgbench; each of its clients is one setter."""
    setter = floor.setters[0]
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        at = queue.branches(setter, NOON, fresh=True)
        bare = frame.bare()
        claim = bare.cursor().mogrify(queue.CLAIM, {**queue.facts(setter, NOON, at), "setter": ANYBODY}).decode()
        story = asked_sql(Enrollment.objects.values_list("pk", flat=True)[0])
        ride = isolation.setting()[:-1]
    away = PUT_AWAY.format(later=NOON + timedelta(days=1))
    one_line = [" ".join(text.replace(str(ANYBODY), ":setter").split()) for text in (claim, story, away)]
    lines = [f"\\set setter {setter.pk} + :client_id", f"{ride} \\; {one_line[0]} \\gset"]
    return "\n".join([*lines, *(f"{ride} \\; {text};" for text in one_line[1:]), ""])


def asked_sql(pk: int) -> str:
    """What Django sends for the lead with its story and the gate's answers; the id as pgbench's variable."""
    sent: list[str] = []

    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        sent.append(context["cursor"].mogrify(sql, params).decode())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        asked(NOON).get(pk=pk)
    return sent[0].replace(f'"leads_enrollment"."id" = {pk} LIMIT', '"leads_enrollment"."id" = :id LIMIT')


def pgbench(floor: Floor, clients: int) -> tuple[float, list[float]]:
    """Claims per second, and the milliseconds of each turn, without Django, as the app's own role."""
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
    return len(logs) / SECONDS, [int(line[2]) / 1000 for line in logs]


def django(floor: Floor, setters: int) -> tuple[float, list[float]]:
    """The same through the queue's own door, each setter in a process of its own."""
    turns = crew.together(shift, [(floor.client.pk, setter.pk) for setter in floor.setters[:setters]])
    return sum(len(turn) for turn in turns) / SECONDS, [ms for turn in turns for ms in turn]


def shift(who: tuple[int, int]) -> list[float]:
    """Claim and put away until the time is over; returns the milliseconds of each turn."""
    client, setter = who[0], User.objects.get(pk=who[1])
    found: list[float] = []
    with isolation.seeing([client]), clock.frozen(NOON):
        setter.look_as(["setter"])
        if lead := queue.claim_next(setter):  # what Django builds once only
            lead.queue_for(Priority.ASIDE, NOON + timedelta(days=1))
        crew.begin()
        stop = time.perf_counter() + SECONDS
        while time.perf_counter() < stop:
            began = time.perf_counter()
            lead = queue.claim_next(setter)
            if lead is None:
                break
            lead.queue_for(Priority.ASIDE, NOON + timedelta(days=1))
            found.append((time.perf_counter() - began) * 1000)
    return found


def percentile(durations: list[float], share: float = 0.99) -> float:
    return sorted(durations)[int(len(durations) * share)] if durations else float("inf")


if __name__ == "__main__":
    frame.run("claim", measure, rows=100_000)
