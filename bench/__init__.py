"""The benchmarks. Importing this package stands up the services and an empty, migrated database of its own."""

import atexit
import os
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg2
from django.core.management import call_command
from django.db import connections

from setterdesk import embedded

DATABASE = "setterdesk_bench"


def make_database() -> None:
    """Drop what an earlier run left, create it anew, and point DATABASE_URL at it."""
    server = os.environ["DATABASE_URL"]
    door = psycopg2.connect(server)
    door.autocommit = True
    with door.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE}")
    door.close()
    os.environ["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{DATABASE}").geturl()


def stand_up() -> None:
    """Services, database, Django. A process that a benchmark spawns finds all this in its environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
    os.environ.setdefault("SETTERDESK_DATA", str(Path(__file__).resolve().parent.parent / "var" / "bench"))
    if os.environ.get("SETTERDESK_BENCH"):
        django.setup()
        return
    os.environ["SETTERDESK_BENCH"] = "1"
    services = embedded.ensure()
    atexit.register(services.stop)
    atexit.register(connections.close_all)
    make_database()
    django.setup()
    call_command("migrate", verbosity=0)


stand_up()
