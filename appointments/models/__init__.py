from appointments.models.agenda import Agenda, Listed
from appointments.models.appointment import Appointment
from appointments.models.assignment import Assignment
from appointments.models.availability import Availability, Stretch, TimeOff
from appointments.models.block import HOLD, CalendarBlock
from appointments.models.busyexternal import BusyExternal
from appointments.models.calendarcopy import CalendarCopy
from appointments.models.calendarfeed import CalendarFeed
from appointments.models.diary import diaries
from appointments.models.fairness import FairnessEntry
from appointments.models.feedback import Feedback
from appointments.models.freetimes import FreeTimes
from appointments.models.kind import MeetingKind
from appointments.models.letterplan import LetterPlan
from appointments.models.lettertext import LetterText
from appointments.models.meetingmail import MeetingMail
from appointments.models.meetings import Place
from appointments.models.month import Month
from appointments.models.othercalendar import OtherCalendar
from appointments.models.override import HolidayRegion, Override, RestDay
from appointments.models.overrule import Overrule
from appointments.models.ownact import OwnAct
from appointments.models.ownpage import OwnPage
from appointments.models.picker import Picker
from appointments.models.pool import PoolMember
from appointments.models.poolterms import PoolTerms
from appointments.models.week import OneDay, Week
from appointments.models.wish import Wish

__all__ = [
    "Agenda",
    "Appointment",
    "Assignment",
    "Availability",
    "BusyExternal",
    "CalendarBlock",
    "CalendarCopy",
    "CalendarFeed",
    "diaries",
    "FairnessEntry",
    "Feedback",
    "FreeTimes",
    "HOLD",
    "HolidayRegion",
    "LetterPlan",
    "LetterText",
    "Listed",
    "MeetingKind",
    "MeetingMail",
    "Month",
    "OneDay",
    "OtherCalendar",
    "Override",
    "Overrule",
    "OwnAct",
    "OwnPage",
    "Picker",
    "Place",
    "PoolMember",
    "PoolTerms",
    "RestDay",
    "Stretch",
    "TimeOff",
    "Week",
    "Wish",
]
