"""What leads asked and nobody could answer, and what a campaign asks of a verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Answer, Enquiry, ProductAnswer, Qualifying, Question, Verdict
from office.forms import ActForm
from office.models import Refused, User


class EnquiryForm(ActForm):
    """Answer it with a new product answer, or with one that is there."""

    known = forms.ModelChoiceField(
        ProductAnswer.objects.none(),
        label=_("An answer that is there already"),
        required=False,
        empty_label=_("None of these: a new one"),
    )
    question = forms.CharField(label=_("Question"), max_length=200, required=False)
    answer = forms.CharField(label=_("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry = enquiry
        known: Any = self.fields["known"]
        known.queryset = ProductAnswer.objects.of_campaign(enquiry.campaign)
        self.initial["question"] = enquiry.text[:200]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for name in ("question", "answer"):
            if not told.get("known") and not told.get(name) and name not in self.errors:
                self.add_error(name, _t("Write the answer, or choose one that is there."))
        return told

    def act(self, *, by: User) -> None:
        told = self.cleaned_data
        if told["known"]:
            self.enquiry.link(told["known"], by=by)
        else:
            self.enquiry.reply(by=by, question=told["question"], answer=told["answer"])


class QualifyingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Qualifying
        fields = ("points_needed", "may_overrule")
        help_texts = {"points_needed": _("0: the points say how ready a lead is, and stop nobody.")}

    def set(self, *, by: User) -> bool:
        """Change it."""
        if not self.is_valid():
            return False
        self.instance.set(by=by, **self.cleaned_data)
        return True


class PreviewForm(forms.Form):
    """The questions as a setter answers them, to see the verdict; nothing is kept."""

    def __init__(self, *args: Any, questions: list[Question], rules: Qualifying, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.rules = questions, rules
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question)

    @property
    def verdict(self) -> Verdict:
        """On what was answered so far; what is no answer counts as none."""
        said = {question.pk: str(self.data.get(f"q{question.pk}", ""))[:300] for question in self.questions}
        answers = {q.pk: said[q.pk] for q in self.questions if said[q.pk] and _may_be(q, said[q.pk])}
        return Verdict.of(self.questions, answers, **self.rules.asked_of)


def _may_be(question: Question, value: str) -> bool:
    try:
        question.refuse(value)
    except Refused:
        return False
    return True


def _field(question: Question) -> forms.Field:
    if question.is_chosen_from:
        choices = [("", "–"), *((label, label) for label in question.labels)]
        return forms.ChoiceField(label=question.text, choices=choices, required=False)
    longest = Answer._meta.get_field("value").max_length
    return forms.CharField(label=question.text, required=False, max_length=longest)
