"""A lead and a company are found by (client, id): the index of the client alone was a second one, which Postgres takes
for the check of a key where it knows no statistics (office/models/owned.py)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0041_keys_said_once"),
        ("office", "0006_text_messages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="company",
            name="client",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="office.client",
                verbose_name="client",
            ),
        ),
        migrations.AlterField(
            model_name="lead",
            name="client",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="office.client",
                verbose_name="client",
            ),
        ),
    ]
