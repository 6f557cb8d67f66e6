"""django-appointment's own slot function on the load of bench/slots.py, in a process of its own: its models need
settings of their own. `python -P bench/peer.py ROWS` prints {"ms", "slots"}.

The package brings no migrations. Its tables are made in a schema of its own inside one transaction, which is taken back
at the end. It knows no zones, one stretch of hours a day, and as a meeting's length its step of 30 minutes; so each rep
is open from 8 to 20 every day, and the same bookings lie on the wall.
"""

import json
import os
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as wall

import django
import environ
from django.conf import settings

REPS, DAYS, FIRST = 50, 30, date(2026, 11, 16)
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django_q", "phonenumber_field", "appointment"]
NEEDED = ("contenttypes", "auth", "appointment")


def begin() -> None:
    database = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    database["ENGINE"] = "django.db.backends.postgresql"
    settings.configure(
        INSTALLED_APPS=APPS,
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        Q_CLUSTER={"orm": "default", "timeout": 60, "retry": 120},
    )
    django.setup()
    mend()


def mend() -> None:
    """Its forms, which its slots import, are written for an older widget of django-phonenumber-field."""
    from django.forms import TextInput  # noqa: PLC0415  # ready only now
    from phonenumber_field import widgets  # noqa: PLC0415

    class Prefix(TextInput):
        def __init__(self, attrs: dict[str, str] | None = None, initial: str = "") -> None:
            super().__init__(attrs)

    widgets.PhoneNumberPrefixWidget = Prefix


def tables() -> None:
    """All that the package needs, in the schema that the search path names."""
    from django.apps import apps  # noqa: PLC0415  # ready only now
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA peer")
        cursor.execute("SET LOCAL search_path TO peer")
    with connection.schema_editor(atomic=False) as editor:
        for label in NEEDED:
            for model in apps.get_app_config(label).get_models():
                editor.create_model(model)


def fill(rows: int) -> list[object]:
    """The reps with their hours, and so many bookings of 45 minutes spread over their days."""
    from appointment import models  # noqa: PLC0415
    from django.contrib.auth.models import User  # noqa: PLC0415

    users = User.objects.bulk_create(User(username=f"rep{n}") for n in range(REPS))
    staff = models.StaffMember.objects.bulk_create(models.StaffMember(user=user, slot_duration=30) for user in users)
    week = [(day, member) for member in staff for day in range(7)]
    models.WorkingHours.objects.bulk_create(
        models.WorkingHours(staff_member=member, day_of_week=day, start_time=wall(8), end_time=wall(20))
        for day, member in week
    )
    service = models.Service.objects.create(name="Meeting", duration=timedelta(minutes=45), price=0)
    each = -(-rows // (REPS * DAYS))
    asked = []
    for n, member in enumerate(staff):
        for day in range(DAYS):
            for turn in range(each):
                at = datetime.combine(FIRST, wall(8)) + timedelta(days=day, hours=turn * 12 / each, minutes=n % 4 * 15)
                ends = (at + timedelta(minutes=45)).time()
                told = {"date": at.date(), "start_time": at.time(), "end_time": ends, "staff_member": member}
                asked.append(models.AppointmentRequest(service=service, **told))
    made = models.AppointmentRequest.objects.bulk_create(asked)
    models.Appointment.objects.bulk_create(
        models.Appointment(appointment_request=each, client=users[0], amount_to_pay=0) for each in made
    )
    return staff


def measure(rows: int) -> dict[str, float]:
    """How long the free times of all reps on all days take, once."""
    from appointment.services import get_available_slots_for_staff  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    with transaction.atomic():
        tables()
        staff = fill(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE appointment_appointmentrequest, appointment_appointment")
        days = [FIRST + timedelta(days=n) for n in range(DAYS)]
        began = time.perf_counter()
        slots = sum(len(get_available_slots_for_staff(day, member)) for member in staff for day in days)
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return {"ms": took * 1_000, "slots": slots}


if __name__ == "__main__":
    begin()
    print(json.dumps(measure(int(sys.argv[1]))))
