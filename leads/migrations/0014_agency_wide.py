"""Who says so (isolation.AGENCY among the clients seen) writes agency-wide suppressions; nobody else changes them."""

from django.db import migrations

from office.isolation import AGENCY, ROLE

SAID = f"{AGENCY} = ANY ((SELECT sd_clients())::bigint[])"
WRITE = "CREATE POLICY agency_rows ON {table} TO {role} USING (client_id IS NULL AND {said}) WITH CHECK (client_id IS NULL AND {said})"
KEEP = """
CREATE POLICY agency_kept ON leads_suppression AS RESTRICTIVE FOR UPDATE TO {role}
    USING (client_id IS NOT NULL OR {said}) WITH CHECK (client_id IS NOT NULL OR {said});
CREATE POLICY agency_stays ON leads_suppression AS RESTRICTIVE FOR DELETE TO {role} USING (client_id IS NOT NULL)"""
SCOPES = "UPDATE leads_suppression SET scope = 'email' WHERE value LIKE '%@%'"


def drop(table, *policies):
    return ";".join(f"DROP POLICY {policy} ON {table}" for policy in policies)


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_registers")]

    operations = [
        migrations.RunSQL(
            WRITE.format(table="leads_suppression", role=ROLE, said=SAID),
            drop("leads_suppression", "agency_rows"),
        ),
        migrations.RunSQL(
            WRITE.format(table="leads_suppressionevent", role=ROLE, said=SAID),
            drop("leads_suppressionevent", "agency_rows"),
        ),
        migrations.RunSQL(KEEP.format(role=ROLE, said=SAID), drop("leads_suppression", "agency_kept", "agency_stays")),
        migrations.RunSQL(SCOPES, migrations.RunSQL.noop),
    ]
