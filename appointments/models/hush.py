"""Who has asked not to be contacted is not reminded of a meeting; it stands until somebody calls it off."""

from appointments.models.appointment import Appointment
from leads.states import Stage
from office import clock, isolation
from office.models import Client, Message


def hush() -> int:
    """Call off what would remind such leads. Returns how many messages that were; running twice does no harm."""
    hushed = 0
    for client in Client.objects.values_list("pk", flat=True):
        with isolation.seeing([client]):
            ahead = Appointment.objects.of_client(client).standing().ahead(clock.now())
            for meeting in ahead.filter(enrollment__stage=Stage.DO_NOT_CALL):
                reminders = Message.objects.of_client(client).about(meeting.matter).filter(key__contains=":reminder-")
                hushed += reminders.void()
    return hushed
