from django.db import migrations

TABLES = ("leads_leadphone", "leads_listing", "leads_importrow")


class Migration(migrations.Migration):
    """No table points to a number, a place on a list or a line of the ledger, so nothing asks for (client, id) of them.

    Their own composite keys stay. A table that is to point to one of them later makes the constraint again.
    """

    dependencies = [("leads", "0035_absorbed_ids")]

    operations = [
        migrations.RunSQL(
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_of_client"',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_of_client" UNIQUE (client_id, id)',
        )
        for table in TABLES
    ]
