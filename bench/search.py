"""How fast a lead is found by any part of a name or number: beside reading all leads, and beside one look by a key.

Ours is `FindKey.objects.found`, the search of the palette and of inbound calls: candidates, leads, weighed. Names are
common ones and rare ones, numbers are parts of any place; also what nobody has, what everybody has, and two letters.
"""

import random
import time
from collections.abc import Iterator

from django.db import connection

from bench import frame
from bench.floor import NOON, Floor
from leads.models import FindKey, FindSweep, Lead
from office import clock, isolation
from office.models import User

FIRST = ("maria", "eleni", "katerina", "vasiliki", "sofia", "george", "dimitris", "ioannis", "nikos", "petros")
LAST = ("papadopoulos", "papadakis", "georgiou", "ioannidis", "pappas", "vlachos", "angelopoulos", "makris")
RENAME = """
    UPDATE leads_lead l SET created_at = l.created_at + l.id * interval '1 millisecond', search = c.name ||
        CASE WHEN mod(l.id, 100000) = 7 THEN ' zacharakis' ELSE '' END || ' ' || l.phone || ' k' || l.id || '@x.example'
    FROM called c WHERE c.n = mod(l.id, 200)"""
GOAL = 100.0  # milliseconds (4-calling, Inbound)


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=1)
    floor.fill(rows)
    rename()
    yield frame.Row.rate("keys swept", ours=rows / sweep(floor), limit=rows / copy(), unit="keys/s", goal=0.02)
    setter = floor.setters[0]
    with isolation.seeing([floor.client.pk]):
        setter.look_as(["setter"])
        for what, words in asked(Lead.objects.order_by("pk")[rows // 2].phone).items():
            yield from beside(what, words, setter)


def asked(number: str) -> dict[str, str]:
    """What is looked for; a whole number and parts of it."""
    return {
        "a whole number": number,
        "the end of a number": number[-6:],
        "a part of a number": number[5:10],
        "what all numbers have": number[:5],
        "a common name": "papadopoulos",
        "two common names": "maria pappas",
        "part of a name": "opoulo",
        "two letters": "pa",
        "a rare name": "zacharakis",
        "what nobody has": "xyzzy",
    }


def beside(what: str, words: str, setter: User) -> Iterator[frame.Row]:
    ours = frame.median(lambda: FindKey.objects.found(words, setter), 15)
    pattern = f"%{words}%"
    every = frame.median(lambda: ask("SELECT count(*) FROM leads_lead WHERE search LIKE %s", pattern), 1)
    key = frame.median(lambda: ask("SELECT id FROM leads_lead WHERE id = %s", 5), 50)
    yield frame.Row.cost(f"{what}: goal", ours=ours, limit=GOAL, unit="ms", goal=1)
    yield frame.Row.cost(f"{what}: all read", ours=ours, limit=every, unit="ms", goal=1)
    yield frame.Row.cost(f"{what}: one key", ours=ours, limit=key, unit="ms", goal=500)


def ask(statement: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        cursor.fetchall()


def rename() -> None:
    """Two hundred names that many have; one lead in a hundred thousand has a rare one besides."""
    chance = random.Random(7)
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)} aegean {chance.randrange(500)}" for _n in range(200)]
    bare = frame.bare()
    with bare, bare.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE called (n int, name text)")
        cursor.executemany("INSERT INTO called VALUES (%s, %s)", list(enumerate(names)))
        cursor.execute(RENAME)
    tidy("leads_lead")
    bare.close()


def sweep(floor: Floor) -> float:
    """Seconds until every lead has its key."""
    began = time.perf_counter()
    with clock.frozen(NOON), isolation.seeing([floor.client.pk]):
        while FindSweep.objects.look() and FindSweep.objects.get().began_at:
            continue
    seconds = time.perf_counter() - began
    tidy("leads_findkey")
    return seconds


def copy() -> float:
    """The limit of writing: the same words into a bare table with a key, in one statement."""
    bare = frame.bare()
    with bare, bare.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (lead_id bigint PRIMARY KEY, client_id bigint, words text)")
        began = time.perf_counter()
        cursor.execute("INSERT INTO plain SELECT id, client_id, search FROM leads_lead")
        seconds = time.perf_counter() - began
    bare.close()
    return seconds


def tidy(table: str) -> None:
    bare = frame.bare()
    bare.autocommit = True
    with bare.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {table}")
    bare.close()


if __name__ == "__main__":
    frame.run("search", measure, rows=1_000_000)
