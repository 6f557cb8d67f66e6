from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import office.clock
import office.history


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0003_isolation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Availability",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="weekday")),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="availability",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "availability",
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("starts")), ("ends", "00:00"), _connector="OR"),
                        name="availability_ends_after_start",
                    ),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="availability_weekday"),
                    models.UniqueConstraint(fields=("person", "weekday", "starts"), name="availability_once"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_availabilityevent" ("ends", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts", NEW."weekday"); RETURN NULL;',
                            hash="853a01a3d9ba98f31d6dcf371271ff4bfac91123",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2d940",
                            table="appointments_availability",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_availabilityevent" ("ends", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "weekday") VALUES (NEW."ends", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts", NEW."weekday"); RETURN NULL;',
                            hash="9938790a45d5c1a4f0e3d924ca61fa714e33487c",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e72e5",
                            table="appointments_availability",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_availabilityevent" ("ends", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts", "weekday") VALUES (OLD."ends", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts", OLD."weekday"); RETURN NULL;',
                            hash="983c4ea03a2ca15c6d31f6c63603d57594665511",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_ecfbc",
                            table="appointments_availability",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blocked", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("on_hold", "On hold"), ("booked", "Booked"), ("released", "Released")],
                        default="on_hold",
                        max_length=8,
                    ),
                ),
                ("hold_until", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(blank=True, null=True)),
                ("appointment", models.BigIntegerField(blank=True, null=True)),
                (
                    "held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_blocks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["appointment"], name="block_appointment")],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ["on_hold", "booked"])),
                        expressions=[
                            (
                                models.Func(
                                    models.F("person_id"),
                                    models.F("person_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            ("blocked", "&&"),
                        ],
                        name="no_double_booking",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "Video call"),
                            ("phone", "By phone"),
                            ("theirs", "At their place"),
                            ("ours", "Our office"),
                        ],
                        default="video",
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=45, verbose_name="length in minutes")),
                ("step", models.PositiveSmallIntegerField(default=30, verbose_name="a start every … minutes")),
                ("before", models.PositiveSmallIntegerField(default=0, verbose_name="free minutes before")),
                ("after", models.PositiveSmallIntegerField(default=15, verbose_name="free minutes after")),
                ("travel", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of travel each way")),
                ("notice", models.PositiveSmallIntegerField(default=120, verbose_name="notice in minutes")),
                ("horizon", models.PositiveSmallIntegerField(default=21, verbose_name="days ahead at most")),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_kinds",
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
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("step__gte", 5)), name="meeting_has_a_length"
                    ),
                    models.UniqueConstraint(fields=("campaign", "name"), name="meeting_kind_once"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_meetingkindevent" ("after", "before", "campaign_id", "client_id", "horizon", "id", "minutes", "name", "notice", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "step", "travel") VALUES (NEW."after", NEW."before", NEW."campaign_id", NEW."client_id", NEW."horizon", NEW."id", NEW."minutes", NEW."name", NEW."notice", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."position", NEW."step", NEW."travel"); RETURN NULL;',
                            hash="58b56f84fe3bf506ee8c159f684a89ac7228caff",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fb706",
                            table="appointments_meetingkind",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_meetingkindevent" ("after", "before", "campaign_id", "client_id", "horizon", "id", "minutes", "name", "notice", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "step", "travel") VALUES (NEW."after", NEW."before", NEW."campaign_id", NEW."client_id", NEW."horizon", NEW."id", NEW."minutes", NEW."name", NEW."notice", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."position", NEW."step", NEW."travel"); RETURN NULL;',
                            hash="d7cc805019721b6a89172b440f58ad40603c959d",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_f3071",
                            table="appointments_meetingkind",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_meetingkindevent" ("after", "before", "campaign_id", "client_id", "horizon", "id", "minutes", "name", "notice", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "step", "travel") VALUES (OLD."after", OLD."before", OLD."campaign_id", OLD."client_id", OLD."horizon", OLD."id", OLD."minutes", OLD."name", OLD."notice", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."position", OLD."step", OLD."travel"); RETURN NULL;',
                            hash="c8299fc1ee9bb99286cab8e4927eeecd14d042d4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_54cd4",
                            table="appointments_meetingkind",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pool",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [models.UniqueConstraint(fields=("campaign", "person"), name="pool_member_once")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_poolmemberevent" ("campaign_id", "client_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."weight"); RETURN NULL;',
                            hash="637548246c172321ba71f93d8a5c0f4a5ae4d0a7",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_24b94",
                            table="appointments_poolmember",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_poolmemberevent" ("campaign_id", "client_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (NEW."campaign_id", NEW."client_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."weight"); RETURN NULL;',
                            hash="1dd009fcc9d5a8b7b85e792a46805faf77416d0b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_01d94",
                            table="appointments_poolmember",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_poolmemberevent" ("campaign_id", "client_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "weight") VALUES (OLD."campaign_id", OLD."client_id", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."weight"); RETURN NULL;',
                            hash="be397a2c89365f1988ad65c4cd072a9e8e7218b9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0c16f",
                            table="appointments_poolmember",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="reason")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="time_off",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="time_off_ends_after_start"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_timeoffevent" ("ends_at", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_at") VALUES (NEW."ends_at", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."starts_at"); RETURN NULL;',
                            hash="e6fb2ba1bb1d0de4c88f1eeaa4c1ffca04634c3d",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fd362",
                            table="appointments_timeoff",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_timeoffevent" ("ends_at", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_at") VALUES (NEW."ends_at", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."starts_at"); RETURN NULL;',
                            hash="6ac68d5e58f1f18430cf306ebd626c0234365be3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_42374",
                            table="appointments_timeoff",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_timeoffevent" ("ends_at", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_at") VALUES (OLD."ends_at", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."starts_at"); RETURN NULL;',
                            hash="6ea4f28129d93e6d741d0df86769e44a82ef4f2e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_eadf1",
                            table="appointments_timeoff",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "Video call"),
                            ("phone", "By phone"),
                            ("theirs", "At their place"),
                            ("ours", "Our office"),
                        ],
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=300, verbose_name="address or link")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail for the invitation")),
                ("note", models.TextField(blank=True, verbose_name="note to the rep")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("wall_start", models.CharField(max_length=16, verbose_name="agreed local time")),
                ("zone", models.CharField(max_length=64, verbose_name="agreed zone")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("confirmed", "Confirmed"),
                            ("held", "Held"),
                            ("no_show", "No-show"),
                            ("cancelled", "Cancelled"),
                            ("rescheduled", "Rescheduled"),
                        ],
                        default="booked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("uid", models.CharField(max_length=120, unique=True)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("key", models.CharField(max_length=80, unique=True)),
                ("booked_at", models.DateTimeField(default=office.clock.now)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                        related_name="appointments",
                        to="leads.enrollment",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="leads.lead",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "setter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="appointments.meetingkind",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["rep", "starts_at"], name="appointment_of_rep"),
                    models.Index(fields=["client", "booked_at"], name="appointment_booked"),
                    models.Index(fields=["client", "starts_at"], name="appointment_starts"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="meeting_ends_after_start"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_appointmentevent" ("booked_at", "cancelled_at", "client_id", "email", "ends_at", "enrollment_id", "id", "key", "kind_id", "lead_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "rep_id", "sequence", "setter_id", "starts_at", "state", "uid", "version", "wall_start", "where", "zone") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."client_id", NEW."email", NEW."ends_at", NEW."enrollment_id", NEW."id", NEW."key", NEW."kind_id", NEW."lead_id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."rep_id", NEW."sequence", NEW."setter_id", NEW."starts_at", NEW."state", NEW."uid", NEW."version", NEW."wall_start", NEW."where", NEW."zone"); RETURN NULL;',
                            hash="3e3ee38fd4c2d1e91df31a03551a20054e74cbf3",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_30113",
                            table="appointments_appointment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_appointmentevent" ("booked_at", "cancelled_at", "client_id", "email", "ends_at", "enrollment_id", "id", "key", "kind_id", "lead_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "rep_id", "sequence", "setter_id", "starts_at", "state", "uid", "version", "wall_start", "where", "zone") VALUES (NEW."booked_at", NEW."cancelled_at", NEW."client_id", NEW."email", NEW."ends_at", NEW."enrollment_id", NEW."id", NEW."key", NEW."kind_id", NEW."lead_id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."rep_id", NEW."sequence", NEW."setter_id", NEW."starts_at", NEW."state", NEW."uid", NEW."version", NEW."wall_start", NEW."where", NEW."zone"); RETURN NULL;',
                            hash="f6b36128fca88083f24589a8fbc493aed3664c94",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_34af4",
                            table="appointments_appointment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_appointmentevent" ("booked_at", "cancelled_at", "client_id", "email", "ends_at", "enrollment_id", "id", "key", "kind_id", "lead_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "rep_id", "sequence", "setter_id", "starts_at", "state", "uid", "version", "wall_start", "where", "zone") VALUES (OLD."booked_at", OLD."cancelled_at", OLD."client_id", OLD."email", OLD."ends_at", OLD."enrollment_id", OLD."id", OLD."key", OLD."kind_id", OLD."lead_id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."rep_id", OLD."sequence", OLD."setter_id", OLD."starts_at", OLD."state", OLD."uid", OLD."version", OLD."wall_start", OLD."where", OLD."zone"); RETURN NULL;',
                            hash="6a98bd487cbd5d654df3f012b50244b63d4aacf3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_d64e7",
                            table="appointments_appointment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AvailabilityEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("weekday", models.PositiveSmallIntegerField(verbose_name="weekday")),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
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
                        to="appointments.availability",
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
                            hash="40103f8348e6d873a81515617ef63dd8480f314b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3ab9b",
                            table="appointments_availabilityevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingKindEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "Video call"),
                            ("phone", "By phone"),
                            ("theirs", "At their place"),
                            ("ours", "Our office"),
                        ],
                        default="video",
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=45, verbose_name="length in minutes")),
                ("step", models.PositiveSmallIntegerField(default=30, verbose_name="a start every … minutes")),
                ("before", models.PositiveSmallIntegerField(default=0, verbose_name="free minutes before")),
                ("after", models.PositiveSmallIntegerField(default=15, verbose_name="free minutes after")),
                ("travel", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of travel each way")),
                ("notice", models.PositiveSmallIntegerField(default=120, verbose_name="notice in minutes")),
                ("horizon", models.PositiveSmallIntegerField(default=21, verbose_name="days ahead at most")),
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
                        to="appointments.meetingkind",
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
                            hash="bf6a7b1d1d2ca168708b1ca97f751d9916adcfb2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_5aa63",
                            table="appointments_meetingkindevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PoolMemberEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
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
                        to="appointments.poolmember",
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
                            hash="433131fcd2cd8529a2a84dce7f8840682d6d97c3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9005c",
                            table="appointments_poolmemberevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeOffEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="reason")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
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
                        to="appointments.timeoff",
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
                            hash="ceaea7728015a34c9b4fbe104326a5b416fbe37c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_71029",
                            table="appointments_timeoffevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AppointmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("video", "Video call"),
                            ("phone", "By phone"),
                            ("theirs", "At their place"),
                            ("ours", "Our office"),
                        ],
                        max_length=8,
                        verbose_name="where",
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=300, verbose_name="address or link")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail for the invitation")),
                ("note", models.TextField(blank=True, verbose_name="note to the rep")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("wall_start", models.CharField(max_length=16, verbose_name="agreed local time")),
                ("zone", models.CharField(max_length=64, verbose_name="agreed zone")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("booked", "Booked"),
                            ("confirmed", "Confirmed"),
                            ("held", "Held"),
                            ("no_show", "No-show"),
                            ("cancelled", "Cancelled"),
                            ("rescheduled", "Rescheduled"),
                        ],
                        default="booked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("uid", models.CharField(max_length=120)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("key", models.CharField(max_length=80)),
                ("booked_at", models.DateTimeField(default=office.clock.now)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
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
                        to="appointments.appointment",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "kind",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="appointments.meetingkind",
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
                            hash="c2d9d05acde915e4c49625d1939f6720a656da54",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_34c57",
                            table="appointments_appointmentevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("no_show", "No-show"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                            ("unqualified", "Not truly qualified"),
                        ],
                        max_length=12,
                        verbose_name="what came of it",
                    ),
                ),
                ("was_qualified", models.BooleanField(null=True, verbose_name="truly qualified")),
                ("next_step", models.CharField(blank=True, max_length=200, verbose_name="next step")),
                (
                    "value",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="value"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(default=office.clock.now)),
                (
                    "appointment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="appointments.appointment",
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "feedback",
                "indexes": [],
                "constraints": [],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_feedbackevent" ("appointment_id", "at", "by_id", "client_id", "id", "next_step", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "value", "was_qualified") VALUES (NEW."appointment_id", NEW."at", NEW."by_id", NEW."client_id", NEW."id", NEW."next_step", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."result", NEW."value", NEW."was_qualified"); RETURN NULL;',
                            hash="0d0be6f24885e1143411950cfb278ac1b23fd20f",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b8998",
                            table="appointments_feedback",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "appointments_feedbackevent" ("appointment_id", "at", "by_id", "client_id", "id", "next_step", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "value", "was_qualified") VALUES (NEW."appointment_id", NEW."at", NEW."by_id", NEW."client_id", NEW."id", NEW."next_step", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."result", NEW."value", NEW."was_qualified"); RETURN NULL;',
                            hash="92d56d9cad97c9b9a1dfb7664d8339c20890a939",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_798e6",
                            table="appointments_feedback",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "appointments_feedbackevent" ("appointment_id", "at", "by_id", "client_id", "id", "next_step", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "result", "value", "was_qualified") VALUES (OLD."appointment_id", OLD."at", OLD."by_id", OLD."client_id", OLD."id", OLD."next_step", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."result", OLD."value", OLD."was_qualified"); RETURN NULL;',
                            hash="2e6f6ceb17d7d811b46f7ce07b492c97cc51cab4",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_114ac",
                            table="appointments_feedback",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedbackEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("no_show", "No-show"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                            ("unqualified", "Not truly qualified"),
                        ],
                        max_length=12,
                        verbose_name="what came of it",
                    ),
                ),
                ("was_qualified", models.BooleanField(null=True, verbose_name="truly qualified")),
                ("next_step", models.CharField(blank=True, max_length=200, verbose_name="next step")),
                (
                    "value",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="value"),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(default=office.clock.now)),
                (
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="appointments.appointment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
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
                        to="appointments.feedback",
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
                            hash="b0108822169ea9e157da15c0aade5c039252727d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_49b49",
                            table="appointments_feedbackevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        office.history.InstallTriggers(),
    ]
