"""The processes that `up` starts: each in a group of its own, started again when it dies, ended all together."""

import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE = 10.0
LONGEST_WAIT = 30.0
TROUBLE = re.compile(rb"ERROR|CRITICAL|\[(error|critical) ")
PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int) -> Callable[[], None]:
    """What a child does before it becomes its program: ask the kernel for a SIGTERM when its parent dies (Linux)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return ask


@dataclass
class Child:
    """One process that has to run, in the folder `home`; what it says goes to `log`."""

    name: str
    command: list[str]
    log: Path
    home: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    again_at: float = 0.0
    deaths: int = 0
    read_to: int = 0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.read_to = log.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(os.getpid()),
            )
        self.began = time.monotonic()

    def died(self) -> int | None:
        """The exit code of a process that has just died, its group swept away; None while it runs or waits."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        kill_group(self.process.pid)
        self.deaths = 1 if time.monotonic() - self.began > 60 else self.deaths + 1
        self.again_at = time.monotonic() + min(2.0 ** (self.deaths - 1), LONGEST_WAIT)
        self.process = None
        return code

    def trouble(self) -> list[str]:
        """The lines of trouble that it wrote since the last look."""
        with self.log.open("rb") as log:
            log.seek(self.read_to)
            news = log.read()
        self.read_to += len(news)
        return [line.decode(errors="replace") for line in news.splitlines() if TROUBLE.search(line)]

    def last_words(self, lines: int = 20) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Family:
    """All children, remembered in `roll` so that the next start can end what a killed one left behind."""

    children: list[Child]
    roll: Path
    say: Callable[[str], None]
    leaving: bool = field(default=False)

    def start(self) -> None:
        end_leftovers(self.roll)
        for child in self.children:
            child.start()
        self._write_roll()

    def look(self) -> None:
        """Start again what died, and tell of trouble."""
        for child in self.children:
            for line in child.trouble():
                self.say(f"{child.name}: {line}")
            if (code := child.died()) is not None:
                wait = child.again_at - time.monotonic()
                self.say(f"{child.name} ended (exit code {code}); starting it again in {wait:.0f} s")
                self.say(child.last_words(5))
            if child.process is None and time.monotonic() >= child.again_at and not self.leaving:
                child.start()
                self._write_roll()

    def stop(self) -> None:
        """End every process with all that it started: asked first, killed after a while."""
        self.leaving = True
        living = [child.process for child in self.children if child.process]
        everyone = {found for process in living for found in descendants(process.pid)}
        for process in living:
            with suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + PATIENCE
        while any(process.poll() is None for process in living) and time.monotonic() < until:
            with suppress(InterruptedError):
                time.sleep(0.05)
        for process in living:
            kill_group(process.pid)
            process.wait()
        kill(everyone)
        self.roll.unlink(missing_ok=True)

    def _write_roll(self) -> None:
        names = []
        for child in self.children:
            with suppress(psutil.NoSuchProcess):
                if child.process:
                    names.append({"pid": child.process.pid, "born": psutil.Process(child.process.pid).create_time()})
        self.roll.write_text(json.dumps(names))


def descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill(processes: Iterable[psutil.Process]) -> None:
    """Kill what is left of `processes`; psutil knows a number that another program took over from the one it saw."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def end_leftovers(roll: Path) -> None:
    """End the children of an earlier start that was killed itself and could not do it."""
    try:
        names = json.loads(roll.read_text())
    except (FileNotFoundError, ValueError):
        return
    for name in names:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(name["pid"])
            if abs(process.create_time() - name["born"]) < 1:
                everyone = process.children(recursive=True)
                kill_group(process.pid)
                kill(everyone)
                psutil.wait_procs([process], timeout=PATIENCE)
    roll.unlink(missing_ok=True)
