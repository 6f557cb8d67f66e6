"""Suppliers as rows of their own, and a list's key to one, beside the name that stood there as text."""

import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import office.clock
from office.isolation import ClientTable

SAME_CLIENT = """
    ALTER TABLE leads_leadlist ADD CONSTRAINT leads_leadlist_supplier_id_same_client
    FOREIGN KEY (client_id, supplier_id) REFERENCES leads_supplier (client_id, id) DEFERRABLE INITIALLY DEFERRED NOT VALID
"""


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_returns"), ("office", "0003_words"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of our contact")),
                (
                    "price_per_lead",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=10, null=True, verbose_name="agreed price of a lead"
                    ),
                ),
                ("terms", models.TextField(blank=True, verbose_name="what was agreed")),
                ("refund_terms", models.TextField(blank=True, verbose_name="what is paid back, and until when")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("is_active", models.BooleanField(default=True, verbose_name="we still buy from them")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="SupplierEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of our contact")),
                (
                    "price_per_lead",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=10, null=True, verbose_name="agreed price of a lead"
                    ),
                ),
                ("terms", models.TextField(blank=True, verbose_name="what was agreed")),
                ("refund_terms", models.TextField(blank=True, verbose_name="what is paid back, and until when")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("is_active", models.BooleanField(default=True, verbose_name="we still buy from them")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="supplier",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="supplierevent",
            name="client",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="office.client",
                verbose_name="client",
            ),
        ),
        migrations.AddField(
            model_name="supplierevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="supplierevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="leads.supplier",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.UniqueConstraint(
                models.F("client"), django.db.models.functions.text.Upper("name"), name="supplier_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="supplier_has_a_name"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_supplierevent" ("client_id", "created_at", "email", "id", "is_active", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_per_lead", "refund_terms", "terms") VALUES (NEW."client_id", NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_per_lead", NEW."refund_terms", NEW."terms"); RETURN NULL;',
                    hash="4eb064b0e9870264c01e914dcd652a1e35d83683",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_92b35",
                    table="leads_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "leads_supplierevent" ("client_id", "created_at", "email", "id", "is_active", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_per_lead", "refund_terms", "terms") VALUES (NEW."client_id", NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_per_lead", NEW."refund_terms", NEW."terms"); RETURN NULL;',
                    hash="3d7a17624f7b9eeccad28fd231a16b43af598e81",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fa2e7",
                    table="leads_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_supplierevent" ("client_id", "created_at", "email", "id", "is_active", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_per_lead", "refund_terms", "terms") VALUES (OLD."client_id", OLD."created_at", OLD."email", OLD."id", OLD."is_active", OLD."name", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price_per_lead", OLD."refund_terms", OLD."terms"); RETURN NULL;',
                    hash="d9ce87ca84c0ad0fcf9740f05ec22b0651b94969",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a0dc1",
                    table="leads_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0617a1206f3cb6a2894bec38272c7edac026e0c1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2aa91",
                    table="leads_supplierevent",
                    when="BEFORE",
                ),
            ),
        ),
        ClientTable("supplier"),
        ClientTable("supplierevent", keys=False),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField(model_name="leadlist", old_name="supplier", new_name="supplier_name"),
                migrations.AlterField(
                    model_name="leadlist",
                    name="supplier_name",
                    field=models.CharField(blank=True, db_column="supplier", max_length=120),
                ),
                migrations.RenameField(model_name="leadlistevent", old_name="supplier", new_name="supplier_name"),
                migrations.AlterField(
                    model_name="leadlistevent",
                    name="supplier_name",
                    field=models.CharField(blank=True, db_column="supplier", max_length=120),
                ),
            ]
        ),
        migrations.AddField(
            model_name="leadlist",
            name="supplier",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lists",
                to="leads.supplier",
                verbose_name="supplier",
            ),
        ),
        migrations.AddField(
            model_name="leadlistevent",
            name="supplier",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="leads.supplier",
                verbose_name="supplier",
            ),
        ),
        migrations.RunSQL(SAME_CLIENT, migrations.RunSQL.noop),
    ]
