from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0034_kinds_and_groups")]

    operations = [
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["external_id"],
                condition=~models.Q(external_id="") & models.Q(merged_into__isnull=False),
                name="lead_absorbed_id",
            ),
        ),
    ]
