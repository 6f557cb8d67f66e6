from appointments.models.appointment import Appointment, Place
from appointments.models.availability import Availability, TimeOff
from appointments.models.block import HOLD, CalendarBlock
from appointments.models.feedback import Feedback
from appointments.models.kind import MeetingKind
from appointments.models.pool import PoolMember

__all__ = [
    "HOLD",
    "Appointment",
    "Availability",
    "CalendarBlock",
    "Feedback",
    "MeetingKind",
    "Place",
    "PoolMember",
    "TimeOff",
]
