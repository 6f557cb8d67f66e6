"""`manage.py migrate`, run by the owner of the tables and by one process at a time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import environ
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

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
        with as_owner(connection), light_states():
            ask(connection, "SELECT pg_advisory_lock(%s)", [LOCK])
            if settings.DATABASE_ROLE:
                ask(connection, MAKE_ROLE.replace("the_role", connection.ops.quote_name(settings.DATABASE_ROLE)))
            try:
                return super().execute(*args, **options)
            finally:
                ask(connection, "SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def light_states() -> Iterator[None]:
    """The models of a migration's state are built anew one by one, as they change, and not with all that point to them.

    Here every table points to its client, so that Django's own way builds all of them for each field: most of the time
    of a first start. A model that still points to an older class of its neighbour is good enough for what is asked of
    it, the names of tables and columns; RunPython, which asks for more, has all of them built anew (`is_delayed`), as
    have the receivers of post_migrate. A trigger changes no model at all.
    """
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(ProjectState, "_find_reload_model", _only_itself))
        for operation in (AddTrigger, RemoveTrigger):
            forwards = _without_reload(operation.state_forwards)
            stack.enter_context(mock.patch.object(operation, "state_forwards", forwards))
        yield


def _only_itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}


def _without_reload(forwards: Callable[[Any, str, ProjectState], None]) -> Callable[[Any, str, ProjectState], None]:
    def state_forwards(operation: Any, app_label: str, state: ProjectState) -> None:
        with mock.patch.object(state, "reload_model"):
            forwards(operation, app_label, state)

    return state_forwards


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
