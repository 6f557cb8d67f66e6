"""A long statement that Postgres reads and plans once a connection (PREPARE), not at each of a setter's keys.

Planning took more than half of Postgres' time between a key and the next lead (docs/decisions/0013). Behind a pooler
that gives each transaction another connection, PREPARE_STATEMENTS=false sends the statements as they are.
"""

from collections.abc import Callable, Mapping
from hashlib import md5
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


class Statement:
    """`sql` with `%(name)s` for each value, or what makes it of the placeholders; `types`: Postgres' type of each."""

    def __init__(self, sql: "str | Callable[[Any, Mapping[str, str]], str]", **types: str) -> None:
        self._sql, self._types = sql, types
        self._placeholders = {name: f"${n}" for n, name in enumerate(types, 1)}

    def call(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """What to execute on this thread's connection, and with which parameters; the statement is known there."""
        return f"EXECUTE {self._known()}({', '.join(['%s'] * len(self._types))})", [
            values[name] for name in self._types
        ]

    def execute(self, cursor: Any, values: Mapping[str, Any]) -> None:
        """Run it on Django's cursor."""
        if settings.PREPARE_STATEMENTS:
            cursor.execute(*self.call(values))
        else:
            assert isinstance(self._sql, str)
            cursor.execute(self._sql, values)

    def _known(self) -> str:
        """Its name on this thread's connection, where it is made known once."""
        django: Any = connections[DEFAULT_DB_ALIAS]
        django.ensure_connection()
        raw = django.connection
        whose, names = django.__dict__.get("sd_prepared", (None, {}))
        if whose is not raw:  # the connection was made anew
            names = {}
            django.__dict__["sd_prepared"] = (raw, names)
        if self not in names:
            with raw.cursor() as cursor:
                text = (
                    self._sql % self._placeholders
                    if isinstance(self._sql, str)
                    else self._sql(cursor, self._placeholders)
                )
                name = f"sd_{md5(text.encode(), usedforsecurity=False).hexdigest()}"
                if name not in names.values():
                    cursor.execute(f"PREPARE {name} ({', '.join(self._types.values())}) AS {text}")
            names[self] = name
        return str(names[self])
