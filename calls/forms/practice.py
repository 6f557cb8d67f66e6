"""A round of practice, the setter's turns on the line, and how the call came out."""

import secrets
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models import Disposition, PracticeCall, PracticeLead, ScriptStep
from calls.practicetimes import times
from leads.models import Campaign, Question
from office import clock
from office.forms.act import ActForm
from office.models import User

KINDS = ("say", "ask", "write", "reason", "offer")


class BeginForm(ActForm):
    """A new round: with whose script, in which language."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("With the script of"), empty_label=None)
    language = forms.ChoiceField(label=_("They speak"), choices=[("en", "English"), ("el", "Ελληνικά")])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign: Any = self.fields["campaign"]
        campaign.queryset = Campaign.objects.visible_to(user).running().by_name()
        self.fields["language"].initial = user.language or "en"

    def act(self, *, by: User) -> None:
        PracticeLead.begin(by=by, seed=secrets.randbelow(1_000_000), **self.cleaned_data)


class TurnForm(ActForm):
    """What the setter does on the line; the notes so far come along. `start`: the time that is offered, seconds since
    the epoch; without one the soonest."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in KINDS])
    step = forms.ModelChoiceField(ScriptStep.objects.none(), required=False)
    question = forms.ModelChoiceField(Question.objects.none(), required=False)
    value = forms.CharField(max_length=300, required=False)
    start = forms.IntegerField(required=False)
    notes = forms.CharField(max_length=20_000, required=False, strip=False)

    def __init__(self, *args: Any, call: PracticeCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        campaign = call.lead.campaign
        self.fields["step"] = forms.ModelChoiceField(ScriptStep.objects.said_in(campaign), required=False)
        self.fields["question"] = forms.ModelChoiceField(Question.objects.asked_in(campaign), required=False)

    def clean_start(self) -> datetime:
        """One of the times on the page."""
        offered = times(clock.now(), self.call.lead.setter.zone)
        start = self.cleaned_data["start"]
        found = next((at for at in offered if start in (None, int(at.timestamp()))), None)
        if found is None:
            raise forms.ValidationError(_t("That time is offered no more. Choose another one."))
        return found

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        needs = {"say": "step", "ask": "question", "write": "question"}.get(told.get("kind", ""))
        if needs and not told.get(needs):
            self.add_error(needs, _t("This is not on the page any more."))
        return told

    def act(self, *, by: User) -> None:
        told, step, question = self.cleaned_data, self.cleaned_data["step"], self.cleaned_data["question"]
        if told["notes"]:
            self.call.keep_notes(told["notes"])
        match told["kind"]:
            case "say":
                self.call.take_turn("say", step.title, about=step.pk)
            case "ask":
                self.call.take_turn("ask", question.text, about=question.pk, options=question.options)
            case "write":
                self.call.write_down(question, told["value"].strip())
            case "reason":
                self.call.take_turn("reason", _t("May I ask what the reason is?"))
            case "offer":
                when = date_format(told["start"], "l j E, H:i")
                self.call.offer(told["start"], _t("Would %(when)s suit you?") % {"when": when})


class PracticeLogForm(ActForm):
    """How the call came out, by the campaign's own outcomes."""

    disposition = forms.ModelChoiceField(Disposition.objects.none(), to_field_name="code")
    reason = forms.CharField(max_length=120, required=False)
    notes = forms.CharField(max_length=20_000, required=False, strip=False)

    def __init__(self, *args: Any, call: PracticeCall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        choice: Any = self.fields["disposition"]
        choice.queryset = Disposition.objects.of_campaign(call.lead.campaign).of_a_first_call()

    def act(self, *, by: User) -> None:
        self.call.log(**self.cleaned_data)
