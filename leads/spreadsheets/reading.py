"""The calling side: start the limited child, read what it says, end it in time."""

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from leads.spreadsheets import limits
from leads.spreadsheets.frames import HEAD_BYTES, LONGEST, ROWS, head_of, rows_of
from leads.spreadsheets.headers import Record, default_name
from leads.spreadsheets.limits import SpreadsheetError
from leads.spreadsheets.pulse import Pulse

_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Choices:
    """What a person decided about a file; what is left empty is guessed. ``header_row`` 0 means that there is none."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None


@dataclass(frozen=True)
class SheetName:
    """A visible sheet: its name (empty for text files) and how many rows it has."""

    name: str
    rows: int


@dataclass(frozen=True)
class Look:
    """What a file is: guesses, column names, the first rows below them, and the first rows of all (``top``).

    ``orders``: whether day or month is first ("dmy", "mdy") in the columns whose dates prove it; ``counted``: the rows
    of the chosen sheet were counted.
    """

    kind: str
    choices: Choices
    sheets: list[SheetName]
    headers: list[str]
    rows: list[Record]
    top: list[Record]
    orders: dict[str, str] = field(default_factory=dict)
    counted: bool = True

    @property
    def row_count(self) -> int:
        """Rows below the column names, wholly blank ones not counted."""
        return next((sheet.rows for sheet in self.sheets if sheet.name == self.choices.sheet), 0)


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows`` gives (row number, cells), each as wide as ``headers`` or, where a row overflows, wider."""

    name: str
    headers: list[str]
    rows: Iterator[Record]

    def header(self, index: int) -> str:
        """Name of the column at ``index``, also beyond the headers."""
        return self.headers[index] if index < len(self.headers) else default_name(index)


def look(path: Path, choices: Choices | None = None, *, count: bool = True) -> Look:
    """Open a file to show it; without ``count`` only its first rows are read. Raises SpreadsheetError."""
    with _words(path, choices or Choices(), whole=False, count=count) as words:
        first = _first(words)
    about = first["about"]
    return Look(
        kind=about["kind"],
        choices=_chosen(about),
        sheets=[SheetName(sheet["name"], sheet["rows"]) for sheet in about["sheets"]],
        headers=about["headers"],
        rows=[(number, cells) for number, cells in first["rows"]],
        top=[(number, cells) for number, cells in about["top"]],
        orders=about["orders"],
        counted=count,
    )


@contextmanager
def read(path: Path, choices: Choices | None = None) -> Iterator[Sheet]:
    """Stream the rows of one sheet; memory stays flat. Raises SpreadsheetError, on entering or while iterating."""
    with _words(path, choices or Choices(), whole=True) as words:
        about = _first(words)["about"]
        yield Sheet(about["sheet"], about["headers"], _rows(words))


def _chosen(about: dict[str, Any]) -> Choices:
    return Choices(about["encoding"], about["delimiter"], about["sheet"], about["header_row"])


def _first(words: Iterator["Said"]) -> dict[str, Any]:
    said = next(words, None)
    if not isinstance(said, dict):
        raise SpreadsheetError(limits.DIED)
    return said


def _rows(words: Iterator["Said"]) -> Iterator[Record]:
    for said in words:
        if isinstance(said, dict):
            return
        yield from rows_of(said)
    raise SpreadsheetError(limits.DIED)


@contextmanager
def _words(path: Path, choices: Choices, *, whole: bool, count: bool = True) -> Iterator[Iterator["Said"]]:
    asked = json.dumps({"path": str(Path(path).resolve()), "whole": whole, "count": count, **asdict(choices)})
    child = subprocess.Popen(
        [sys.executable, "-m", "leads.spreadsheets", asked],
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "TMPDIR": os.environ.get("TMPDIR", "/tmp")},  # noqa: S108
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _said(child)
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()


Said = dict[str, Any] | bytes
"""A word, or a block of rows not yet divided."""


def _said(child: subprocess.Popen[bytes]) -> Iterator[Said]:
    """What the child says; a refusal among it, or its death, is raised. Signs of life are not passed on."""
    seconds = limits.CPU_SECONDS
    for kind, said in _frames(child, Pulse(child.pid)):
        if kind == ROWS:
            yield said
            continue
        word: dict[str, Any] = json.loads(said)
        if "error" in word:
            raise SpreadsheetError(word["error"], **word["values"])
        seconds = word.get("seconds", seconds)
        if "still" not in word:
            yield word
    _explain_death(child.wait(), seconds)


def _frames(child: subprocess.Popen[bytes], pulse: Pulse) -> Iterator[tuple[bytes, bytes]]:
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    _widen(pipe)
    while head := _exactly(pipe, HEAD_BYTES, pulse):
        kind, length = head_of(head)
        if length > LONGEST:
            raise SpreadsheetError(limits.DIED)
        yield kind, _exactly(pipe, length, pulse)


def _widen(pipe: int) -> None:
    """A larger pipe, so that the child need not wait for us; where the system allows none it goes on as it is."""
    with suppress(OSError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CHUNK)


def _exactly(pipe: int, length: int, pulse: Pulse) -> bytes:
    """So many bytes; none when the child has ended, also in the middle of a frame. A child that works in silence is
    waited for: the processor time that it may use ends it, however slow the machine is."""
    parts: list[bytes] = []
    while length:
        if not select.select([pipe], [], [], limits.SILENT_SECONDS)[0]:
            if pulse.beats():
                continue
            raise SpreadsheetError(limits.TOO_SLOW, limit=limits.SILENT_SECONDS)
        part = os.read(pipe, min(length, _CHUNK))
        if not part:
            return b""
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _explain_death(code: int, seconds: int) -> None:
    if code == 0:
        return
    if -code == signal.SIGXCPU:
        raise SpreadsheetError(limits.TOO_SLOW, limit=seconds)
    if -code in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV):
        raise SpreadsheetError(limits.TOO_MUCH_MEMORY, limit=limits.MEMORY_BYTES["book"] // 1024**2)
    raise SpreadsheetError(limits.DIED)
