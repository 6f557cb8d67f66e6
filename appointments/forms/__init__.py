"""What people send to the appointments' doors, turned into things."""

from appointments.forms.hours import HoursForm, TimeOffForm
from appointments.forms.meetings import CancelForm, FeedbackForm
from appointments.forms.slots import BookForm, HoldForm, RenewForm, SlotsForm

__all__ = [
    "BookForm",
    "CancelForm",
    "FeedbackForm",
    "HoldForm",
    "HoursForm",
    "RenewForm",
    "SlotsForm",
    "TimeOffForm",
]
