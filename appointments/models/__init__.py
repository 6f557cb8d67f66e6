from appointments.models.appointment import Appointment
from appointments.models.availability import Availability, Stretch, TimeOff
from appointments.models.block import HOLD, CalendarBlock
from appointments.models.diary import diaries
from appointments.models.feedback import Feedback
from appointments.models.kind import MeetingKind
from appointments.models.meetings import Place
from appointments.models.override import HolidayRegion, Override, RestDay
from appointments.models.overrule import Overrule
from appointments.models.picker import Picker
from appointments.models.pool import PoolMember
from appointments.models.week import Week

__all__ = [
    "Appointment",
    "Availability",
    "CalendarBlock",
    "Feedback",
    "HOLD",
    "HolidayRegion",
    "MeetingKind",
    "Override",
    "Overrule",
    "Picker",
    "Place",
    "PoolMember",
    "RestDay",
    "Stretch",
    "TimeOff",
    "Week",
    "diaries",
]
