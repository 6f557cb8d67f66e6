"""What gunicorn serves for `bin/bench desk`: the whole application at noon, and the bare limit beside it.

`application` is SetterDesk with its clock at a Monday noon, so that every place is open. `bare` answers POST /N/dial
and /N/log by running the statements that setter N's own request ran (a JSON file named by BENCH_STATEMENTS), as the
app's role, in one transaction that is rolled back; its answer is as long as ours.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bench  # noqa: F401 - Django is ready, and the database is the benchmark's
from bench import frame
from bench.floor import NOON
from office import clock
from setterdesk.wsgi import application as setterdesk

_own = threading.local()
_known: dict[str, Any] = {}


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """SetterDesk at noon."""
    with clock.frozen(NOON):
        return setterdesk(environ, start)


def bare(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The same SQL, and nothing else."""
    if not _known:
        _known.update(json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text()))
    length = int(environ.get("CONTENT_LENGTH") or 0)
    environ["wsgi.input"].read(length)
    setter, act = environ["PATH_INFO"].strip("/").split("/")
    cursor = _cursor()
    for statement in _known["statements"][setter][act]:
        cursor.execute(statement)
        if cursor.description:
            cursor.fetchall()
    cursor.connection.rollback()
    body = b"." * int(_known["length"])
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _cursor() -> Any:
    """One warm connection a thread."""
    if not hasattr(_own, "cursor"):
        connection = frame.bare()
        _own.cursor = connection.cursor()
        _own.cursor.execute("SET SESSION ROLE setterdesk_app")
        connection.commit()
    return _own.cursor
