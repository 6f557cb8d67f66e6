"""A word for the timeline, and how somebody took a consent back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Consent, Lead
from office.forms.act import ActForm
from office.models import User


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def write(self, lead: Lead, *, by: User) -> bool:
        """Write the note, if there is one."""
        if not self.is_valid():
            return False
        lead.note(self.cleaned_data["text"], by=by)
        return True


class WithdrawForm(ActForm):
    """A lead takes its consent back."""

    why = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead

    def act(self, *, by: User) -> None:
        Consent.withdraw(self.lead, by=by, why=self.cleaned_data["why"])
