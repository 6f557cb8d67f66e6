"""The small acts at the desk: an answer, a note, what the lead asked, a skip, a word of the provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls import queue
from calls.models import CallAttempt, Draft, Objection
from calls.models.correction import Correction
from leads.models import Answer, Enquiry, Enrollment, ProductAnswer, Question
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
            code = str(getattr(refusal, "code", None) or "")
            self.add_error(code if code in self.fields else None, refusal)
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
        asked = Question.objects.answerable_in(self.enrollment.campaign_id)
        self.fields["question"] = forms.ModelChoiceField(
            asked, error_messages={"invalid_choice": _("This question is asked no more.")}
        )

    def act(self) -> None:
        Answer.give(self.enrollment, self.cleaned_data["question"], self.cleaned_data["value"], by=self.by)


class AskForm(EnrollmentForm):
    """What the lead asked, in one line, with the prepared answer that was given; its own words are enough then."""

    text = forms.CharField(max_length=300, required=False)
    answer = forms.ModelChoiceField(ProductAnswer.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepared = ProductAnswer.objects.of_campaign(self.enrollment.campaign)
        self.fields["answer"] = forms.ModelChoiceField(prepared, required=False)

    def act(self) -> None:
        answer, text = self.cleaned_data["answer"], self.cleaned_data["text"]
        if not text.strip() and answer is None:
            raise Refused(_t("Write down what the lead asked."))
        Enquiry.ask(self.enrollment, text or answer.question, by=self.by, answer=answer)


class RaiseForm(EnrollmentForm):
    """An objection came up. Before the dial it is only looked at."""

    objection = forms.ModelChoiceField(Objection.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objection"] = forms.ModelChoiceField(Objection.objects.of_campaign(self.enrollment.campaign_id))

    def act(self) -> None:
        attempt = CallAttempt.objects.by_setter(self.by).owed().of_pass(self.enrollment).first()
        if attempt:
            self.cleaned_data["objection"].raise_on(attempt)


class CorrectForm(EnrollmentForm):
    """What the setter hears to be different. What is not sent is right as it stands; `instead_of`: the number (E.164)
    whose place the new one takes."""

    first_name = forms.CharField(max_length=80, required=False)
    last_name = forms.CharField(max_length=80, required=False)
    job_title = forms.CharField(max_length=120, required=False)
    company = forms.CharField(max_length=200, required=False)
    email = forms.CharField(max_length=254, required=False)
    zone = forms.CharField(max_length=64, required=False)
    number = forms.CharField(max_length=60, required=False)
    instead_of = forms.CharField(max_length=20, required=False)

    def act(self) -> None:
        said = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        Correction(**said).make(self.enrollment, by=self.by)


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


class BeatForm(forms.Form):
    """A sign of life of a tab; `lead`: the pass that it shows."""

    lead = forms.IntegerField(required=False)

    def keep(self, *, by: User) -> bool:
        """False when what it shows is not the setter's any more."""
        return queue.beat(by, showing=self.cleaned_data["lead"]) if self.is_valid() else False
