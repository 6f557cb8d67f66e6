"""The office's sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from office.models import Message, Pulse


@shared_task(name="office.tasks.pulse")
def pulse() -> None:
    """The worker is alive."""
    Pulse.beat("worker")


@shared_task(name="office.tasks.post")
def post() -> None:
    """Send the messages that are due."""
    Message.objects.sweep()
