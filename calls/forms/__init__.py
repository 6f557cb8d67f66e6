from calls.forms.act import (
    AnswerForm,
    AskForm,
    BeatForm,
    CorrectForm,
    DialForm,
    DraftForm,
    EventForm,
    RaiseForm,
    SkipForm,
)
from calls.forms.campaign import CadenceForm, DispositionForm, MailTemplateForm, NewDispositionForm
from calls.forms.floor import AwayForm, BriefingForm, PauseCodeForm, PauseForm, WrapUpForm
from calls.forms.inbound import ReceiveForm, WelcomeForm
from calls.forms.log import LogCallForm
from calls.forms.print import PrintForm
from calls.forms.report import ReportForm, row_of

__all__ = [
    "AnswerForm",
    "AskForm",
    "AwayForm",
    "BeatForm",
    "BriefingForm",
    "CadenceForm",
    "CorrectForm",
    "DialForm",
    "DispositionForm",
    "DraftForm",
    "EventForm",
    "LogCallForm",
    "MailTemplateForm",
    "NewDispositionForm",
    "PauseCodeForm",
    "PauseForm",
    "PrintForm",
    "RaiseForm",
    "ReceiveForm",
    "ReportForm",
    "SkipForm",
    "WelcomeForm",
    "WrapUpForm",
    "row_of",
]
