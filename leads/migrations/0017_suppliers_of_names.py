"""Make suppliers of the names that lists carry, in one statement each; lists are few, whatever the number of leads."""

from django.db import migrations

NAMES = """
    INSERT INTO leads_supplier (client_id, name, email, terms, refund_terms, notes, is_active, created_at)
    SELECT DISTINCT ON (client_id, upper(name)) client_id, name, '', '', '', '', true, created_at
    FROM (SELECT client_id, btrim(regexp_replace(supplier, '\\s+', ' ', 'g')) AS name, created_at, id
          FROM leads_leadlist) AS named
    WHERE name <> ''
    ORDER BY client_id, upper(name), id
    ON CONFLICT DO NOTHING
"""
KEYS = """
    UPDATE {table} l SET supplier_id = s.id
    FROM leads_supplier s
    WHERE s.client_id = l.client_id AND l.supplier_id IS NULL
      AND upper(s.name) = upper(btrim(regexp_replace(l.supplier, '\\s+', ' ', 'g')))
"""
BACK = """
    UPDATE leads_leadlist l SET supplier = s.name FROM leads_supplier s WHERE s.id = l.supplier_id
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_suppliers")]

    operations = [
        migrations.RunSQL([NAMES, KEYS.format(table="leads_leadlist")], BACK),
        migrations.RunSQL(  # the history too, which else nobody may change
            [
                "ALTER TABLE leads_leadlistevent DISABLE TRIGGER USER",
                KEYS.format(table="leads_leadlistevent"),
                "ALTER TABLE leads_leadlistevent ENABLE TRIGGER USER",
            ],
            migrations.RunSQL.noop,
        ),
    ]
