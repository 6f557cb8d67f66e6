"""The leads' sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from leads.models import HandOff, LeadImport


@shared_task(name="leads.tasks.load")
def load() -> None:
    """Load the imports that wait."""
    LeadImport.objects.sweep()


@shared_task(name="leads.tasks.carry")
def carry() -> None:
    """Carry leads back to marketing, and those whose day has come back into the queue."""
    HandOff.objects.sweep()
