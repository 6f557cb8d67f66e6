"""What came of a meeting, and calling it off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import Appointment, Feedback
from office.models import Refused, User


class FeedbackForm(forms.Form):
    """How did it go."""

    TRULY = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]

    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Feedback.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it went.")},
    )
    was_qualified = forms.TypedChoiceField(
        label=_("Truly qualified?"), choices=TRULY, required=False, coerce=lambda said: said == "yes", empty_value=None
    )
    next_step = forms.CharField(label=_("Next step"), max_length=200, required=False)
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=12, decimal_places=2, required=False)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def save(self, appointment: Appointment, *, by: User) -> Feedback | None:
        if not self.is_valid():
            return None
        try:
            return Feedback.give(appointment, by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def save(self, appointment: Appointment, *, by: User) -> bool:
        if not self.is_valid():
            return False
        try:
            appointment.cancel(by=by, reason=self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, refusal)
        return not self.errors
