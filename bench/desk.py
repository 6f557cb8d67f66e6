"""One key: log an outcome and get the next lead, through the whole of Django, beside its own SQL run bare.

The limit replays the very statements of one such request (captured in this run) over a bare connection as the app's
role, in one transaction that is rolled back; so it pays for the same rows and for no Python.
"""

import statistics
import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from bench import frame
from bench.floor import NOON, Floor
from calls.models import CallAttempt
from leads.models import Enrollment
from office import clock, isolation
from office.models import User

TURNS = 200
NO_ANSWER = {"disposition": "no-answer", "notes": "Rang out."}


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=1)
    floor.fill(rows)
    setter, browser = floor.setters[0], Browser(HTTP_HX_REQUEST="true", HTTP_HOST="localhost")
    browser.force_login(setter)
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        assert browser.post("/desk/claim/").status_code == 200
        turns = sorted(turn(browser, setter) for _ in range(TURNS))
        path = dial(setter)
        with CaptureQueriesContext(connection) as seen:
            browser.post(path, NO_ANSWER)
        Enrollment.objects.claimed_by(setter).released()
    statements = [query["sql"] for query in seen if not query["sql"].startswith(("BEGIN", "COMMIT", "SELECT 1"))]
    bare = replay(statements)
    middle, slow = statistics.median(turns), turns[int(TURNS * 0.95)]
    yield frame.Row.cost("outcome to next lead, p50", ours=middle, limit=bare, unit="ms", goal=10)
    yield frame.Row.cost("outcome to next lead, p95, beside 80 ms", ours=slow, limit=80, unit="ms", goal=1)
    yield frame.Row.cost("statements, beside 12", ours=len(statements), limit=12, unit="queries", goal=1)


def dial(setter: User) -> str:
    """Dial the lead on the desk; returns where its outcome goes."""
    attempt = CallAttempt.dial(Enrollment.objects.with_story().claimed_by(setter).get(), by=setter)
    return f"/desk/calls/{attempt.pk}/log/"


def turn(browser: Browser, setter: User) -> float:
    """Dial (not measured), then log and receive the next lead: milliseconds."""
    path = dial(setter)
    began = time.perf_counter()
    response = browser.post(path, NO_ANSWER)
    took = (time.perf_counter() - began) * 1000
    assert response.status_code == 200
    return took


def replay(statements: list[str]) -> float:
    """The median of replaying the same SQL without Django, over one warm connection: milliseconds."""
    bare = frame.bare()
    with bare.cursor() as cursor:
        cursor.execute("SET ROLE setterdesk_app")
        bare.commit()

        def once() -> None:
            for statement in statements:
                cursor.execute(statement)
            bare.rollback()

        took = frame.median(once, TURNS)
    bare.close()
    return took


if __name__ == "__main__":
    frame.run("desk", measure, rows=100_000)
