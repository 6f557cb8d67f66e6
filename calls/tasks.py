"""The desk's sweeps. A task asks what is due; running it twice does no harm."""

from celery import shared_task

from calls import ripen as ripening
from calls.models import Absence
from calls.models.confirmation import sweep_confirmations
from calls.models.waitlist import sweep_waitlist
from calls.queue import release_lapsed
from office import clock


@shared_task(name="calls.tasks.release")
def release() -> None:
    """Give leads back whose claim ran out before they were dialled."""
    release_lapsed()


@shared_task(name="calls.tasks.ripen")
def ripen() -> None:
    """Put what fell due into its campaign's order, and hot leads that waited too long into their normal place."""
    ripening.ripen()


@shared_task(name="calls.tasks.stand_in")
def stand_in() -> None:
    """Pass on what falls due while its setter is away."""
    Absence.objects.carry(clock.now())


@shared_task(name="calls.tasks.confirm")
def confirm() -> None:
    """Put the meetings of the next working day into the queue, to be confirmed."""
    sweep_confirmations()


@shared_task(name="calls.tasks.waitlist")
def waitlist() -> None:
    """Put leads into the queue for whom a time has come free that they wait for."""
    sweep_waitlist()
