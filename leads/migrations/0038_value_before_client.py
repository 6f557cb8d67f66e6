"""A person's number, address and external id are looked for by their value, not by the client's name.

A file's rows ask for thousands of values of one client. Behind an index that begins with the client Postgres reads all
of a client that its statistics do not know yet, row after row.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0037_freed")]

    operations = [
        migrations.RemoveConstraint("lead", "external_id_once"),
        migrations.RemoveIndex("lead", "lead_by_email"),
        migrations.RemoveIndex("leadphone", "phone_number"),
        migrations.AddIndex(
            "lead", models.Index(fields=["email", "client"], condition=~models.Q(email=""), name="lead_of_email")
        ),
        migrations.AddIndex("leadphone", models.Index(fields=["number", "client"], name="phone_of_number")),
        migrations.AddConstraint(
            "lead",
            models.UniqueConstraint(
                fields=["external_id", "client"],
                condition=models.Q(models.Q(("external_id", ""), _negated=True), ("merged_into__isnull", True)),
                name="external_id_once",
            ),
        ),
    ]
