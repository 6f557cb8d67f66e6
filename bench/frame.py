"""What a benchmark is made of. `bin/bench NAME` runs the module bench/NAME.py, which looks like this:

    from bench import frame
    from leads.models import Lead          # Django, the services and an empty migrated database are ready

    def measure(rows: int) -> Iterator[frame.Row]:
        fill(rows)
        yield frame.Row.cost("claim one lead", ours=frame.median(claim, 200), limit=frame.median(bare_claim, 200),
                             unit="ms", goal=3)
        yield frame.Row.rate("rows loaded", ours=loaded_per_second, limit=copied_per_second, unit="rows/s", goal=0.2)

    if __name__ == "__main__":
        frame.run("claim", measure, rows=10_000)

Ours and the bare limit (the same work in plain SQL, or in the file system alone) are measured in the same run.
`frame.bare()` is a psycopg2 connection as the owner of the tables, for the limit. Postgres and Redis live in var/bench,
the database is `setterdesk_bench`, made anew by every run. A process that a benchmark spawns finds the same database
when it imports `bench`. With --json one object is printed: {"bench", "rows": [{"what", "ours", "limit", "unit",
"ratio", "goal", "ok"}]}; else a table, row by row. A missed goal is a result, not an error: the exit code stays 0.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import psycopg2
from psycopg2.extensions import connection

WIDTHS = (52, 12, 12, 8, 8, 6, 3)


@dataclass(frozen=True)
class Row:
    """One figure of ours beside its limit. `ratio` is ours / limit; `goal` is the ratio to reach."""

    what: str
    ours: float
    limit: float
    unit: str
    ratio: float
    goal: float
    ok: bool

    @classmethod
    def cost(cls, what: str, *, ours: float, limit: float, unit: str, goal: float) -> "Row":
        """A figure that should be small (ms, MB, queries): ok when ours is at most `goal` times the limit."""
        ratio = _ratio(ours, limit)
        return cls(what, ours, limit, unit, ratio, goal, ratio <= goal)

    @classmethod
    def rate(cls, what: str, *, ours: float, limit: float, unit: str, goal: float) -> "Row":
        """A figure that should be large (rows/s): ok when ours is at least `goal` times the limit."""
        ratio = _ratio(ours, limit)
        return cls(what, ours, limit, unit, ratio, goal, ratio >= goal)


def run(bench: str, measure: Callable[[int], Iterable[Row]], *, rows: int = 10_000) -> None:
    """Read the command line, measure, print. `rows` is how much is measured unless --rows says otherwise."""
    parser = argparse.ArgumentParser(prog=f"bin/bench {bench}")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rows", type=int, default=rows, help=f"how many rows to measure with ({rows})")
    wanted = parser.parse_args()
    if wanted.json:
        print(as_json(bench, [*measure(wanted.rows)]))
        return
    print(_line((bench, "ours", "limit", "unit", "ratio", "goal", "ok")), flush=True)
    for row in measure(wanted.rows):
        print(_line(_cells(row)), flush=True)


def as_json(bench: str, rows: list[Row]) -> str:
    return json.dumps({"bench": bench, "rows": [asdict(row) for row in rows]})


def _line(cells: tuple[str, ...]) -> str:
    """A line of the table; each is printed as soon as it is measured."""
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def median(call: Callable[[], object], times: int) -> float:
    """The median duration of `times` calls, in milliseconds, after one call to warm up."""
    call()
    return statistics.median(_timed(call) for _ in range(times)) * 1000


def bare() -> connection:
    """A connection without Django, as the owner of the tables."""
    return psycopg2.connect(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _ratio(ours: float, limit: float) -> float:
    return round(ours / limit, 3) if limit else float("inf")


def _cells(row: Row) -> tuple[str, ...]:
    figures = (f"{row.ours:,.3f}", f"{row.limit:,.3f}", row.unit, f"{row.ratio:g}", f"{row.goal:g}")
    return (row.what, *figures, "yes" if row.ok else "NO")
