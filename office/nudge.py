"""The doorbell: tell Celery that something may be due. Never fails, never delays; a lost message costs a minute."""

from functools import partial
from typing import Any

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


def nudge(task: Any) -> None:
    """Ask the workers, after commit, to run a task that takes no arguments."""
    transaction.on_commit(partial(_publish, task))


def _publish(task: Any) -> None:
    try:
        task.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker is away: the sweep will find the row
        log.warning("nudge_lost", task=task.name, error=type(error).__name__)
