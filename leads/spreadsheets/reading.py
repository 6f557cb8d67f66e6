"""The calling side: start the limited child, read its lines, end it in time."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from leads.spreadsheets import limits
from leads.spreadsheets.headers import Record, default_name
from leads.spreadsheets.limits import SpreadsheetError

_ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 256 * 1024


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
    """What a file is: guesses, column names, the first rows below them, and the first rows of all (``top``)."""

    kind: str
    choices: Choices
    sheets: list[SheetName]
    headers: list[str]
    rows: list[Record]
    top: list[Record]

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


def look(path: Path, choices: Choices | None = None) -> Look:
    """Open a file just far enough to show it. Raises SpreadsheetError."""
    with _words(path, choices or Choices(), whole=False) as words:
        first = next(words)
    about = first["about"]
    return Look(
        kind=about["kind"],
        choices=_chosen(about),
        sheets=[SheetName(sheet["name"], sheet["rows"]) for sheet in about["sheets"]],
        headers=about["headers"],
        rows=[(number, cells) for number, cells in first["rows"]],
        top=[(number, cells) for number, cells in about["top"]],
    )


@contextmanager
def read(path: Path, choices: Choices | None = None) -> Iterator[Sheet]:
    """Stream the rows of one sheet; memory stays flat. Raises SpreadsheetError, on entering or while iterating."""
    with _words(path, choices or Choices(), whole=True) as words:
        about = next(words)["about"]
        yield Sheet(about["sheet"], about["headers"], _rows(words, len(about["headers"])))


def _chosen(about: dict[str, Any]) -> Choices:
    return Choices(about["encoding"], about["delimiter"], about["sheet"], about["header_row"])


def _rows(words: Iterator[dict[str, Any]], width: int) -> Iterator[Record]:
    for said in words:
        if "end" in said:
            return
        for number, cells in said["rows"]:
            missing = width - len(cells)
            yield number, cells + [""] * missing if missing > 0 else cells
    raise SpreadsheetError(limits.DIED)


@contextmanager
def _words(path: Path, choices: Choices, *, whole: bool) -> Iterator[Iterator[dict[str, Any]]]:
    asked = json.dumps({"path": str(Path(path).resolve()), "whole": whole, **asdict(choices)})
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


def _said(child: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """The child's words; a refusal among them, or its death, is raised."""
    for line in _lines(child):
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise SpreadsheetError(said["error"], **said["values"])
        yield said
    _explain_death(child.wait())


def _lines(child: subprocess.Popen[bytes]) -> Iterator[bytes]:
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    parts: list[bytes] = []
    while True:
        if not select.select([pipe], [], [], limits.SILENT_SECONDS)[0]:
            raise SpreadsheetError(limits.TOO_SLOW, limit=limits.SILENT_SECONDS)
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            return
        *ended, rest = chunk.split(b"\n")
        if ended:
            yield b"".join([*parts, ended[0]])
            yield from ended[1:]
            parts = []
        parts.append(rest)


def _explain_death(code: int) -> None:
    if code == 0:
        return
    if -code == signal.SIGXCPU:
        raise SpreadsheetError(limits.TOO_SLOW, limit=limits.CPU_SECONDS)
    if -code in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV):
        raise SpreadsheetError(limits.TOO_MUCH_MEMORY, limit=limits.MEMORY_BYTES["book"] // 1024**2)
    raise SpreadsheetError(limits.DIED)
