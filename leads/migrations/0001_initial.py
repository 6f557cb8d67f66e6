import datetime
from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import office.clock
import office.history


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("office", "0002_isolation"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="what is offered")),
                ("zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("country", models.CharField(max_length=2, verbose_name="country of numbers without a code")),
                ("is_running", models.BooleanField(default=True, verbose_name="running")),
                ("max_attempts", models.PositiveSmallIntegerField(default=6, verbose_name="attempts at most")),
                (
                    "daily_target",
                    models.PositiveSmallIntegerField(default=0, verbose_name="meetings a setter should book a day"),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("client", "name"), name="campaign_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_campaignevent" ("client_id", "country", "created_at", "daily_target", "id", "is_running", "max_attempts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "zone") VALUES (NEW."client_id", NEW."country", NEW."created_at", NEW."daily_target", NEW."id", NEW."is_running", NEW."max_attempts", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."product", NEW."zone"); RETURN NULL;',
                            hash="125cb40e4ed114a353afb66a7de86ec06fcb1b1d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_eb8c8",
                            table="leads_campaign",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_campaignevent" ("client_id", "country", "created_at", "daily_target", "id", "is_running", "max_attempts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "zone") VALUES (NEW."client_id", NEW."country", NEW."created_at", NEW."daily_target", NEW."id", NEW."is_running", NEW."max_attempts", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."product", NEW."zone"); RETURN NULL;',
                            hash="e31644d0914e72cfa99ef4b89294cac69037c0b0",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_19c2a",
                            table="leads_campaign",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_campaignevent" ("client_id", "country", "created_at", "daily_target", "id", "is_running", "max_attempts", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product", "zone") VALUES (OLD."client_id", OLD."country", OLD."created_at", OLD."daily_target", OLD."id", OLD."is_running", OLD."max_attempts", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."product", OLD."zone"); RETURN NULL;',
                            hash="7678646182e9cbba145504bfe116be1eda8edcd2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e802f",
                            table="leads_campaign",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sort_name", models.CharField(db_collation="C", max_length=200)),
                ("domain", models.CharField(blank=True, max_length=120, verbose_name="domain")),
                ("switchboard", models.CharField(blank=True, max_length=20, verbose_name="switchboard")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("client", "sort_name"), name="company_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_companyevent" ("client_id", "created_at", "domain", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "switchboard") VALUES (NEW."client_id", NEW."created_at", NEW."domain", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sort_name", NEW."switchboard"); RETURN NULL;',
                            hash="1bc1abbf03eb6097d013535f92d97655e1699823",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0ced3",
                            table="leads_company",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_companyevent" ("client_id", "created_at", "domain", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sort_name", "switchboard") VALUES (OLD."client_id", OLD."created_at", OLD."domain", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sort_name", OLD."switchboard"); RETURN NULL;',
                            hash="8ffceb72ac73c24229d406c6e3d88b07da3b3574",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c1697",
                            table="leads_company",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=254, verbose_name="number or address")),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)), fields=["value"], name="suppression_value"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("client", "value"),
                        name="suppression_once",
                        nulls_distinct=False,
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_suppressionevent" ("by_id", "client_id", "created_at", "evidence", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "until", "value") VALUES (NEW."by_id", NEW."client_id", NEW."created_at", NEW."evidence", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."until", NEW."value"); RETURN NULL;',
                            hash="bdb7948d9cbdf56c0634400e2b6eee850117588e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_4b91d",
                            table="leads_suppression",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_suppressionevent" ("by_id", "client_id", "created_at", "evidence", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "until", "value") VALUES (NEW."by_id", NEW."client_id", NEW."created_at", NEW."evidence", NEW."id", NEW."lifted_at", NEW."lifted_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."until", NEW."value"); RETURN NULL;',
                            hash="adb2a3d850ccdf8d217de4b9ea88ae9f8222aa49",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_bc10a",
                            table="leads_suppression",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_suppressionevent" ("by_id", "client_id", "created_at", "evidence", "id", "lifted_at", "lifted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "until", "value") VALUES (OLD."by_id", OLD."client_id", OLD."created_at", OLD."evidence", OLD."id", OLD."lifted_at", OLD."lifted_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."until", OLD."value"); RETURN NULL;',
                            hash="379e44fb68ec341fd373786f5cc8e2e474091683",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c3efd",
                            table="leads_suppression",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WindowClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "zones",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("audience", models.CharField(default="business", max_length=10)),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("zones", "country", "region", "audience"), name="window_class_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("product", models.CharField(blank=True, max_length=200, verbose_name="what is offered")),
                ("zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("country", models.CharField(max_length=2, verbose_name="country of numbers without a code")),
                ("is_running", models.BooleanField(default=True, verbose_name="running")),
                ("max_attempts", models.PositiveSmallIntegerField(default=6, verbose_name="attempts at most")),
                (
                    "daily_target",
                    models.PositiveSmallIntegerField(default=0, verbose_name="meetings a setter should book a day"),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.campaign",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="60421777eac65ea68665a1a707d627aa5d337d68",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_98290",
                            table="leads_campaignevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("sort_name", models.CharField(db_collation="C", max_length=200)),
                ("domain", models.CharField(blank=True, max_length=120, verbose_name="domain")),
                ("switchboard", models.CharField(blank=True, max_length=20, verbose_name="switchboard")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.company",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="2acd23d037e45c13aa4f44bb43cd591bd9dc1715",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_ea4d0",
                            table="leads_companyevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(blank=True, max_length=80, verbose_name="number in your system")),
                ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=80, verbose_name="last name")),
                ("job_title", models.CharField(blank=True, max_length=120, verbose_name="job title")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="first number")),
                ("area_code", models.CharField(blank=True, max_length=8, verbose_name="area code")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                ("postal_code", models.CharField(blank=True, max_length=16, verbose_name="postal code")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "zones",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None, verbose_name="time zones"
                    ),
                ),
                (
                    "zone_source",
                    models.CharField(
                        choices=[
                            ("told", "told by the lead"),
                            ("column", "from the list"),
                            ("postal_code", "from the postal code"),
                            ("region", "from the region"),
                            ("country", "from the country"),
                            ("landline", "from the landline's area code"),
                            ("mobile", "from the number"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=12,
                    ),
                ),
                (
                    "zone_confidence",
                    models.PositiveSmallIntegerField(default=0, verbose_name="confidence in the zone, in percent"),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("custom", models.JSONField(blank=True, default=dict, verbose_name="other columns")),
                ("sort_name", models.CharField(db_collation="C", max_length=200)),
                ("search", models.TextField(blank=True, db_collation="C")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("updated_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="leads.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "window_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.windowclass"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "sort_name", "id"], name="lead_by_name"),
                    models.Index(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=["client", "email"],
                        name="lead_by_email",
                    ),
                    models.Index(fields=["client", "phone"], name="lead_by_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("client", "external_id"),
                        name="external_id_once",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."area_code" IS DISTINCT FROM (NEW."area_code") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."custom" IS DISTINCT FROM (NEW."custom") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."sort_name" IS DISTINCT FROM (NEW."sort_name") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."window_class_id" IS DISTINCT FROM (NEW."window_class_id") OR OLD."zone_confidence" IS DISTINCT FROM (NEW."zone_confidence") OR OLD."zone_source" IS DISTINCT FROM (NEW."zone_source") OR OLD."zones" IS DISTINCT FROM (NEW."zones"))',
                            func='INSERT INTO "leads_leadevent" ("address", "area_code", "city", "client_id", "company_id", "country", "created_at", "custom", "email", "external_id", "first_name", "id", "job_title", "language", "last_name", "notes", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "region", "sort_name", "source", "updated_at", "window_class_id", "zone_confidence", "zone_source", "zones") VALUES (NEW."address", NEW."area_code", NEW."city", NEW."client_id", NEW."company_id", NEW."country", NEW."created_at", NEW."custom", NEW."email", NEW."external_id", NEW."first_name", NEW."id", NEW."job_title", NEW."language", NEW."last_name", NEW."notes", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."postal_code", NEW."region", NEW."sort_name", NEW."source", NEW."updated_at", NEW."window_class_id", NEW."zone_confidence", NEW."zone_source", NEW."zones"); RETURN NULL;',
                            hash="d316f9b7867c80611a1d0c945ff63e510938e09c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_17f2d",
                            table="leads_lead",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_leadevent" ("address", "area_code", "city", "client_id", "company_id", "country", "created_at", "custom", "email", "external_id", "first_name", "id", "job_title", "language", "last_name", "notes", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postal_code", "region", "sort_name", "source", "updated_at", "window_class_id", "zone_confidence", "zone_source", "zones") VALUES (OLD."address", OLD."area_code", OLD."city", OLD."client_id", OLD."company_id", OLD."country", OLD."created_at", OLD."custom", OLD."email", OLD."external_id", OLD."first_name", OLD."id", OLD."job_title", OLD."language", OLD."last_name", OLD."notes", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."postal_code", OLD."region", OLD."sort_name", OLD."source", OLD."updated_at", OLD."window_class_id", OLD."zone_confidence", OLD."zone_source", OLD."zones"); RETURN NULL;',
                            hash="d553c96100ba91e0cf899d4878b8ccf16b49833f",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9ddd5",
                            table="leads_lead",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("supplier", models.CharField(blank=True, max_length=120, verbose_name="supplier")),
                (
                    "cost",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="cost"),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("campaign", "name"), name="leadlist_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier") VALUES (NEW."campaign_id", NEW."client_id", NEW."cost", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."supplier"); RETURN NULL;',
                            hash="eb26e1a60edb9e3c2c7132cfe5b9dfe9b3bc8078",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_853d6",
                            table="leads_leadlist",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier") VALUES (NEW."campaign_id", NEW."client_id", NEW."cost", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."supplier"); RETURN NULL;',
                            hash="078e9f1ce4881cd4623f126ce5bec894ae09b5e2",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_cdb30",
                            table="leads_leadlist",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_leadlistevent" ("campaign_id", "client_id", "cost", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "supplier") VALUES (OLD."campaign_id", OLD."client_id", OLD."cost", OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."source", OLD."supplier"); RETURN NULL;',
                            hash="edce4117647c5b6349e5103f9b7c7c4bad79422c",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_1c1c5",
                            table="leads_leadlist",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("answer", models.TextField(verbose_name="answer")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="product_answers",
                        to="leads.campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_productanswerevent" ("answer", "campaign_id", "client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question") VALUES (NEW."answer", NEW."campaign_id", NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question"); RETURN NULL;',
                            hash="8a96b25cdfb0517c72ea7ebf9a6900f77fdfd74e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_08549",
                            table="leads_productanswer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_productanswerevent" ("answer", "campaign_id", "client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question") VALUES (NEW."answer", NEW."campaign_id", NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question"); RETURN NULL;',
                            hash="d7582b3e3dc596924d659b6877f3a8d0cf809a98",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ec5fe",
                            table="leads_productanswer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_productanswerevent" ("answer", "campaign_id", "client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question") VALUES (OLD."answer", OLD."campaign_id", OLD."client_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."question"); RETURN NULL;',
                            hash="7fa8c7758d94f09589d812c1759c4cb6ac272e37",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_5941a",
                            table="leads_productanswer",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "area",
                    models.CharField(
                        choices=[("interest", "Interest"), ("ability", "Ability to buy"), ("readiness", "Readiness")],
                        max_length=10,
                        verbose_name="area",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "One of several"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                            ("text", "Words"),
                        ],
                        default="choice",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="answers")),
                ("is_required", models.BooleanField(default=True, verbose_name="needed before booking")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="leads.campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_questionevent" ("area", "campaign_id", "client_id", "id", "is_required", "kind", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text") VALUES (NEW."area", NEW."campaign_id", NEW."client_id", NEW."id", NEW."is_required", NEW."kind", NEW."options", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."retired_at", NEW."text"); RETURN NULL;',
                            hash="1ca7f96417f3dfcf5534cb249a52480bbeca7bf8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5f184",
                            table="leads_question",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_questionevent" ("area", "campaign_id", "client_id", "id", "is_required", "kind", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text") VALUES (NEW."area", NEW."campaign_id", NEW."client_id", NEW."id", NEW."is_required", NEW."kind", NEW."options", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."retired_at", NEW."text"); RETURN NULL;',
                            hash="f07ca9141242803df556545cb83a8c3b7ac5410a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0bb04",
                            table="leads_question",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_questionevent" ("area", "campaign_id", "client_id", "id", "is_required", "kind", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text") VALUES (OLD."area", OLD."campaign_id", OLD."client_id", OLD."id", OLD."is_required", OLD."kind", OLD."options", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."retired_at", OLD."text"); RETURN NULL;',
                            hash="8fa36419a23c18827db189482e2efb859e8a6743",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e9440",
                            table="leads_question",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuppressionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("value", models.CharField(max_length=254, verbose_name="number or address")),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.suppression",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="189e7a358694ad2f73ef92ffafbaefae6345a26a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bf1cc",
                            table="leads_suppressionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("imported", "Came in with a list"),
                            ("created", "Was added"),
                            ("updated", "Details changed"),
                            ("enrolled", "Joined the queue"),
                            ("called", "Call"),
                            ("callback", "Callback promised"),
                            ("undone", "Outcome undone"),
                            ("qualified", "Answers recorded"),
                            ("booked", "Meeting booked"),
                            ("meeting", "Meeting"),
                            ("returned", "Back to marketing"),
                            ("reentered", "Came back into the queue"),
                            ("suppressed", "Do not call"),
                            ("lifted", "Suppression lifted"),
                            ("handed_over", "Handed over"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                            ("asked", "Asked"),
                            ("note", "Note"),
                            ("stage", "Stage"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=office.clock.now)),
                ("details", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "activities",
                "indexes": [models.Index(fields=["lead", "-at", "-id"], name="activity_timeline")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("at", models.DateTimeField(default=office.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquiries",
                        to="leads.campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enquiries",
                        to="leads.lead",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="enquiries",
                        to="leads.productanswer",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "enquiries",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Enrollment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="pass")),
                ("is_latest", models.BooleanField(default=True)),
                ("began_at", models.DateTimeField(default=office.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=120)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("working", "Working"),
                            ("qualified", "Qualified"),
                            ("appointment_set", "Appointment set"),
                            ("handed_over", "Handed over"),
                            ("nurture", "Nurture"),
                            ("disqualified", "Disqualified"),
                            ("do_not_call", "Do not call"),
                            ("exhausted", "Exhausted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="new",
                        max_length=16,
                        verbose_name="stage",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (20, "Callback due"),
                            (30, "Hot lead"),
                            (40, "Try again"),
                            (50, "Never called"),
                            (70, "Waiting"),
                        ],
                        default=50,
                    ),
                ),
                (
                    "call_after",
                    models.DateTimeField(default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("rank", models.BigIntegerField(default=0)),
                ("next_number", models.CharField(blank=True, max_length=20)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrollments",
                        to="leads.campaign",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "reserved_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrollments",
                        to="leads.lead",
                    ),
                ),
                (
                    "lead_list",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrollments",
                        to="leads.leadlist",
                    ),
                ),
                (
                    "window_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.windowclass"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("claimed_by__isnull", True),
                            ("ended_at__isnull", True),
                            ("stage__in", ("new", "working", "qualified")),
                            models.Q(("next_number", ""), _negated=True),
                        ),
                        fields=["campaign", "window_class", "priority", "reserved_for", "call_after", "rank", "id"],
                        name="queue",
                    ),
                    models.Index(fields=["client", "stage"], name="enrollment_stage"),
                    models.Index(
                        condition=models.Q(("claimed_by__isnull", False)),
                        fields=["claimed_until"],
                        name="enrollment_lapsing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("lead",), name="one_open_pass"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_latest", True)), fields=("lead",), name="one_latest_pass"
                    ),
                    models.UniqueConstraint(fields=("lead", "number"), name="pass_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("claimed_by__isnull", False)),
                        fields=("claimed_by",),
                        name="one_claim_a_setter",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("claimed_by__isnull", False), models.Q(("next_number", ""), _negated=True)),
                        fields=("next_number",),
                        name="one_claim_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("claimed_by__isnull", True), _connector="OR"),
                        name="ended_is_not_claimed",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."stage" IS DISTINCT FROM (NEW."stage"))',
                            func='INSERT INTO "leads_enrollmentevent" ("attempts", "began_at", "call_after", "campaign_id", "claimed_at", "claimed_by_id", "claimed_until", "client_id", "end_reason", "ended_at", "id", "is_latest", "lead_id", "lead_list_id", "next_number", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "rank", "reserved_for_id", "stage", "window_class_id") VALUES (NEW."attempts", NEW."began_at", NEW."call_after", NEW."campaign_id", NEW."claimed_at", NEW."claimed_by_id", NEW."claimed_until", NEW."client_id", NEW."end_reason", NEW."ended_at", NEW."id", NEW."is_latest", NEW."lead_id", NEW."lead_list_id", NEW."next_number", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."priority", NEW."rank", NEW."reserved_for_id", NEW."stage", NEW."window_class_id"); RETURN NULL;',
                            hash="fff116641239b203686c7ec90b4165c93ad873f8",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_558a5",
                            table="leads_enrollment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_enrollmentevent" ("attempts", "began_at", "call_after", "campaign_id", "claimed_at", "claimed_by_id", "claimed_until", "client_id", "end_reason", "ended_at", "id", "is_latest", "lead_id", "lead_list_id", "next_number", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority", "rank", "reserved_for_id", "stage", "window_class_id") VALUES (OLD."attempts", OLD."began_at", OLD."call_after", OLD."campaign_id", OLD."claimed_at", OLD."claimed_by_id", OLD."claimed_until", OLD."client_id", OLD."end_reason", OLD."ended_at", OLD."id", OLD."is_latest", OLD."lead_id", OLD."lead_list_id", OLD."next_number", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."priority", OLD."rank", OLD."reserved_for_id", OLD."stage", OLD."window_class_id"); RETURN NULL;',
                            hash="56bc5fac66292b386387970774b19f80ab55cd18",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_cb361",
                            table="leads_enrollment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("external_id", models.CharField(blank=True, max_length=80, verbose_name="number in your system")),
                ("first_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=80, verbose_name="last name")),
                ("job_title", models.CharField(blank=True, max_length=120, verbose_name="job title")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="first number")),
                ("area_code", models.CharField(blank=True, max_length=8, verbose_name="area code")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                ("postal_code", models.CharField(blank=True, max_length=16, verbose_name="postal code")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("language", models.CharField(blank=True, max_length=8, verbose_name="language")),
                (
                    "zones",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None, verbose_name="time zones"
                    ),
                ),
                (
                    "zone_source",
                    models.CharField(
                        choices=[
                            ("told", "told by the lead"),
                            ("column", "from the list"),
                            ("postal_code", "from the postal code"),
                            ("region", "from the region"),
                            ("country", "from the country"),
                            ("landline", "from the landline's area code"),
                            ("mobile", "from the number"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=12,
                    ),
                ),
                (
                    "zone_confidence",
                    models.PositiveSmallIntegerField(default=0, verbose_name="confidence in the zone, in percent"),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("custom", models.JSONField(blank=True, default=dict, verbose_name="other columns")),
                ("sort_name", models.CharField(db_collation="C", max_length=200)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("updated_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.company",
                        verbose_name="company",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.lead",
                    ),
                ),
                (
                    "window_class",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.windowclass",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="adcfda190845ebaff66008b4071573eed4c3f2de",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d213e",
                            table="leads_leadevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("void", "Called off"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField(default=office.clock.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("file_size", models.PositiveBigIntegerField(default=0)),
                ("country", models.CharField(max_length=2, verbose_name="country of numbers without a code")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("matched", "Matched"),
                            ("checked", "Checked"),
                            ("loading", "Loading"),
                            ("loaded", "Loaded"),
                            ("refused", "Refused"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("reading", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("skipped", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("suppressed", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lead_list",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="leads.leadlist",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "running"])), fields=["due_at"], name="leadimport_due"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("step", "loaded"), _negated=True),
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("created"), "+", models.F("updated")
                                            ),
                                            "+",
                                            models.F("skipped"),
                                        ),
                                        "+",
                                        models.F("rejected"),
                                    ),
                                    "+",
                                    models.F("suppressed"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="no_row_vanishes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadListEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("supplier", models.CharField(blank=True, max_length=120, verbose_name="supplier")),
                (
                    "cost",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="cost"),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.leadlist",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8df90f63c6e54b5f10e1fad1334b8d898a648202",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1e14b",
                            table="leads_leadlistevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadPhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("extension", models.CharField(blank=True, max_length=12, verbose_name="extension")),
                (
                    "kind",
                    models.CharField(
                        choices=[("mobile", "mobile"), ("landline", "landline"), ("other", "other")],
                        default="other",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_certain",
                    models.BooleanField(default=True, verbose_name="a number that exists in its country's plan"),
                ),
                ("is_wrong", models.BooleanField(default=False, verbose_name="said to be wrong")),
                ("raw", models.CharField(blank=True, max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["client", "number"], name="phone_number")],
                "constraints": [models.UniqueConstraint(fields=("lead", "number"), name="phone_once")],
            },
        ),
        migrations.CreateModel(
            name="ProductAnswerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("question", models.CharField(max_length=200, verbose_name="question")),
                ("answer", models.TextField(verbose_name="answer")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.productanswer",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="519f28fc25bc19d258e3b3e0822bc921441da4b5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_24b88",
                            table="leads_productanswerevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "area",
                    models.CharField(
                        choices=[("interest", "Interest"), ("ability", "Ability to buy"), ("readiness", "Readiness")],
                        max_length=10,
                        verbose_name="area",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "One of several"),
                            ("yes_no", "Yes or no"),
                            ("number", "A number"),
                            ("text", "Words"),
                        ],
                        default="choice",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="question")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="answers")),
                ("is_required", models.BooleanField(default=True, verbose_name="needed before booking")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.question",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="04652842ba6c7938c4aec52e115798c18985384a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_510d1",
                            table="leads_questionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=300, verbose_name="answer")),
                ("at", models.DateTimeField(default=office.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="leads.question",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("enrollment", "question"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="EnrollmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="pass")),
                ("is_latest", models.BooleanField(default=True)),
                ("began_at", models.DateTimeField(default=office.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=120)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("working", "Working"),
                            ("qualified", "Qualified"),
                            ("appointment_set", "Appointment set"),
                            ("handed_over", "Handed over"),
                            ("nurture", "Nurture"),
                            ("disqualified", "Disqualified"),
                            ("do_not_call", "Do not call"),
                            ("exhausted", "Exhausted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        default="new",
                        max_length=16,
                        verbose_name="stage",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (20, "Callback due"),
                            (30, "Hot lead"),
                            (40, "Try again"),
                            (50, "Never called"),
                            (70, "Waiting"),
                        ],
                        default=50,
                    ),
                ),
                (
                    "call_after",
                    models.DateTimeField(default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("rank", models.BigIntegerField(default=0)),
                ("next_number", models.CharField(blank=True, max_length=20)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.campaign",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "reserved_for",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "lead_list",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.leadlist",
                    ),
                ),
                (
                    "window_class",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.windowclass",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="79d99c647a001313cfdfff5c26717a7938c67ac7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1cd4d",
                            table="leads_enrollmentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("void", "Called off"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField(default=office.clock.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "from_team",
                    models.CharField(
                        choices=[
                            ("setters", "Setters"),
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("accounts", "Account management"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_team",
                    models.CharField(
                        choices=[
                            ("setters", "Setters"),
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("accounts", "Account management"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("permanent", "For good"),
                            ("temporary", "Not now"),
                            ("data", "Wrong data"),
                            ("compliance", "May not be called"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="in their words")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("working", "Working"),
                            ("qualified", "Qualified"),
                            ("appointment_set", "Appointment set"),
                            ("handed_over", "Handed over"),
                            ("nurture", "Nurture"),
                            ("disqualified", "Disqualified"),
                            ("do_not_call", "Do not call"),
                            ("exhausted", "Exhausted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        max_length=16,
                    ),
                ),
                ("return_on", models.DateField(blank=True, null=True, verbose_name="comes back on")),
                ("snapshot", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("carried_at", models.DateTimeField(blank=True, null=True)),
                ("reentered_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="what is missing")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handoffs",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handoffs",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "running"])), fields=["due_at"], name="handoff_due"
                    ),
                    models.Index(fields=["client", "to_team", "-id"], name="handoff_inbox"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "temporary"), _negated=True),
                            ("return_on__isnull", False),
                            _connector="OR",
                        ),
                        name="not_now_has_a_date",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."rejected_at" IS DISTINCT FROM (NEW."rejected_at") OR OLD."return_on" IS DISTINCT FROM (NEW."return_on"))',
                            func='INSERT INTO "leads_handoffevent" ("accepted_at", "answer", "attempts", "by_id", "carried_at", "client_id", "created_at", "due_at", "enrollment_id", "error", "fence", "from_team", "id", "label", "lead_id", "lease_until", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reentered_at", "rejected_at", "return_on", "snapshot", "stage", "state", "to_team", "to_user_id") VALUES (NEW."accepted_at", NEW."answer", NEW."attempts", NEW."by_id", NEW."carried_at", NEW."client_id", NEW."created_at", NEW."due_at", NEW."enrollment_id", NEW."error", NEW."fence", NEW."from_team", NEW."id", NEW."label", NEW."lead_id", NEW."lease_until", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reentered_at", NEW."rejected_at", NEW."return_on", NEW."snapshot", NEW."stage", NEW."state", NEW."to_team", NEW."to_user_id"); RETURN NULL;',
                            hash="a13cc5e2a028707ae1c9a22c31c97fa71ccd2c6c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_2ccde",
                            table="leads_handoff",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_handoffevent" ("accepted_at", "answer", "attempts", "by_id", "carried_at", "client_id", "created_at", "due_at", "enrollment_id", "error", "fence", "from_team", "id", "label", "lead_id", "lease_until", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reentered_at", "rejected_at", "return_on", "snapshot", "stage", "state", "to_team", "to_user_id") VALUES (OLD."accepted_at", OLD."answer", OLD."attempts", OLD."by_id", OLD."carried_at", OLD."client_id", OLD."created_at", OLD."due_at", OLD."enrollment_id", OLD."error", OLD."fence", OLD."from_team", OLD."id", OLD."label", OLD."lead_id", OLD."lease_until", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reentered_at", OLD."rejected_at", OLD."return_on", OLD."snapshot", OLD."stage", OLD."state", OLD."to_team", OLD."to_user_id"); RETURN NULL;',
                            hash="d10c44ac4c32030b48e922bdc30eee50b3b6cfd5",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3ee77",
                            table="leads_handoff",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField(null=True)),
                ("cost", models.DecimalField(decimal_places=4, default=Decimal("0"), max_digits=12)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="leads.lead",
                    ),
                ),
                (
                    "lead_import",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="listings",
                        to="leads.leadimport",
                    ),
                ),
                (
                    "lead_list",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="leads.leadlist",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("lead_list", "lead"), name="listing_once")],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="value"),
                ),
                ("won_at", models.DateTimeField(default=office.clock.now)),
                (
                    "account_manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "handoff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.handoff",
                    ),
                ),
                (
                    "lead",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customer",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_customerevent" ("account_manager_id", "client_id", "handoff_id", "id", "lead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "won_at") VALUES (NEW."account_manager_id", NEW."client_id", NEW."handoff_id", NEW."id", NEW."lead_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."value", NEW."won_at"); RETURN NULL;',
                            hash="3b60c164928b9874dacf03630a9ed86170819bf3",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_84160",
                            table="leads_customer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "leads_customerevent" ("account_manager_id", "client_id", "handoff_id", "id", "lead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "won_at") VALUES (NEW."account_manager_id", NEW."client_id", NEW."handoff_id", NEW."id", NEW."lead_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."value", NEW."won_at"); RETURN NULL;',
                            hash="311f5b62bca1143cfe9e3a2b3818fd1115c62547",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3d9c3",
                            table="leads_customer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "leads_customerevent" ("account_manager_id", "client_id", "handoff_id", "id", "lead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "won_at") VALUES (OLD."account_manager_id", OLD."client_id", OLD."handoff_id", OLD."id", OLD."lead_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."value", OLD."won_at"); RETURN NULL;',
                            hash="d7d9621ef9824cf9405a082a862ccaac2e3894ee",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f9d1c",
                            table="leads_customer",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOffEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("void", "Called off"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("due_at", models.DateTimeField(default=office.clock.now)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("fence", models.BigIntegerField(default=0)),
                ("attempts", models.SmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "from_team",
                    models.CharField(
                        choices=[
                            ("setters", "Setters"),
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("accounts", "Account management"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_team",
                    models.CharField(
                        choices=[
                            ("setters", "Setters"),
                            ("sales", "Sales"),
                            ("marketing", "Marketing"),
                            ("accounts", "Account management"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("permanent", "For good"),
                            ("temporary", "Not now"),
                            ("data", "Wrong data"),
                            ("compliance", "May not be called"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="in their words")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("new", "New"),
                            ("working", "Working"),
                            ("qualified", "Qualified"),
                            ("appointment_set", "Appointment set"),
                            ("handed_over", "Handed over"),
                            ("nurture", "Nurture"),
                            ("disqualified", "Disqualified"),
                            ("do_not_call", "Do not call"),
                            ("exhausted", "Exhausted"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        max_length=16,
                    ),
                ),
                ("return_on", models.DateField(blank=True, null=True, verbose_name="comes back on")),
                ("snapshot", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("carried_at", models.DateTimeField(blank=True, null=True)),
                ("reentered_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, verbose_name="what is missing")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.handoff",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0320e1b12cb4c36e6af188ed44092da427dedd03",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_b5542",
                            table="leads_handoffevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "value",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="value"),
                ),
                ("won_at", models.DateTimeField(default=office.clock.now)),
                (
                    "account_manager",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="office.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="leads.customer",
                    ),
                ),
                (
                    "handoff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.handoff",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="8cbc3d7fadb1989020efcbed1a9efd1d16da64af",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0675a",
                            table="leads_customerevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        office.history.InstallTriggers(),
    ]
