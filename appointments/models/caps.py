"""How many meetings of a day a person may have: counted by one at a time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from appointments.walltime import day_start, instant, moment, wall

if TYPE_CHECKING:
    from appointments.models.blocks import CalendarBlockQuerySet
    from office.models import User

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def others(blocks: "CalendarBlockQuerySet", person: "User", at: datetime) -> int:
    """Return how many of these blocks are meetings of a person on the local day of a moment. Whoever else counts that
    day waits until this transaction has ended, so that two who each see one place left do not both take it."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Meetings of a day are counted inside a transaction only.")
    day = wall(person.zone, instant(at))[0]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"meetings of {person.pk} on {day}"])
    start, end = (moment(day_start(person.zone, each)) for each in (day, day + timedelta(days=1)))
    return blocks.of([person.pk], start=start, end=end).starting(start, end).count()
