"""`manage.py migrate`, run by the owner of the tables and by one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import environ
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK = 5_373_845_001  # any number, as long as every node asks for the same

MAKE_ROLE = """
DO $$ BEGIN CREATE ROLE the_role NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN GRANT the_role TO CURRENT_USER; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;
"""  # an owner that is no superuser must be a member of the role to step down to it


class Command(migrate.Command):
    help = "Updates the database schema, as the owner of the tables (DATABASE_OWNER_URL, or the app's own log-in)."

    def execute(self, *args: Any, **options: Any) -> Any:
        """Become the owner before Django's own checks connect."""
        connection = connections[options["database"]]
        with as_owner(connection):
            ask(connection, "SELECT pg_advisory_lock(%s)", [LOCK])
            if settings.DATABASE_ROLE:
                ask(connection, MAKE_ROLE.replace("the_role", connection.ops.quote_name(settings.DATABASE_ROLE)))
            try:
                return super().execute(*args, **options)
            finally:
                ask(connection, "SELECT pg_advisory_unlock(%s)", [LOCK])


def ask(connection: BaseDatabaseWrapper, question: str, values: list[int] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The connection as the owner: no stepping down to DATABASE_ROLE, and DATABASE_OWNER_URL for the log-in if set."""
    app = connection.settings_dict
    owner = {**app, "OPTIONS": {name: value for name, value in app["OPTIONS"].items() if name != "assume_role"}}
    if settings.DATABASE_OWNER_URL:
        named = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
        owner.update({key: named[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
    connection.close()
    connection.settings_dict = owner
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = app
