"""A company is found by its name first: the client came first, and where Postgres did not know the client's share of the
table, a load read all companies for each of its rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0042_one_index_of_the_client"),
        ("office", "0006_text_messages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="company",
            name="company_once",
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.UniqueConstraint(fields=("sort_name", "client"), name="company_once"),
        ),
    ]
