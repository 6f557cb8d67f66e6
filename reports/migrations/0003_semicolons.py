from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_readiness")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="format",
            field=models.CharField(
                choices=[("xlsx", "Excel (xlsx)"), ("csv;", "csv with semicolons"), ("csv", "csv with commas")],
                max_length=4,
                verbose_name="format",
            ),
        )
    ]
