"""Who has asked not to be contacted is not reminded of a meeting; it stands until somebody calls it off."""

from appointments.models.appointment import Appointment
from leads.states import Stage
from office import clock
from office.models import Client, Message

TO_LEAD = ":reminder-[^:]+:lead"  # reps are reminded all the same: the meeting stands


def hush() -> int:
    """Call off what would remind such leads. Returns how many messages that were; running twice does no harm."""
    return Client.objects.walk(_hush)


def _hush(client: int) -> int:
    ahead = Appointment.objects.of_client(client).standing().ahead(clock.now())
    silent = ahead.filter(enrollment__stage=Stage.DO_NOT_CALL)
    posted = Message.objects.of_client(client)
    return sum(posted.about(meeting.matter).filter(key__regex=TO_LEAD).void() for meeting in silent)
