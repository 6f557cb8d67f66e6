"""How Postgres finds its way in tables that its statistics do not know yet, as on the first day of an installation."""

import pytest
from django.db import connection


@pytest.fixture
def plan(db):
    """The plan of a statement for the owner of the tables, for whom keys are checked; where no index does, it says so
    by a sequential scan."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

        def plan(statement):
            cursor.execute(f"EXPLAIN {statement}")
            return "\n".join(line for (line,) in cursor.fetchall())

        yield plan
        cursor.execute("SET ROLE setterdesk_app")


@pytest.mark.parametrize("table", ["leads_lead", "leads_company", "leads_enrollment"])
def test_a_key_is_checked_by_its_own_index(plan, table):
    """Of what a load brings by the thousand, with rows of other tables that name it."""
    said = plan(f"SELECT 1 FROM ONLY {table} x WHERE client_id = 1 AND id = 5 FOR KEY SHARE OF x")
    assert f"using {table}_of_client on {table}" in said, said


@pytest.mark.parametrize(
    ("table", "asked", "index"),
    [
        ("leads_leadphone", "number = '+306900000001'", "phone_of_number"),
        ("leads_lead", "email = 'a@b.example' AND email <> ''", "lead_of_email"),
        ("leads_lead", "external_id = 'C1' AND external_id <> '' AND merged_into_id IS NULL", "external_id_once"),
    ],
)
def test_a_value_is_looked_for_by_itself(plan, table, asked, index):
    said = plan(f"SELECT client_id FROM {table} WHERE {asked}")
    assert f"using {index} on {table}" in said and f"Index Cond: ({asked.split()[0]} = " in said, said
