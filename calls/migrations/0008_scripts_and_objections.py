"""Scripts in versions with branches, setters' own words and proof of both; objections and the calls on which they came up."""

import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import office.clock
from office.isolation import ClientTable

NAMED_BY_PLACE = "UPDATE calls_scriptstep SET number = position"


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0007_coaching"),
        ("leads", "0028_questions_and_enquiries"),
        ("office", "0005_mail_headers"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phrase", models.CharField(max_length=120, verbose_name="what the lead says")),
                ("key", models.CharField(max_length=1, verbose_name="key")),
                ("responses", models.JSONField(default=list, verbose_name="responses")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("phrase", models.CharField(max_length=120, verbose_name="what the lead says")),
                ("key", models.CharField(max_length=1, verbose_name="key")),
                ("responses", models.JSONField(default=list, verbose_name="responses")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ObjectionRaised",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=office.clock.now)),
            ],
            options={
                "verbose_name_plural": "objections raised",
            },
        ),
        migrations.CreateModel(
            name="ScriptVariant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("say", models.TextField(max_length=4000, verbose_name="words")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting"),
                            ("approved", "Approved"),
                            ("refused", "Not approved"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note to the setter")),
                ("asked_at", models.DateTimeField(default=office.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ScriptVariantEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("say", models.TextField(max_length=4000, verbose_name="words")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting"),
                            ("approved", "Approved"),
                            ("refused", "Not approved"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note to the setter")),
                ("asked_at", models.DateTimeField(default=office.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VariantRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="script",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="script",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="script",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="scriptstep",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="scriptstep",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="scriptstep",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="scriptstep",
            name="script_step_once",
        ),
        migrations.AddField(
            model_name="script",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="script",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="script",
            name="changes",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="script",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="script",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptevent",
            name="approved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scriptevent",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptevent",
            name="changes",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="scriptevent",
            name="retired_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scriptevent",
            name="written_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptstep",
            name="asks",
            field=models.UUIDField(blank=True, null=True, verbose_name="question that it asks"),
        ),
        migrations.AddField(
            model_name="scriptstep",
            name="branches",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="scriptstep",
            name="kind",
            field=models.CharField(
                choices=[("say", "Say"), ("ask", "Ask"), ("hint", "Hint for the setter")],
                db_default="say",
                default="say",
                max_length=4,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="scriptstep",
            name="number",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="scriptstepevent",
            name="asks",
            field=models.UUIDField(blank=True, null=True, verbose_name="question that it asks"),
        ),
        migrations.AddField(
            model_name="scriptstepevent",
            name="branches",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="scriptstepevent",
            name="kind",
            field=models.CharField(
                choices=[("say", "Say"), ("ask", "Ask"), ("hint", "Hint for the setter")],
                db_default="say",
                default="say",
                max_length=4,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="scriptstepevent",
            name="number",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="scriptstep",
            name="hint",
            field=models.TextField(blank=True, max_length=1000, verbose_name="hint"),
        ),
        migrations.AlterField(
            model_name="scriptstep",
            name="say",
            field=models.TextField(max_length=4000, verbose_name="words"),
        ),
        migrations.AlterField(
            model_name="scriptstepevent",
            name="hint",
            field=models.TextField(blank=True, max_length=1000, verbose_name="hint"),
        ),
        migrations.AlterField(
            model_name="scriptstepevent",
            name="say",
            field=models.TextField(max_length=4000, verbose_name="words"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="script",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptevent" ("approved_at", "approved_by_id", "campaign_id", "changes", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "state", "version", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."campaign_id", NEW."changes", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."retired_at", NEW."state", NEW."version", NEW."written_by_id"); RETURN NULL;',
                    hash="d1886a46f54af5e77cef5da6db22e63f850be822",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0bc8a",
                    table="calls_script",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="script",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_scriptevent" ("approved_at", "approved_by_id", "campaign_id", "changes", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "state", "version", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."campaign_id", NEW."changes", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."retired_at", NEW."state", NEW."version", NEW."written_by_id"); RETURN NULL;',
                    hash="76de2bb72abe1c6a003f094dc613b7bf95ebd443",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_38c42",
                    table="calls_script",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="script",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptevent" ("approved_at", "approved_by_id", "campaign_id", "changes", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired_at", "state", "version", "written_by_id") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."campaign_id", OLD."changes", OLD."client_id", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."retired_at", OLD."state", OLD."version", OLD."written_by_id"); RETURN NULL;',
                    hash="221c800821ff29b29076644378d6d9dcc050c727",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_45d8b",
                    table="calls_script",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptstepevent" ("asks", "branches", "client_id", "hint", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (NEW."asks", NEW."branches", NEW."client_id", NEW."hint", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."say", NEW."script_id", NEW."title"); RETURN NULL;',
                    hash="f288055e19648ed2757c1859555cd0dc895023f3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_37b92",
                    table="calls_scriptstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_scriptstepevent" ("asks", "branches", "client_id", "hint", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (NEW."asks", NEW."branches", NEW."client_id", NEW."hint", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."say", NEW."script_id", NEW."title"); RETURN NULL;',
                    hash="b454c7769a78c6e212373416fd14147c19f53a77",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c6d50",
                    table="calls_scriptstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptstepevent" ("asks", "branches", "client_id", "hint", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (OLD."asks", OLD."branches", OLD."client_id", OLD."hint", OLD."id", OLD."kind", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."say", OLD."script_id", OLD."title"); RETURN NULL;',
                    hash="8581472d12967bec87291bf70f51f6466afd82c8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_329b4",
                    table="calls_scriptstep",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="script",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("campaign",), name="one_draft_script"
            ),
        ),
        migrations.AddConstraint(
            model_name="scriptstep",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("script", "position"),
                name="script_step_once",
            ),
        ),
        migrations.RunSQL(NAMED_BY_PLACE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="scriptstep",
            constraint=models.UniqueConstraint(fields=("script", "number"), name="script_step_number_once"),
        ),
        migrations.AddField(
            model_name="objection",
            name="campaign",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objections",
                to="leads.campaign",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="objectionevent",
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
            model_name="objectionevent",
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
            model_name="objectionevent",
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
            model_name="objectionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="calls.objection",
            ),
        ),
        migrations.AddField(
            model_name="objectionraised",
            name="attempt",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objections",
                to="calls.callattempt",
            ),
        ),
        migrations.AddField(
            model_name="objectionraised",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="objectionraised",
            name="objection",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="raised",
                to="calls.objection",
            ),
        ),
        migrations.AddField(
            model_name="scriptvariant",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="scriptvariant",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptvariant",
            name="setter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="scriptvariant",
            name="step",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants",
                to="calls.scriptstep",
            ),
        ),
        migrations.AddField(
            model_name="scriptvariantevent",
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
            model_name="scriptvariantevent",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptvariantevent",
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
            model_name="scriptvariantevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="calls.scriptvariant",
            ),
        ),
        migrations.AddField(
            model_name="scriptvariantevent",
            name="setter",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scriptvariantevent",
            name="step",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="calls.scriptstep",
            ),
        ),
        migrations.AddField(
            model_name="variantread",
            name="attempt",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants_read",
                to="calls.callattempt",
            ),
        ),
        migrations.AddField(
            model_name="variantread",
            name="client",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.client", verbose_name="client"
            ),
        ),
        migrations.AddField(
            model_name="variantread",
            name="variant",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="calls.scriptvariant",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)), fields=("campaign", "key"), name="objection_key_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_objectionevent" ("campaign_id", "client_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phrase", "position", "responses", "retired_at") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phrase", NEW."position", NEW."responses", NEW."retired_at"); RETURN NULL;',
                    hash="f3647950c7943c89dcf8833785b18fd85cb74844",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e4324",
                    table="calls_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_objectionevent" ("campaign_id", "client_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phrase", "position", "responses", "retired_at") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phrase", NEW."position", NEW."responses", NEW."retired_at"); RETURN NULL;',
                    hash="3854f7dd383a7ec13eb21d92a5918609deb1ff20",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_89e1b",
                    table="calls_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objection",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_objectionevent" ("campaign_id", "client_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phrase", "position", "responses", "retired_at") VALUES (OLD."campaign_id", OLD."client_id", OLD."id", OLD."key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phrase", OLD."position", OLD."responses", OLD."retired_at"); RETURN NULL;',
                    hash="6f4c0ba720b6605b967a73c5b2a1e053d48774cf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_de5af",
                    table="calls_objection",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="objectionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bd373a1527be61f20c212c93f47c94e30447ff4e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_aeb43",
                    table="calls_objectionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionraised",
            constraint=models.UniqueConstraint(fields=("attempt", "objection"), name="objection_raised_once"),
        ),
        migrations.AddConstraint(
            model_name="scriptvariant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("step", "setter"), name="one_variant_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="scriptvariant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved")), fields=("step", "setter"), name="one_variant_read"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptvariant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptvariantevent" ("asked_at", "client_id", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "say", "setter_id", "state", "step_id") VALUES (NEW."asked_at", NEW."client_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."say", NEW."setter_id", NEW."state", NEW."step_id"); RETURN NULL;',
                    hash="9a17545ab834f79ae06bf6e7fca2a8be839ba2bf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_35306",
                    table="calls_scriptvariant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptvariant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "calls_scriptvariantevent" ("asked_at", "client_id", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "say", "setter_id", "state", "step_id") VALUES (NEW."asked_at", NEW."client_id", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."say", NEW."setter_id", NEW."state", NEW."step_id"); RETURN NULL;',
                    hash="ff5a88f3973eb14c9054c967e18101cf0dc0eda9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c7d0b",
                    table="calls_scriptvariant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptvariant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "calls_scriptvariantevent" ("asked_at", "client_id", "decided_at", "decided_by_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "say", "setter_id", "state", "step_id") VALUES (OLD."asked_at", OLD."client_id", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."say", OLD."setter_id", OLD."state", OLD."step_id"); RETURN NULL;',
                    hash="7e0b5c10891db7e02eaf3691cd35d0b7ed543a60",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_00ef9",
                    table="calls_scriptvariant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scriptvariantevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cc98be77ad628c720e48938b1da98030bb888f56",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_23fbb",
                    table="calls_scriptvariantevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="variantread",
            constraint=models.UniqueConstraint(fields=("attempt", "variant"), name="variant_read_once"),
        ),
        ClientTable("objection"),
        ClientTable("objectionraised"),
        ClientTable("scriptvariant"),
        ClientTable("variantread"),
        ClientTable("objectionevent", keys=False),
        ClientTable("scriptvariantevent", keys=False),
    ]
