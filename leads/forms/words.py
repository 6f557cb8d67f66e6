"""A word for the timeline."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from office.models import User


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))

    def write(self, lead: Lead, *, by: User) -> bool:
        """Write the note, if there is one."""
        if not self.is_valid():
            return False
        lead.note(self.cleaned_data["text"], by=by)
        return True
