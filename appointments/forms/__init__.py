"""What people send to the appointments' doors, turned into things."""

from appointments.forms.away import OverrideForm, RegionForm, TimeOffForm, WorkOnForm
from appointments.forms.calendars import ChooseForm, ConnectForm, PasswordForm, SubscribeForm
from appointments.forms.hours import HoursForm
from appointments.forms.kinds import MeetingKindForm
from appointments.forms.meetings import CancelForm, FeedbackForm
from appointments.forms.passing import AcceptForm, DeclineForm, ReassignForm
from appointments.forms.pool import CorrectForm, JoinForm, MemberForm, TermsForm
from appointments.forms.slots import BookForm, BookLeadForm, HoldForm, OverruleForm, RenewForm, SlotsForm
from appointments.forms.wishes import EndWishForm, WishForm

__all__ = [
    "AcceptForm",
    "BookForm",
    "BookLeadForm",
    "CancelForm",
    "ChooseForm",
    "ConnectForm",
    "CorrectForm",
    "DeclineForm",
    "EndWishForm",
    "FeedbackForm",
    "HoldForm",
    "HoursForm",
    "JoinForm",
    "MeetingKindForm",
    "MemberForm",
    "OverrideForm",
    "OverruleForm",
    "PasswordForm",
    "ReassignForm",
    "RegionForm",
    "RenewForm",
    "SlotsForm",
    "SubscribeForm",
    "TermsForm",
    "TimeOffForm",
    "WishForm",
    "WorkOnForm",
]
