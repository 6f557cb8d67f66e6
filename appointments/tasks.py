"""The appointments' sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from appointments.models import MeetingMail
from appointments.models.hush import hush as hush_reminders


@shared_task(name="appointments.tasks.read_mail")
def read_mail() -> None:
    """Read in mail that was sorted what it says of meetings."""
    MeetingMail.sweep()


@shared_task(name="appointments.tasks.hush")
def hush() -> None:
    """Remind nobody who has asked not to be contacted."""
    hush_reminders()
