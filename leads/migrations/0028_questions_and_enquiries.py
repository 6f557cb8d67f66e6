"""Questions in versions, answers in the line of their question, what a campaign asks of a verdict, enquiries closed."""

import datetime
import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import office.clock
from office.isolation import ClientTable

LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
IN_THE_LINE_OF_ITS_QUESTION = """
UPDATE leads_answer a SET lineage = q.lineage FROM leads_question q WHERE q.id = a.question_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0027_consent_of_sheets"),
        ("office", "0005_mail_headers"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Qualifying",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "points_needed",
                    models.PositiveSmallIntegerField(default=0, verbose_name="points needed before booking"),
                ),
                (
                    "may_overrule",
                    models.BooleanField(
                        default=True, verbose_name="a setter may book against the verdict, with a reason"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "qualifying",
            },
        ),
        migrations.CreateModel(
            name="QualifyingEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "points_needed",
                    models.PositiveSmallIntegerField(default=0, verbose_name="points needed before booking"),
                ),
                (
                    "may_overrule",
                    models.BooleanField(
                        default=True, verbose_name="a setter may book against the verdict, with a reason"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="question",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="answer",
            name="answer_once",
        ),
        migrations.AddField(
            model_name="answer",
            name="lineage",
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="enquiry",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_from",
            field=models.DateTimeField(default=LONG_AGO),
        ),
        migrations.AddField(
            model_name="question",
            name="lineage",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="asked_from",
            field=models.DateTimeField(default=LONG_AGO),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="lineage",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False
            ),
        ),
        migrations.AddField(
            model_name="questionevent",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AlterField(
            model_name="question",
            name="asked_from",
            field=models.DateTimeField(default=office.clock.now),
        ),
        migrations.AlterField(
            model_name="questionevent",
            name="asked_from",
            field=models.DateTimeField(default=office.clock.now),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_questionevent" ("area", "asked_from", "campaign_id", "client_id", "id", "is_required", "kind", "lineage", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text", "version") VALUES (NEW."area", NEW."asked_from", NEW."campaign_id", NEW."client_id", NEW."id", NEW."is_required", NEW."kind", NEW."lineage", NEW."options", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."retired_at", NEW."text", NEW."version"); RETURN NULL;',
                    hash="bfa39a83e0dc96e033dedfff6280ccac601c7005",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5f184",
                    table="leads_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "leads_questionevent" ("area", "asked_from", "campaign_id", "client_id", "id", "is_required", "kind", "lineage", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text", "version") VALUES (NEW."area", NEW."asked_from", NEW."campaign_id", NEW."client_id", NEW."id", NEW."is_required", NEW."kind", NEW."lineage", NEW."options", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."retired_at", NEW."text", NEW."version"); RETURN NULL;',
                    hash="e95e72c364cbbd9f752a28131e328904949b7a15",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0bb04",
                    table="leads_question",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_questionevent" ("area", "asked_from", "campaign_id", "client_id", "id", "is_required", "kind", "lineage", "options", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_at", "text", "version") VALUES (OLD."area", OLD."asked_from", OLD."campaign_id", OLD."client_id", OLD."id", OLD."is_required", OLD."kind", OLD."lineage", OLD."options", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."retired_at", OLD."text", OLD."version"); RETURN NULL;',
                    hash="ec5918864481150869b6b0d2a5405fa9519f54d0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e9440",
                    table="leads_question",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(IN_THE_LINE_OF_ITS_QUESTION, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("enrollment", "lineage"), name="answer_once"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("lineage", "version"), name="question_version_once"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)), fields=("lineage",), name="one_version_asked"
            ),
        ),
        migrations.AddField(
            model_name="qualifying",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="leads.campaign"
            ),
        ),
        migrations.AddField(
            model_name="qualifying",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="qualifyingevent",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="leads.campaign",
            ),
        ),
        migrations.AddField(
            model_name="qualifyingevent",
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
            model_name="qualifyingevent",
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
            model_name="qualifyingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="leads.qualifying",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualifying",
            constraint=models.UniqueConstraint(fields=("campaign",), name="qualifying_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualifying",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_qualifyingevent" ("campaign_id", "client_id", "id", "may_overrule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_needed") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."may_overrule", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points_needed"); RETURN NULL;',
                    hash="2f6643842044ced839df1e77728dfe3a83376515",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_da293",
                    table="leads_qualifying",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualifying",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "leads_qualifyingevent" ("campaign_id", "client_id", "id", "may_overrule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_needed") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."may_overrule", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points_needed"); RETURN NULL;',
                    hash="122b70abeb50e9725eb44853971f7c01a0de02ce",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a3d6b",
                    table="leads_qualifying",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualifying",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "leads_qualifyingevent" ("campaign_id", "client_id", "id", "may_overrule", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points_needed") VALUES (OLD."campaign_id", OLD."client_id", OLD."id", OLD."may_overrule", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points_needed"); RETURN NULL;',
                    hash="1f5c562d948d973d0cfd19a0d1e0f0ae738d87f6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_58a3d",
                    table="leads_qualifying",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualifyingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dfaa87476116293893aa648eb630112ace776c49",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d1845",
                    table="leads_qualifyingevent",
                    when="BEFORE",
                ),
            ),
        ),
        ClientTable("qualifying"),
        ClientTable("qualifyingevent", keys=False),
    ]
