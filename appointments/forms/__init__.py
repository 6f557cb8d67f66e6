"""What people send to the appointments' doors, turned into things."""

from appointments.forms.hours import HoursForm, TimeOffForm
from appointments.forms.meetings import CancelForm, FeedbackForm
from appointments.forms.passing import AcceptForm, DeclineForm, ReassignForm
from appointments.forms.pool import CorrectForm, JoinForm, MemberForm, TermsForm
from appointments.forms.slots import BookForm, HoldForm, RenewForm, SlotsForm

__all__ = [
    "AcceptForm",
    "BookForm",
    "CancelForm",
    "CorrectForm",
    "DeclineForm",
    "FeedbackForm",
    "HoldForm",
    "HoursForm",
    "JoinForm",
    "MemberForm",
    "ReassignForm",
    "RenewForm",
    "SlotsForm",
    "TermsForm",
    "TimeOffForm",
]
