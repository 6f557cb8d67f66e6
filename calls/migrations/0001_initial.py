import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import office.clock
import office.history


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("appointments", "0003_isolation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("zone", models.CharField(max_length=64, verbose_name="promised in zone")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("kept", "Kept"), ("void", "Called off")],
                        default="open",
                        max_length=6,
                    ),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="callbacks",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callbacks",
                        to="leads.lead",
                    ),
                ),
                (
                    "setter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state", "open")), fields=["at"], name="callback_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("enrollment",), name="one_open_callback"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20)),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                ("key", models.CharField(max_length=1, verbose_name="key")),
                ("icon", models.CharField(blank=True, max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("not_reached", "Not reached"),
                            ("call_back", "Call back"),
                            ("booked", "Qualified and booked"),
                            ("not_now", "Not now"),
                            ("not_a_fit", "Not a fit"),
                            ("do_not_call", "Do not call"),
                            ("bad_number", "Bad number"),
                        ],
                        max_length=12,
                        verbose_name="effect",
                    ),
                ),
                (
                    "reached",
                    models.CharField(
                        choices=[
                            ("nobody", "nobody"),
                            ("machine", "a machine"),
                            ("somebody", "somebody"),
                            ("decision_maker", "the decision-maker"),
                        ],
                        max_length=14,
                        verbose_name="reached",
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dispositions",
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
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "key"), name="disposition_key_once"),
                    models.UniqueConstraint(fields=("campaign", "code"), name="disposition_code_once"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_dispositionevent" ("campaign_id", "client_id", "code", "icon", "id", "key", "label", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reached", "reasons") VALUES (NEW."campaign_id", NEW."client_id", NEW."code", NEW."icon", NEW."id", NEW."key", NEW."label", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."reached", NEW."reasons"); RETURN NULL;',
                            hash="d94967724690d469e65eca2573ffb3b27d671672",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_81d12",
                            table="calls_disposition",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "calls_dispositionevent" ("campaign_id", "client_id", "code", "icon", "id", "key", "label", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reached", "reasons") VALUES (NEW."campaign_id", NEW."client_id", NEW."code", NEW."icon", NEW."id", NEW."key", NEW."label", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."reached", NEW."reasons"); RETURN NULL;',
                            hash="72e9ae368319e14f0dc0695d74b96ecddc1e5662",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_fcade",
                            table="calls_disposition",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_dispositionevent" ("campaign_id", "client_id", "code", "icon", "id", "key", "label", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reached", "reasons") VALUES (OLD."campaign_id", OLD."client_id", OLD."code", OLD."icon", OLD."id", OLD."key", OLD."label", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."reached", OLD."reasons"); RETURN NULL;',
                            hash="4027170432a56781a5ce178f3bff9f4a94824b5d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_6af13",
                            table="calls_disposition",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(default=office.clock.now)),
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
                        related_name="drafts",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "setter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("enrollment", "setter"), name="draft_once")],
            },
        ),
        migrations.CreateModel(
            name="Script",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scripts",
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
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "version"), name="script_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")), fields=("campaign",), name="one_approved_script"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_scriptevent" ("campaign_id", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version") VALUES (NEW."campaign_id", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."version"); RETURN NULL;',
                            hash="e9606bd4755bdd94ec6ec39ae316a33c6f4cf4df",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_0bc8a",
                            table="calls_script",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "calls_scriptevent" ("campaign_id", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version") VALUES (NEW."campaign_id", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."version"); RETURN NULL;',
                            hash="8809aa6be589bdfaaf1c6474d128fd1416557054",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_38c42",
                            table="calls_script",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_scriptevent" ("campaign_id", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "version") VALUES (OLD."campaign_id", OLD."client_id", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."version"); RETURN NULL;',
                            hash="2b8d35a0d196fb09d78b0ffbd016f6b7359b91c6",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_45d8b",
                            table="calls_script",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                (
                    "direction",
                    models.CharField(
                        choices=[("outbound", "outbound"), ("inbound", "inbound")], default="outbound", max_length=8
                    ),
                ),
                ("pass_attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("dialling", "Dialling"),
                            ("ringing", "Ringing"),
                            ("on_call", "On call"),
                            ("ended", "Ended"),
                        ],
                        default="dialling",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField(default=office.clock.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("logged_at", models.DateTimeField(blank=True, null=True)),
                ("verdict", models.JSONField(default=dict, verbose_name="may we call: the rules that decided")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_reached", "Not reached"),
                            ("call_back", "Call back"),
                            ("booked", "Qualified and booked"),
                            ("not_now", "Not now"),
                            ("not_a_fit", "Not a fit"),
                            ("do_not_call", "Do not call"),
                            ("bad_number", "Bad number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "nobody"),
                            ("machine", "a machine"),
                            ("somebody", "somebody"),
                            ("decision_maker", "the decision-maker"),
                        ],
                        max_length=14,
                        verbose_name="reached",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="reason")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("before", models.JSONField(default=dict, verbose_name="what undo restores")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_attempts",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="call_attempts",
                        to="leads.lead",
                    ),
                ),
                (
                    "setter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "disposition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.disposition",
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="calls.script",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "started_at"], name="attempt_started"),
                    models.Index(fields=["setter", "started_at"], name="attempt_of_setter"),
                    models.Index(fields=["lead", "-started_at"], name="attempt_of_lead"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("disposition__isnull", True)), fields=("setter",), name="one_outcome_owed"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("disposition__isnull", True)), fields=("number",), name="one_call_a_number"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "calls_callattemptevent" ("answered_at", "before", "client_id", "direction", "disposition_id", "ended_at", "enrollment_id", "id", "lead_id", "logged_at", "notes", "number", "outcome", "pass_attempt", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached", "reason", "script_id", "setter_id", "started_at", "state", "undone_at", "verdict") VALUES (NEW."answered_at", NEW."before", NEW."client_id", NEW."direction", NEW."disposition_id", NEW."ended_at", NEW."enrollment_id", NEW."id", NEW."lead_id", NEW."logged_at", NEW."notes", NEW."number", NEW."outcome", NEW."pass_attempt", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reached", NEW."reason", NEW."script_id", NEW."setter_id", NEW."started_at", NEW."state", NEW."undone_at", NEW."verdict"); RETURN NULL;',
                            hash="cd1c61298372bdb4ce99109fe0d44fea48f13821",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_31aed",
                            table="calls_callattempt",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_callattemptevent" ("answered_at", "before", "client_id", "direction", "disposition_id", "ended_at", "enrollment_id", "id", "lead_id", "logged_at", "notes", "number", "outcome", "pass_attempt", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reached", "reason", "script_id", "setter_id", "started_at", "state", "undone_at", "verdict") VALUES (OLD."answered_at", OLD."before", OLD."client_id", OLD."direction", OLD."disposition_id", OLD."ended_at", OLD."enrollment_id", OLD."id", OLD."lead_id", OLD."logged_at", OLD."notes", OLD."number", OLD."outcome", OLD."pass_attempt", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reached", OLD."reason", OLD."script_id", OLD."setter_id", OLD."started_at", OLD."state", OLD."undone_at", OLD."verdict"); RETURN NULL;',
                            hash="ceedc96fb57a94ae7e88ca237145ffa3e6916837",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_892cd",
                            table="calls_callattempt",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispositionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=20)),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                ("key", models.CharField(max_length=1, verbose_name="key")),
                ("icon", models.CharField(blank=True, max_length=30)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("not_reached", "Not reached"),
                            ("call_back", "Call back"),
                            ("booked", "Qualified and booked"),
                            ("not_now", "Not now"),
                            ("not_a_fit", "Not a fit"),
                            ("do_not_call", "Do not call"),
                            ("bad_number", "Bad number"),
                        ],
                        max_length=12,
                        verbose_name="effect",
                    ),
                ),
                (
                    "reached",
                    models.CharField(
                        choices=[
                            ("nobody", "nobody"),
                            ("machine", "a machine"),
                            ("somebody", "somebody"),
                            ("decision_maker", "the decision-maker"),
                        ],
                        max_length=14,
                        verbose_name="reached",
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons")),
                ("position", models.PositiveSmallIntegerField(default=1)),
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
                        to="calls.disposition",
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
                            hash="f3a48b3cf3b48cc4c259a2988141daba407b9950",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_5aa85",
                            table="calls_dispositionevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScriptEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("approved", "Approved"), ("retired", "Retired")],
                        default="draft",
                        max_length=8,
                    ),
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
                        to="calls.script",
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
                            hash="cbf67c90e80aa6cb03ce9d8e7f5809c49b17c1b4",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c6806",
                            table="calls_scriptevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScriptStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="step")),
                ("say", models.TextField(verbose_name="say")),
                ("hint", models.TextField(blank=True, verbose_name="hint")),
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
                    "script",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="calls.script",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("script", "position"), name="script_step_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_scriptstepevent" ("client_id", "hint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (NEW."client_id", NEW."hint", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."say", NEW."script_id", NEW."title"); RETURN NULL;',
                            hash="707db53678e29a77caf87bb95e1df0ded48d0f5d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_37b92",
                            table="calls_scriptstep",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "calls_scriptstepevent" ("client_id", "hint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (NEW."client_id", NEW."hint", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."say", NEW."script_id", NEW."title"); RETURN NULL;',
                            hash="c5fcade679d1d44d2c11767275b010260e9969be",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c6d50",
                            table="calls_scriptstep",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "calls_scriptstepevent" ("client_id", "hint", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "say", "script_id", "title") VALUES (OLD."client_id", OLD."hint", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."say", OLD."script_id", OLD."title"); RETURN NULL;',
                            hash="14deebd04ee21e7da781839cdb22ff0545961413",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_329b4",
                            table="calls_scriptstep",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CallAttemptEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                (
                    "direction",
                    models.CharField(
                        choices=[("outbound", "outbound"), ("inbound", "inbound")], default="outbound", max_length=8
                    ),
                ),
                ("pass_attempt", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("dialling", "Dialling"),
                            ("ringing", "Ringing"),
                            ("on_call", "On call"),
                            ("ended", "Ended"),
                        ],
                        default="dialling",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField(default=office.clock.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("logged_at", models.DateTimeField(blank=True, null=True)),
                ("verdict", models.JSONField(default=dict, verbose_name="may we call: the rules that decided")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_reached", "Not reached"),
                            ("call_back", "Call back"),
                            ("booked", "Qualified and booked"),
                            ("not_now", "Not now"),
                            ("not_a_fit", "Not a fit"),
                            ("do_not_call", "Do not call"),
                            ("bad_number", "Bad number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reached",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "nobody"),
                            ("machine", "a machine"),
                            ("somebody", "somebody"),
                            ("decision_maker", "the decision-maker"),
                        ],
                        max_length=14,
                        verbose_name="reached",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="reason")),
                ("notes", models.TextField(blank=True, verbose_name="notes")),
                ("before", models.JSONField(default=dict, verbose_name="what undo restores")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="leads.enrollment",
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
                        to="calls.callattempt",
                    ),
                ),
                (
                    "setter",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disposition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="calls.disposition",
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="calls.script",
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
                            hash="08ea827bd923037223e68ddaca9ac41901d09d6c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1cc40",
                            table="calls_callattemptevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScriptStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=40, verbose_name="step")),
                ("say", models.TextField(verbose_name="say")),
                ("hint", models.TextField(blank=True, verbose_name="hint")),
                ("position", models.PositiveSmallIntegerField(default=1)),
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
                        to="calls.scriptstep",
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="calls.script",
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
                            hash="f3188c3cce4bd2c5d62df10769c353cec6bf2a9a",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_0aa1c",
                            table="calls_scriptstepevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        office.history.InstallTriggers(),
    ]
