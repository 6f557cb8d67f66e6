from appointments.models.appointment import Appointment
from appointments.models.availability import Availability, TimeOff
from appointments.models.block import HOLD, CalendarBlock
from appointments.models.calendarfeed import CalendarFeed
from appointments.models.diary import diaries
from appointments.models.feedback import Feedback
from appointments.models.kind import MeetingKind
from appointments.models.letterplan import LetterPlan
from appointments.models.lettertext import LetterText
from appointments.models.meetingmail import MeetingMail
from appointments.models.meetings import Place
from appointments.models.ownact import OwnAct
from appointments.models.ownpage import OwnPage
from appointments.models.picker import Picker
from appointments.models.pool import PoolMember
from appointments.models.week import Week

__all__ = [
    "Appointment",
    "Availability",
    "CalendarBlock",
    "CalendarFeed",
    "Feedback",
    "HOLD",
    "LetterPlan",
    "LetterText",
    "MeetingKind",
    "MeetingMail",
    "OwnAct",
    "OwnPage",
    "Picker",
    "Place",
    "PoolMember",
    "TimeOff",
    "Week",
    "diaries",
]
