"""One key: log an outcome and get the next lead, through the whole of Django, beside its own SQL run bare.

First in process, one setter: the limit replays the very statements of one such request (captured in this run) over a
bare connection as the app's role, in one transaction that is rolled back; so it pays for the same rows and for no
Python. Then over HTTP, 50 setters at once, each turn a dial and an outcome: gunicorn with the whole application beside
the same gunicorn with a bare view that runs each setter's own statements (bench/served.py).
"""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext, override_settings

from bench import frame, shift
from bench.floor import NOON, Floor
from calls.models import CallAttempt
from leads.models import Enrollment
from office import clock, isolation
from office.models import User

TURNS = 200
SETTERS, EACH = 50, 12  # at once over HTTP, and how many turns each takes
CSRF = "c" * 32
NO_ANSWER = {"disposition": "no-answer", "notes": "Rang out."}


def measure(rows: int) -> Iterator[frame.Row]:
    floor = Floor.open(setters=SETTERS)
    floor.fill(rows)
    yield from in_process(floor)
    yield from over_http(floor)


def in_process(floor: Floor) -> Iterator[frame.Row]:
    """One setter, no network."""
    setter, browser = floor.setters[0], visitor(floor.setters[0])
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        assert browser.post("/desk/claim/").status_code == 200
        turns = sorted(turn(browser, setter) for _ in range(TURNS))
        path = dial(setter)
        with in_full(), CaptureQueriesContext(connection) as seen:
            browser.post(path, NO_ANSWER)
        Enrollment.objects.claimed_by(setter).released()
    statements = statements_of(seen)
    bare = replay(statements)
    middle, slow = statistics.median(turns), turns[int(TURNS * 0.95)]
    yield frame.Row.cost("outcome to next lead, p50", ours=middle, limit=bare, unit="ms", goal=10)
    yield frame.Row.cost("outcome to next lead, p95, beside 80 ms", ours=slow, limit=80, unit="ms", goal=1)
    yield frame.Row.cost("statements, beside 12", ours=len(statements), limit=12, unit="queries", goal=1)


def over_http(floor: Floor) -> Iterator[frame.Row]:
    """Fifty setters at once, ours and the bare view one after the other."""
    with isolation.seeing([floor.client.pk]), clock.frozen(NOON):
        theirs = [captured(setter) for setter in floor.setters]
        length = theirs[0].pop("length")
        headers = [cookies(setter) for setter in floor.setters]
    with shift.served("application") as port:
        ours = warm(lambda number, line: turn_over_http(line, headers[number]), port)
    with isolation.seeing([floor.client.pk]):  # as it was when the statements were captured: nobody holds a lead
        for setter in floor.setters:
            Enrollment.objects.claimed_by(setter).released()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statements.json"
        path.write_text(json.dumps({"length": length, "statements": dict(enumerate(theirs))}))
        with shift.served("bare", BENCH_STATEMENTS=str(path)) as port:
            bare = warm(bare_turn, port)
    what = f"{SETTERS} setters over HTTP"
    yield frame.Row.rate(f"{what}: outcomes/s", ours=ours.rate, limit=bare.rate, unit="1/s", goal=0.5)
    yield frame.Row.cost(f"{what}: p95 of an outcome, bare beside", ours=ours.p95, limit=bare.p95, unit="ms", goal=2)
    yield frame.Row.cost(f"{what}: p95, beside 80 ms on 4 cores", ours=ours.p95, limit=80, unit="ms", goal=1)


def warm(turn: Callable[[int, shift.Line], float], port: int) -> shift.Shift:
    """A shift behind a first turn of each setter, in which the server's workers come up."""
    shift.worked(SETTERS, 1, turn, port)
    return shift.worked(SETTERS, EACH, turn, port)


def visitor(setter: User) -> Browser:
    browser = Browser(HTTP_HX_REQUEST="true", HTTP_HOST="localhost")
    browser.force_login(setter)
    return browser


def captured(setter: User) -> dict[str, object]:
    """The statements of a dial and of an outcome of this setter, and how long the answer is."""
    browser, found = visitor(setter), {}
    browser.post("/desk/claim/")
    held = Enrollment.objects.claimed_by(setter).get()
    with in_full(), CaptureQueriesContext(connection) as seen:
        answer = browser.post(f"/desk/leads/{held.pk}/dial/").content.decode()
    found["dial"] = statements_of(seen)
    with in_full(), CaptureQueriesContext(connection) as seen:
        answer = browser.post(where_to_log(answer), NO_ANSWER).content.decode()
    found["log"] = statements_of(seen)
    return {**found, "length": len(answer)}


def in_full() -> override_settings:
    """Statements as their text, as the bare side sends them; ours are known to Postgres by a name (Statement)."""
    return override_settings(PREPARE_STATEMENTS=False)


def statements_of(seen: CaptureQueriesContext) -> list[str]:
    """The SQL of a request, without what keeps the connection and the transaction."""
    return [query["sql"] for query in seen if not query["sql"].startswith(("BEGIN", "COMMIT", "SELECT 1"))]


def cookies(setter: User) -> dict[str, str]:
    """The head lines of this setter's browser."""
    session = visitor(setter).cookies[settings.SESSION_COOKIE_NAME].value
    jar = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return {"Cookie": jar, "X-CSRFToken": CSRF, "HX-Request": "true"}


def where_to_log(page: str) -> str:
    """Where the outcome of the call on this desk goes."""
    return re.search(r"/desk/calls/\d+/log/", page)[0]  # type: ignore[index]


def turn_over_http(line: shift.Line, head: dict[str, str]) -> float:
    """Dial (not measured), then log and receive the next lead: seconds."""
    desk = line.last or line.post("/desk/claim/", head)
    held = re.search(r'data-lead="(\d+)"', desk)[1]  # type: ignore[index]
    called = line.post(f"/desk/leads/{held}/dial/", head)
    began = time.perf_counter()
    line.post(where_to_log(called), head, **NO_ANSWER)
    return time.perf_counter() - began


def bare_turn(number: int, line: shift.Line) -> float:
    line.post(f"/{number}/dial", {})
    began = time.perf_counter()
    line.post(f"/{number}/log", {}, **NO_ANSWER)
    return time.perf_counter() - began


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
