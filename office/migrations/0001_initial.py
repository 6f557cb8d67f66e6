import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import office.clock
import office.history


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="short name")),
                ("zone", models.CharField(default="Europe/Athens", max_length=64, verbose_name="time zone")),
                ("country", models.CharField(default="GR", max_length=2, verbose_name="country")),
                ("language", models.CharField(default="en", max_length=8, verbose_name="language of letters")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_clientevent" ("country", "created_at", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "zone") VALUES (NEW."country", NEW."created_at", NEW."id", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."zone"); RETURN NULL;',
                            hash="060348a71b9464336d851f9cce5b1a6424bcbcb0",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_8e557",
                            table="office_client",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_clientevent" ("country", "created_at", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "zone") VALUES (NEW."country", NEW."created_at", NEW."id", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."zone"); RETURN NULL;',
                            hash="b2301ec03f743951c0854dfabba5d9658859dfc7",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9a6d8",
                            table="office_client",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_clientevent" ("country", "created_at", "id", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "zone") VALUES (OLD."country", OLD."created_at", OLD."id", OLD."language", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."zone"); RETURN NULL;',
                            hash="9cf921bb88905ae221f9a22cd401eee7e6b67c06",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_3fae0",
                            table="office_client",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("zone", models.CharField(default="Europe/Athens", max_length=64, verbose_name="time zone")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("el", "Ελληνικά")],
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may log in")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the back office")),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                ("joined_at", models.DateTimeField(default=office.clock.now, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="user_email_once")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_userevent" ("email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "joined_at", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", NEW."joined_at", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."zone"); RETURN NULL;',
                            hash="2d68a4f1d4d344ab334399afb2a55514560a9b38",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_0119b",
                            table="office_user",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."zone" IS DISTINCT FROM (NEW."zone"))',
                            func='INSERT INTO "office_userevent" ("email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "joined_at", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."is_demo", NEW."is_staff", NEW."is_superuser", NEW."joined_at", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."zone"); RETURN NULL;',
                            hash="e4fcea38c49fb73faade02a1607aa4d51212b997",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8a0df",
                            table="office_user",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_userevent" ("email", "id", "is_active", "is_demo", "is_staff", "is_superuser", "joined_at", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "zone") VALUES (OLD."email", OLD."id", OLD."is_active", OLD."is_demo", OLD."is_staff", OLD."is_superuser", OLD."joined_at", OLD."language", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."zone"); RETURN NULL;',
                            hash="dd0487ee66e0b8ba25b58b76915928b33d2890ea",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_82277",
                            table="office_user",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("slug", models.SlugField(db_index=False, verbose_name="short name")),
                ("zone", models.CharField(default="Europe/Athens", max_length=64, verbose_name="time zone")),
                ("country", models.CharField(default="GR", max_length=2, verbose_name="country")),
                ("language", models.CharField(default="en", max_length=8, verbose_name="language of letters")),
                ("created_at", models.DateTimeField()),
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
                        to="office.client",
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
                            hash="30ec6498c59adf8dbccb18db955d32cde832ef4e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9ebc9",
                            table="office_clientevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("setter", "Setter"),
                            ("rep", "Sales rep"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("account_manager", "Account manager"),
                            ("administrator", "Administrator"),
                            ("viewer", "Client viewer"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="office.client"
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("setter", "Setter"),
                            ("rep", "Sales rep"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("account_manager", "Account manager"),
                            ("administrator", "Administrator"),
                            ("viewer", "Client viewer"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="office.client"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("user", "client", "role"), name="membership_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_membershipevent" ("client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="07478da918d1e14f77cec490900f0416fc1bab26",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2a8fe",
                            table="office_membership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "office_membershipevent" ("client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."user_id"); RETURN NULL;',
                            hash="6db19dcbca60742e805d97ce38bca247d6da5d1b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0c45f",
                            table="office_membership",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "office_membershipevent" ("client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "user_id") VALUES (OLD."client_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."user_id"); RETURN NULL;',
                            hash="6ae9ed9ec655236d045d2e9b1a0d23cbb4a93ef0",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a9f3a",
                            table="office_membership",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                ("key", models.CharField(max_length=200)),
                ("to", models.EmailField(max_length=254, verbose_name="to")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                ("calendar", models.TextField(blank=True, verbose_name="calendar invitation")),
                ("calendar_method", models.CharField(blank=True, max_length=12)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "running"])), fields=["due_at"], name="message_due"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="message_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300, verbose_name="text")),
                ("url", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=office.clock.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["user", "-id"], name="notice_unread"
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="UserEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("zone", models.CharField(default="Europe/Athens", max_length=64, verbose_name="time zone")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("en", "English"), ("el", "Ελληνικά")],
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="may log in")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the back office")),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                ("joined_at", models.DateTimeField(default=office.clock.now, editable=False)),
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
                        to=settings.AUTH_USER_MODEL,
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
                            hash="4c514ccac089b532fb1b55cd9deec95df84976e0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_beacf",
                            table="office_userevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MembershipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("setter", "Setter"),
                            ("rep", "Sales rep"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("account_manager", "Account manager"),
                            ("administrator", "Administrator"),
                            ("viewer", "Client viewer"),
                        ],
                        max_length=20,
                        verbose_name="role",
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
                        to="office.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                            hash="89e5f01da04d7349c4c86eae570c1a0491f0a4bc",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9e11",
                            table="office_membershipevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        office.history.InstallTriggers(),
    ]
