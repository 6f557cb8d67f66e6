from calls.forms.act import AnswerForm, AskForm, DialForm, DraftForm, EventForm, SkipForm
from calls.forms.log import LogCallForm

__all__ = ["AnswerForm", "AskForm", "DialForm", "DraftForm", "EventForm", "LogCallForm", "SkipForm"]
