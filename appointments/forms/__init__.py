"""What people send to the appointments' doors, turned into things."""

from appointments.forms.away import OverrideForm, RegionForm, TimeOffForm, WorkOnForm
from appointments.forms.hours import HoursForm
from appointments.forms.kinds import MeetingKindForm
from appointments.forms.meetings import CancelForm, FeedbackForm
from appointments.forms.slots import BookForm, BookLeadForm, HoldForm, OverruleForm, RenewForm, SlotsForm

__all__ = [
    "BookForm",
    "BookLeadForm",
    "CancelForm",
    "FeedbackForm",
    "HoldForm",
    "HoursForm",
    "MeetingKindForm",
    "OverrideForm",
    "OverruleForm",
    "RegionForm",
    "RenewForm",
    "SlotsForm",
    "TimeOffForm",
    "WorkOnForm",
]
