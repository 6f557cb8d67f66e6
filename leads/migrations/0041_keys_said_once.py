"""Each loaded row paid for three keys that say what another key of the same row says (docs/decisions/0006).

A place on a list is the lead's (its key stays), and its import is that of the ledger's line (whose key stays). A line of
the ledger is the import's; its lead has a place on the list. A pass takes its window from its lead, who keeps the key.
"""

from django.db import migrations, models

REDUNDANT = {
    "leads_listing": ("lead_import_id", "leads_leadimport"),
    "leads_importrow": ("lead_id", "leads_lead"),
}


def _again(table, column, target):
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_same_client" FOREIGN KEY (client_id, "{column}") '
        f'REFERENCES "{target}" (client_id, id) DEFERRABLE INITIALLY DEFERRED'
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0040_plurals")]

    operations = [
        *(
            migrations.RunSQL(
                f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_same_client"', _again(table, column, target)
            )
            for table, (column, target) in REDUNDANT.items()
        ),
        migrations.AlterField(
            "enrollment",
            "window_class",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="leads.windowclass",
            ),
        ),
    ]
