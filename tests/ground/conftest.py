"""The ground is tested on real processes: each test has a data folder of its own, and nothing in it survives."""

import os
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare_environment(monkeypatch):
    """As on a fresh machine: no service is named."""
    for name in ("DATABASE_URL", "REDIS_URL", "SETTERDESK_DATA", "SETTERDESK_DEMO", "SECRET_KEY", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def data(tmp_path, bare_environment):
    """A new data folder; whatever still runs in it at the end is killed."""
    folder = tmp_path / "data"
    folder.mkdir()
    yield folder
    for process in living_in(folder):
        process.kill()


def living_in(folder):
    """The processes that work in a data folder: by their working directory, or by its name in their environment."""
    found = []
    for process in psutil.process_iter(["pid", "cwd", "status"]):
        if process.pid == os.getpid() or process.info["status"] == psutil.STATUS_ZOMBIE:
            continue
        try:
            inside = (process.info["cwd"] or "").startswith(str(folder))
            if inside or process.environ().get("SETTERDESK_DATA") == str(folder):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def command_of(process):
    """The words of a process's command line; none when it has just ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []
