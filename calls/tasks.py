"""The desk's sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from calls.queue import release_lapsed


@shared_task(name="calls.tasks.release")
def release() -> None:
    """Give leads back whose claim ran out before they were dialled."""
    release_lapsed()
