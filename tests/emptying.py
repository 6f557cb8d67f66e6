"""Empty the database after a test that committed: only the tables that hold rows, and by DELETE.

Django's own flush truncates every table of the schema, some two hundred with an index or ten each, and lays content
types anew: about a second a test, however little the test wrote. Two rows are quicker deleted.
"""

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = {"django_migrations", "django_content_type"}  # laid by migrate, the same for every test


PERMANENT = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@cache
def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(PERMANENT)
        return tuple(sorted({name for (name,) in cursor.fetchall()} - KEPT))


def empty() -> None:
    """Delete every row that a test left, as the owner: triggers that forbid it and foreign keys are not asked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in _tables()))
        for (name,) in cursor.fetchall():
            cursor.execute(f'DELETE FROM "{name}"')
    connection.close()  # the next test's connection takes the app's role anew


def install() -> None:
    """Let Django's tests that commit be followed by this in place of its flush."""
    TransactionTestCase._fixture_teardown = lambda self: empty()  # type: ignore[method-assign]
