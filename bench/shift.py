"""A shift over HTTP: setters who dial and log as fast as the server answers, each call over a connection of its own."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

WORKERS, THREADS = "2", "4"  # as bin/up serves


@contextmanager
def served(what: str, **environment: str) -> Iterator[int]:
    """Gunicorn serves bench.served:WHAT on a free port of this machine, which is yielded."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", f"bench.served:{what}", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", WORKERS, "--threads", THREADS, "--log-level", "error"]
    server = subprocess.Popen([*command, "--no-control-socket"], env={**os.environ, **environment})
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    for _try in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The web server did not come up.")


@dataclass
class Shift:
    """How a shift went. `times`: seconds of each outcome → next lead; `seconds`: how long the whole took."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Outcomes (each with its dial) per second, of all setters together."""
        return len(self.times) / self.seconds

    @property
    def p95(self) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.times, n=20)[-1] * 1000


def worked(setters: int, turns: int, turn: Callable[[int, "Line"], float], port: int, pause: float = 0.0) -> Shift:
    """All setters at once: each takes so many turns; `turn(number, line)` returns the seconds of its outcome. `pause`:
    the seconds that each waits before a turn, so that they do not all wait for each other."""
    shift, began = Shift(), threading.Barrier(setters + 1)

    def work(number: int) -> list[float]:
        line = Line(port)
        began.wait()
        time.sleep(pause * number / setters)
        mine = list[float]()
        for _turn in range(turns):
            time.sleep(pause)
            mine.append(turn(number, line))
            line.close()  # a call lasts longer than the server keeps an idle line: the next comes to whoever is free
        return mine

    with ThreadPoolExecutor(setters) as people:
        theirs = [people.submit(work, number) for number in range(setters)]
        began.wait()
        at = time.perf_counter()
        shift.times = [took for mine in theirs for took in mine.result()]
        shift.seconds = time.perf_counter() - at
    return shift


class Line:
    """One browser's connection; `last`: the answer that it shows."""

    def __init__(self, port: int) -> None:
        self.last, self.connection = "", http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def post(self, path: str, headers: dict[str, str], **fields: str) -> str:
        """Post a form; the answer's text. Raises RuntimeError on anything but 200."""
        head = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost", **headers}
        for again in (True, False):
            try:
                self.connection.request("POST", path, urlencode(fields), head)
                answer = self.connection.getresponse()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                if not again:
                    raise
                self.connection.close()  # the server let an idle line go
        text = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {text[:200]}")
        self.last = text
        return text

    def close(self) -> None:
        self.connection.close()
