"""The default services: Postgres and Redis from wheels, in a data folder (no root, no container engine).

`ensure()` finds or starts them and puts DATABASE_URL and REDIS_URL into the environment; what the environment names
already is left alone. Whoever leaves last puts out the light: services run as long as one process uses them.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from setterdesk.embedded.broker import Broker
from setterdesk.embedded.database import Database
from setterdesk.embedded.folder import Folder, ServiceError

__all__ = ["ServiceError", "Services", "data_dir", "database_url", "ensure", "redis_url", "secret_key"]

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def data_dir() -> Path:
    """The data folder: SETTERDESK_DATA, or `var` beside manage.py."""
    return Path(os.environ.get("SETTERDESK_DATA") or BASE_DIR / "var").expanduser().resolve()


def database_url(data: Path | None = None) -> str:
    """Where the embedded Postgres of the folder listens, or will. Starts nothing."""
    return Database(Folder.of(data or data_dir())).url()


def redis_url(data: Path | None = None, *, number: int = 0) -> str:
    """Where the embedded Redis of the folder listens, or will (database `number`, 0 to 63). Starts nothing."""
    return Broker(Folder.of(data or data_dir())).url(number)


def secret_key(data: Path | None = None) -> str:
    """The secret key of this folder, made once and kept readable by its owner only."""
    return Folder.of(data or data_dir()).secret("django")


@dataclass(frozen=True)
class Services:
    """What this process uses of a data folder."""

    folder: Folder
    database: Database | None
    broker: Broker | None
    seat: IO[str]

    def stop(self, *, patience: float = 1) -> bool:
        """Leave; stop the services if nobody else uses them. False when Postgres stays for clients still connected."""
        with self.folder.lock("start"):
            self.seat.close()
            if self.folder.held("users"):
                return True
            if self.broker:
                self.broker.stop()
            if not self.database or not self.database.running():
                return True
            if self.database.strangers(patience=patience):
                return False
            self.database.stop()
            return True


def ensure(data: Path | None = None, *, durable: bool = True) -> Services:
    """Find or start what the environment does not already name, and name it there.

    `durable` off makes a quick Postgres for tests. Raises ServiceError when a service does not come up.
    """
    folder = Folder.of(data or data_dir())
    database = None if os.environ.get("DATABASE_URL") else Database(folder, durable)
    broker = None if os.environ.get("REDIS_URL") else Broker(folder)
    with folder.lock("start"):
        seat = folder.hold("users")
        if database:
            database.start()
            os.environ["DATABASE_URL"] = database.url()
        if broker:
            broker.start()
            os.environ["REDIS_URL"] = broker.url()
    return Services(folder, database, broker, seat)
