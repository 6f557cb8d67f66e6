"""The name as text goes; a list says what its cost is paid for, and tells what a lead cost instead of each lead."""

from decimal import Decimal

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0017_suppliers_of_names")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="leadlist",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="leadlist",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="leadlist",
            name="delete_delete",
        ),
        migrations.RunSQL(
            "ALTER TABLE leads_leadlist VALIDATE CONSTRAINT leads_leadlist_supplier_id_same_client",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="leadlist", name="supplier_name"),
        migrations.RemoveField(model_name="leadlistevent", name="supplier_name"),
        migrations.RemoveField(
            model_name="listing",
            name="cost",
        ),
        migrations.AddField(
            model_name="leadlist",
            name="cost_basis",
            field=models.CharField(
                choices=[("list", "the whole list"), ("row", "each row delivered")],
                default="list",
                max_length=5,
                verbose_name="paid for",
            ),
        ),
        migrations.AddField(
            model_name="leadlistevent",
            name="cost_basis",
            field=models.CharField(
                choices=[("list", "the whole list"), ("row", "each row delivered")],
                default="list",
                max_length=5,
                verbose_name="paid for",
            ),
        ),
        migrations.AlterField(
            model_name="leadlist",
            name="cost",
            field=models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=14, verbose_name="cost"),
        ),
        migrations.AlterField(
            model_name="leadlistevent",
            name="cost",
            field=models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=14, verbose_name="cost"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "cost_basis", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier_id") VALUES (NEW."campaign_id", NEW."client_id", NEW."cost", NEW."cost_basis", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."supplier_id"); RETURN NULL;',
                    hash="171e6e9a8ac58eceba53d1f95e2f9bbb724e0ff5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_853d6",
                    table="leads_leadlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "cost_basis", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier_id") VALUES (NEW."campaign_id", NEW."client_id", NEW."cost", NEW."cost_basis", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."supplier_id"); RETURN NULL;',
                    hash="594f5af05e0d3156418a30eca4927a66617f4c2b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cdb30",
                    table="leads_leadlist",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadlist",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "cost_basis", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier_id") VALUES (OLD."campaign_id", OLD."client_id", OLD."cost", OLD."cost_basis", OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."supplier_id"); RETURN NULL;',
                    hash="0db7595078ddbed9df2634b485525d782cc768fa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1c1c5",
                    table="leads_leadlist",
                    when="AFTER",
                ),
            ),
        ),
    ]
