"""The meetings' sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from appointments.models import CalendarCopy, MeetingMail, OtherCalendar
from appointments.models.chase import chase_feedback
from appointments.models.hush import hush as hush_reminders
from appointments.models.passing import sweep_unanswered


@shared_task(name="appointments.tasks.pass_on")
def pass_on() -> None:
    """Give what was not accepted in time to the next rep."""
    sweep_unanswered()


@shared_task(name="appointments.tasks.chase")
def chase() -> None:
    """Remind reps of the word that they owe, and tell managers when it is long overdue."""
    chase_feedback()


@shared_task(name="appointments.tasks.read_mail")
def read_mail() -> None:
    """Read in mail that was sorted what it says of meetings."""
    MeetingMail.sweep()


@shared_task(name="appointments.tasks.hush")
def hush() -> None:
    """Remind nobody who has asked not to be contacted."""
    hush_reminders()


@shared_task(name="appointments.tasks.read_calendars")
def read_calendars() -> None:
    """Read reps' other calendars. Few in one go: one slow server delays no other work for long."""
    OtherCalendar.objects.sweep(limit=10)


@shared_task(name="appointments.tasks.write_calendars")
def write_calendars() -> None:
    """Carry meetings into reps' own calendars."""
    CalendarCopy.objects.sweep(limit=50)
