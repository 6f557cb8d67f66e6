"""A pytest plugin (`-p tests.services`) that stands the database and Redis up before Django reads its settings.

They live in a data folder of their own, `var/test`, so that a running bin/up is not disturbed. Under xdist only the
controller starts and stops them; its workers inherit DATABASE_URL and REDIS_URL and take a Redis number each.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connections

from setterdesk import embedded

VAR = Path(__file__).resolve().parent.parent / "var"


def redis_number(worker: str) -> int:
    """gw0 → 1, gw1 → 2 …; without xdist 0. The embedded Redis has 64 databases."""
    return (int(worker.removeprefix("gw")) + 1) % 64 if worker else 0


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        os.environ.setdefault("SETTERDESK_DATA", str(VAR / "test"))
        early_config.services = embedded.ensure(durable=False)
    broker = urlsplit(os.environ["REDIS_URL"])
    os.environ["REDIS_URL"] = broker._replace(path=f"/{redis_number(worker)}").geturl()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if services := getattr(config, "services", None):
        connections.close_all()
        services.stop()
