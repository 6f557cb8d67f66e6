"""The clock of the background work: Celery's beat, whose table is in setterdesk/celery.py."""

import time
from typing import Any

import structlog
from celery.beat import ScheduleEntry, Scheduler, SchedulingError
from celery.schedules import schedule
from django.db import Error, close_old_connections

from office.models import Pulse

PULSE_EVERY = 10.0
log = structlog.get_logger(__name__)


class Beat(Scheduler):
    """Keeps no file, since every task asks the database what is due: at its start all of them are asked at once.

    It leaves a sign of life in the database, and does not mind when the database or Redis is away for a while.
    """

    max_interval = 5
    producer = None  # type: ignore[assignment]  # a connection of the pool each time: a broken one delays nobody
    pulsed_at = float("-inf")

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            if isinstance(entry.schedule, schedule):
                entry.last_run_at -= entry.schedule.run_every  # type: ignore[attr-defined]

    def tick(self, *args: Any, **options: Any) -> float:
        if time.monotonic() - self.pulsed_at >= PULSE_EVERY:
            self.pulsed_at = time.monotonic()
            self.pulse()
        return float(super().tick(*args, **options))

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        try:
            self.apply_async(entry, advance=False)
        except SchedulingError as error:
            log.warning("nudge_lost", task=entry.task, error=type(error.__context__ or error).__name__)

    def pulse(self) -> None:
        close_old_connections()
        try:
            Pulse.beat("beat")
        except Error as error:
            log.warning("pulse_lost", error=type(error).__name__)
