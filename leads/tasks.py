"""The leads' sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task
from django.conf import settings

from leads.models import (
    FindSweep,
    HandOff,
    InboundMail,
    LeadImport,
    ListHandOff,
    Nurturing,
    Ranking,
    RegisterExtract,
    SameSweep,
    Suppression,
    WatchedFolder,
)


@shared_task(name="leads.tasks.load")
def load() -> None:
    """Load the imports that wait."""
    LeadImport.objects.sweep()


@shared_task(name="leads.tasks.carry")
def carry() -> None:
    """Carry leads back to marketing, and those whose day has come back into the queue."""
    HandOff.objects.sweep()


@shared_task(name="leads.tasks.watch")
def watch() -> None:
    """Look into the watched folders."""
    if settings.WATCHED_FOLDER:
        WatchedFolder.objects.sweep()


@shared_task(name="leads.tasks.nurture")
def nurture() -> None:
    """Write the mails of nurture tracks that are due."""
    Nurturing.objects.sweep()


@shared_task(name="leads.tasks.sort_mail")
def sort_mail() -> None:
    """Sort the mail that came in."""
    InboundMail.objects.sweep()


@shared_task(name="leads.tasks.take_in")
def take_in() -> None:
    """Take in the extracts of registers that wait."""
    RegisterExtract.objects.sweep()


@shared_task(name="leads.tasks.let_go")
def let_go() -> None:
    """Let the numbers of suppressions that are over back into their queues."""
    Suppression.let_go()


@shared_task(name="leads.tasks.hand_over")
def hand_over() -> None:
    """Note what was handed to the setters, and give back what they rejected."""
    ListHandOff.note_all()
    ListHandOff.objects.sweep()


@shared_task(name="leads.tasks.compare")
def compare() -> None:
    """Look for leads that may be one person, among those that came or changed."""
    SameSweep.objects.look()


@shared_task(name="leads.tasks.rank")
def rank() -> None:
    """Put the waiting leads of campaigns in their own order."""
    Ranking.objects.notice()
    Ranking.objects.sweep()


@shared_task(name="leads.tasks.find")
def find() -> None:
    """Write the keys by which new and changed leads are found."""
    FindSweep.objects.look()
