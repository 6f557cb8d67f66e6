"""Client isolation in the database: row policies, and the list of clients that rides with every statement.

The app's role may only touch rows whose `client_id` stands in the transaction-local setting `sd.clients`.
`seeing([...])` puts that setting in front of each statement, in the same round trip; without it nothing is seen.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ROLE = "setterdesk_app"
AGENCY = 0  # among the clients seen: rows of no client (agency-wide ones) may be written as well as read
SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
_clients: ContextVar[tuple[int, ...]] = ContextVar("clients", default=())


def clients_seen() -> tuple[int, ...]:
    """The clients whose rows the running code may see."""
    return _clients.get()


@contextmanager
def seeing(client_ids: Iterable[int]) -> Iterator[None]:
    """Within: statements see (and may write) the rows of these clients only."""
    token = _clients.set(tuple(sorted(set(client_ids))))
    try:
        if _carry_clients in connection.execute_wrappers:
            yield
        else:
            with connection.execute_wrapper(_carry_clients):
                yield
    finally:
        _clients.reset(token)


def widen(client_id: int) -> None:
    """Let the running code also see a client that was made a moment ago (its maker's own)."""
    _clients.set(tuple(sorted({*_clients.get(), client_id})))


def opened(table: str, column: str, said: str) -> tuple[int, int] | None:
    """(client, id) of the row that a token opens, asked over all clients; None when there is none. The function
    `sd_opened` knows by name the few tables that have such doors."""
    if "\0" in said:  # no token holds one, and Postgres takes none
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_id, id FROM sd_opened(%s, %s, %s)", [table, column, said])
        found: tuple[int, int] | None = cursor.fetchone()
        return found


def _carry_clients(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if sql.startswith(SAVEPOINTS):  # after an error, a transaction takes nothing but the way back
        return execute(sql, params, many, context)
    return execute(f"{setting()} {sql}", params, many, context)


def setting() -> str:
    """The statement that tells Postgres whose rows may be seen until the transaction ends."""
    ids = ",".join(str(int(pk)) for pk in _clients.get())
    return f"SELECT set_config('sd.clients', '{ids}', true);"


class ClientTable(Operation):
    """Migration operation: put a client's table behind its row policy, its keys within the client.

    UNIQUE (client_id, id); for every foreign key to another client's table a composite key (client_id, x_id);
    FORCE ROW LEVEL SECURITY with one policy for the app and one for the owner of the tables.
    `shared=True`: rows without a client (agency-wide) may be read by all.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, *, keys: bool = True, shared: bool = False) -> None:
        self.model, self.keys, self.shared = model, keys, shared

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.model], {"keys": self.keys, "shared": self.shared}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' state does not change: this is all in the database."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        table = model._meta.db_table
        if self.keys:
            schema_editor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_of_client" UNIQUE (client_id, id)')
            for column, target in _inner_keys(model):
                schema_editor.execute(_composite_key(table, column, target))
        for statement in _policies(table, self.shared):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to undo: the table goes, and its policies and keys with it."""

    def describe(self) -> str:
        return f"Row policy and composite keys of {self.model}"


def _inner_keys(model: Any) -> Iterator[tuple[str, str]]:
    for field in model._meta.concrete_fields:
        if field.is_relation and not field.db_constraint and field.name not in ("client", "pgh_obj", "pgh_context"):
            yield field.column, field.related_model._meta.db_table


def _composite_key(table: str, column: str, target: str) -> str:
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_same_client" FOREIGN KEY (client_id, "{column}") '
        f'REFERENCES "{target}" (client_id, id) DEFERRABLE INITIALLY DEFERRED'
    )


def _policies(table: str, shared: bool) -> list[str]:
    mine = "client_id = ANY ((SELECT sd_clients())::bigint[])"
    read = f"({mine} OR client_id IS NULL)" if shared else mine
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'CREATE POLICY client_rows ON "{table}" TO {ROLE} USING ({read}) WITH CHECK ({mine})',
        f'CREATE POLICY owner_rows ON "{table}" TO CURRENT_USER USING (true) WITH CHECK (true)',
    ]
