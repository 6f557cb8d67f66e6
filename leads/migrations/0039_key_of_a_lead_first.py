"""The index of a lead's key becomes the newest of its table.

While a table is new to Postgres' statistics, all indexes over client and id seem equally good, and Postgres takes the
newest (plancat.c, get_relation_info). Since 18 it may skip through one with a column in between, so that each check of a
key read through `lead_by_postal_code`: the first rows of a new installation took 400 µs each in place of ten.
"""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("leads", "0038_value_before_client")]

    operations = [migrations.RunSQL("REINDEX INDEX CONCURRENTLY leads_lead_of_client", migrations.RunSQL.noop)]
