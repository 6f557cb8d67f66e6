"""How Postgres finds its way in tables that its statistics do not know yet, as on the first day of an installation."""

import pytest
from django.db import connection

from tests.exports import mobile

CLEARED = """
    SELECT pg_clear_relation_stats('public', relname::text),
        count(pg_clear_attribute_stats('public', relname::text, attname::text, false))
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
    WHERE relname IN ('leads_lead', 'leads_leadphone', 'leads_company', 'leads_enrollment') GROUP BY relname"""


@pytest.fixture
def plan(db):
    """The plan of a question for the owner of the tables, for whom keys are checked, whatever is asked for; where no
    index does, it says so by a sequential scan."""
    with connection.cursor() as cursor:
        cursor.execute(f"RESET ROLE; {CLEARED}")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")

        def plan(question, *asked):
            cursor.execute(f"PREPARE question AS {question}")
            cursor.execute(f"EXPLAIN EXECUTE question ({', '.join(['%s'] * len(asked))})", asked)
            lines = cursor.fetchall()
            cursor.execute("DEALLOCATE question")
            return "\n".join(line for (line,) in lines)

        yield plan
        cursor.execute("SET ROLE setterdesk_app")


@pytest.fixture
def loaded(load) -> None:
    """The rows of a first chunk: while a table is empty all its indexes cost the same, and the first one is taken."""
    load(
        *(
            f"Anna,Zoe,{mobile(number)},,Patras,{chr(945 + number // 25)}{chr(65 + number % 25)} SA,"
            for number in range(500)
        )
    )


@pytest.mark.parametrize("table", ["leads_lead", "leads_company", "leads_enrollment"])
def test_a_key_is_checked_by_its_own_index(loaded, plan, table):
    """Of what a load brings by the thousand, with rows of other tables that name it: by its id, not through all rows
    of the client."""
    said = plan(f"SELECT 1 FROM ONLY {table} x WHERE client_id = $1 AND id = $2 FOR KEY SHARE OF x", 1, 5)
    assert f"using {table}_of_client on" in said or f"using {table}_pkey on" in said, said


@pytest.mark.parametrize(
    ("table", "asked", "index"),
    [
        ("leads_leadphone", "number = $1", "phone_of_number"),
        ("leads_lead", "email = $1 AND email <> ''", "lead_of_email"),
        ("leads_lead", "external_id = $1 AND external_id <> '' AND merged_into_id IS NULL", "external_id_once"),
    ],
)
def test_a_value_is_looked_for_by_itself(plan, table, asked, index):
    said = plan(f"SELECT client_id FROM {table} WHERE {asked}", "C1")
    assert f"using {index} on {table}" in said and f"Index Cond: ({asked.split()[0]} = " in said, said
