"""The small acts at the desk: an answer, a note, what the lead asked, a skip, a word of the provider."""

from typing import Any

from django import forms

from calls import queue
from calls.models import CallAttempt, Draft
from leads.models import Answer, Enquiry, Enrollment, Question
from office.models import Refused, User


class EnrollmentForm(forms.Form):
    """An act on the lead that the setter holds. `save` is False when refused: the sentence is among the errors."""

    def __init__(self, *args: Any, enrollment: Enrollment, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrollment, self.by = enrollment, by

    def save(self) -> bool:
        if not self.is_valid():
            return False
        try:
            self.act()
        except Refused as refusal:
            self.add_error(None, refusal)
            return False
        return True

    def act(self) -> None:
        raise NotImplementedError


class DialForm(EnrollmentForm):
    """Dial a number of the lead; the next one unless said."""

    number = forms.CharField(max_length=20, required=False)

    def act(self) -> None:
        CallAttempt.dial(self.enrollment, by=self.by, number=self.cleaned_data["number"])


class DraftForm(EnrollmentForm):
    """The notes so far."""

    notes = forms.CharField(required=False, max_length=20_000, strip=False)

    def act(self) -> None:
        Draft.keep(self.enrollment, self.cleaned_data["notes"], by=self.by)


class AnswerForm(EnrollmentForm):
    """What the lead answered to one question; empty takes it back."""

    question = forms.ModelChoiceField(Question.objects.none())
    value = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Question.objects.asked_in(self.enrollment.campaign_id)
        self.fields["question"] = forms.ModelChoiceField(asked)

    def act(self) -> None:
        Answer.give(self.enrollment, self.cleaned_data["question"], self.cleaned_data["value"], by=self.by)


class AskForm(EnrollmentForm):
    """What the lead asked, in one line."""

    text = forms.CharField(max_length=300)

    def act(self) -> None:
        Enquiry.ask(self.enrollment, self.cleaned_data["text"], by=self.by)


class SkipForm(EnrollmentForm):
    """Pass the lead over, with a reason."""

    reason = forms.ChoiceField(choices=queue.SKIP_REASONS)

    def act(self) -> None:
        queue.skip(self.enrollment, by=self.by, reason=self.cleaned_data["reason"])


class EventForm(forms.Form):
    """What the provider says of a call."""

    kind = forms.ChoiceField(choices=[("ring", "ring"), ("answer", "answer"), ("end", "end")])

    def save(self, attempt: CallAttempt) -> bool:
        if self.is_valid():
            getattr(attempt, self.cleaned_data["kind"])()
        return self.is_valid()
