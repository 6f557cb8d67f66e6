"""Statements that Postgres plans once a connection."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from office.models import Statement, User
from tests.factories import person

SUM = Statement(
    "SELECT %(left)s + %(right)s, '100%%', %(words)s::text[]", left="bigint", right="bigint", words="text[]"
)


def known():
    """The statements that Postgres knows on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'sd\\_%%'")
        return {name for (name,) in cursor.fetchall()}


def asked(statement, **values):
    with connection.cursor() as cursor:
        statement.execute(cursor, values)
        return cursor.fetchone()


@pytest.mark.parametrize("by_name", [True, False])
def test_it_answers_the_same_by_name_and_in_full(db, settings, by_name):
    settings.PREPARE_STATEMENTS = by_name
    assert asked(SUM, left=1, right=2, words=["a", "β"]) == (3, "100%", ["a", "β"])
    assert asked(SUM, left=4, right=5, words=[]) == (9, "100%", [])


def test_it_is_made_known_once(db):
    asked(SUM, left=1, right=2, words=[])
    first = known()
    asked(SUM, left=3, right=4, words=[])
    assert known() == first and first


def test_the_same_words_are_known_by_one_name(db):
    for _twice in range(2):
        asked(Statement("SELECT %(at)s", at="timestamptz"), at=datetime(2026, 1, 1, tzinfo=UTC))
    before = known()
    asked(Statement("SELECT %(at)s", at="timestamptz"), at=datetime(2026, 1, 2, tzinfo=UTC))
    assert known() == before


def test_it_outlives_a_transaction_that_is_taken_back(db):
    statement = Statement("SELECT 'rolled back', %(n)s", n="bigint")
    with transaction.atomic():
        assert asked(statement, n=1) == ("rolled back", 1)
        transaction.set_rollback(True)
    assert asked(statement, n=2) == ("rolled back", 2)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_it_anew():
    assert asked(SUM, left=1, right=2, words=[])[0] == 3
    connection.close()
    assert known() == set()
    assert asked(SUM, left=2, right=2, words=[])[0] == 4


@pytest.mark.parametrize("by_name", [True, False])
def test_a_compiled_question_is_asked_by_name_or_in_full(client_a, settings, by_name):
    settings.PREPARE_STATEMENTS = by_name
    made = person("Anna", (client_a, "setter"), (client_a, "rep"))
    found = User.objects.known(made.pk)
    assert found == made and set(found.roles) == {("setter", client_a.pk), ("rep", client_a.pk)}
    assert User.objects.known(made.pk + 1) is None
