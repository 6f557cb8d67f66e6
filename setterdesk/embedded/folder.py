"""The data folder: where the embedded services keep their files, and what is remembered there between two starts."""

import fcntl
import importlib.util
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

HOST = "127.0.0.1"


class ServiceError(RuntimeError):
    """A service that would not start, told as a sentence with the last lines of its log."""


@dataclass(frozen=True)
class Folder:
    path: Path

    @classmethod
    def of(cls, path: Path) -> "Folder":
        """The folder at `path`, made if it is not there."""
        path = path.expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True)
        return cls(path)

    def secret(self, name: str) -> str:
        """A random word kept under `name`, readable by its owner only."""
        return self._kept(f"{name}.secret", secrets.token_urlsafe(48))

    def port(self, name: str) -> int:
        """The TCP port remembered for the service `name`, chosen if there is none yet."""
        return int(self._kept(f"{name}.port", str(free_port())))

    def remember_port(self, name: str, port: int) -> None:
        self._write(self.path / f"{name}.port", str(port))

    def log(self, name: str) -> Path:
        """The log file of `name`; one that grew past 10 MB is put aside as `name.log.1`."""
        path = self.path / "logs" / f"{name}.log"
        path.parent.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            if path.stat().st_size > 10_000_000:
                path.replace(path.with_suffix(".log.1"))
        return path

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Only one process at a time is inside; the lock of a killed process is free again."""
        with (self.path / f"{name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def hold(self, name: str) -> IO[str]:
        """Count this process among the users of `name`, until the file is closed or the process ends."""
        file = (self.path / f"{name}.lock").open("a")
        fcntl.flock(file, fcntl.LOCK_SH)
        return file

    def held(self, name: str) -> bool:
        """Whether any process holds `name`."""
        with (self.path / f"{name}.lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _kept(self, name: str, fresh: str) -> str:
        path = self.path / name
        if not path.exists():
            self._write(path, fresh, keep=True)
        return path.read_text().strip()

    def _write(self, path: Path, text: str, *, keep: bool = False) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        if not keep:
            draft.replace(path)
            return
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()


def installed(package: str) -> Path:
    """The folder of an installed package, which is not imported: some say unwanted things when they are."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The package {package} is not installed: run bin/up, or pip install -r requirements.txt.")
    return Path(spec.origin).parent


def free_port() -> int:
    """A TCP port on the loopback that nobody listens on just now."""
    with socket.socket() as door:
        door.bind((HOST, 0))
        port: int = door.getsockname()[1]
        return port


def is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen on `port` of this machine's address `host`."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            return False
    return True


def processes(name: str, home: Path) -> list[psutil.Process]:
    """The living processes of program `name` whose working directory is `home`."""
    found = []
    for process in psutil.process_iter(["name", "cwd", "status"]):
        about = process.info
        if about["name"] == name and about["cwd"] == str(home) and about["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def end(victims: list[psutil.Process], *, patience: float = 5) -> None:
    """Ask `victims` to end, and kill those that are still there after `patience` seconds."""
    for process in victims:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    for process in psutil.wait_procs(victims, timeout=patience)[1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(victims, timeout=patience)
