"""A consent that a sheet says names the sheet and its row; that a consent was withdrawn is written beside it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAME_CLIENT = """
    ALTER TABLE leads_consent ADD CONSTRAINT leads_consent_lead_import_id_same_client
    FOREIGN KEY (client_id, lead_import_id) REFERENCES leads_leadimport (client_id, id) DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0026_put_aside"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="lead_import",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="consents",
                to="leads.leadimport",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="withdrawn_why",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="how it was withdrawn"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(fields=("lead_import", "row"), name="consent_of_row_once"),
        ),
        migrations.RunSQL(SAME_CLIENT, migrations.RunSQL.noop),
    ]
