"""Why leads go back: a client's own list of reasons, its rules for coming back, and one lead given back by hand."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.dates import months_on
from leads.forms.campaigns import ClientForm
from leads.forms.inbox import DayField, reasons
from leads.models import HandOff, Lead, ReturnReason, ReturnRules
from office import clock
from office.models import Refused, User

MONTHS = ((1, _("in 1 month")), (3, _("in 3 months")), (6, _("in 6 months")))


class RewordReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ReturnReason
        fields = ("label", "offered", "needs_note", "position")
        help_texts = {
            "label": _("Leads that were given back with the old words keep them."),
            "needs_note": _("Whoever chooses it must write a word of explanation."),
            "position": _("The smallest stands first, and has the first key on the call desk."),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("needs_note") and not told.get("offered"):
            self.add_error("needs_note", _t("A reason that nobody chooses cannot ask for a note."))
        return told

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def reword(self, *, by: User) -> bool:
        """Say it in other words."""
        if not self.is_valid():
            return False
        try:
            self.instance.reword(by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error("label", refusal)
            return False
        return True


class ReasonForm(ClientForm, RewordReasonForm):
    """A new one."""

    class Meta(RewordReasonForm.Meta):
        fields = ("kind", *RewordReasonForm.Meta.fields)  # type: ignore[assignment]
        help_texts = {name: text for name, text in RewordReasonForm.Meta.help_texts.items() if name != "label"}

    field_order = ("client",)

    def add(self, *, by: User) -> ReturnReason | None:
        """One more reason to choose from; None, with the sentence in the errors, when it is refused."""
        if not self.is_valid():
            return None
        told = dict(self.cleaned_data)
        try:
            return ReturnReason.add(told.pop("client"), by=by, **told)
        except Refused as refusal:
            self.add_error("label", refusal)
            return None


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ReturnRules
        fields = ("max_passes", "cool_down")
        help_texts = {
            "max_passes": _("How often a lead is worked, the first time counted. Empty: as often as marketing wants."),
            "cool_down": _("A lead that would come back sooner is put to the first day after them."),
        }

    def set(self, *, by: User) -> bool:
        """Change the rules."""
        if not self.is_valid():
            return False
        self.instance.set(by=by, **self.cleaned_data)
        return True


class GiveBackForm(forms.Form):
    """One lead out of the queue, back to marketing: why, in which words, and when it may come back."""

    why = forms.ModelChoiceField(ReturnReason.objects.none(), label=_("Reason"))
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    months = forms.TypedChoiceField(
        label=_("When it may come back"), choices=[("", _("on a day")), *MONTHS], coerce=int, required=False
    )
    return_on = DayField(label=_("On this day"), required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        known = [reason for reason in ReturnReason.lay(lead.client) if not reason.retired_at]
        why: Any = self.fields["why"]
        why.queryset = ReturnReason.objects.of_client(lead.client_id).live()
        why.choices = [("", _("Choose")), *reasons(known)]

    @property
    def day(self) -> date | None:
        """The day that was chosen, by months or by itself."""
        months, enrollment = self.cleaned_data["months"], self.lead.enrollment
        if months and enrollment:
            return months_on(clock.today(enrollment.campaign.zone), months)
        day: date | None = self.cleaned_data["return_on"]
        return day

    def give_back(self, *, by: User, from_team: str) -> bool:
        """Send it back; False, with the sentence among the errors, when that is refused."""
        if not self.is_valid():
            return False
        told = {"why": self.cleaned_data["why"], "note": self.cleaned_data["note"], "return_on": self.day}
        try:
            if self.lead.enrollment is None:
                raise Refused(_t("This lead was never in a queue."))
            HandOff.send_back(self.lead.enrollment, by=by, from_team=from_team, **told)
        except Refused as refusal:
            self.add_error(None, refusal)
            return False
        return True
