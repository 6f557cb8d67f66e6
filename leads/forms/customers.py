"""What an account manager says of a customer that was handed over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import Customer
from office.models import User


class SendBackForm(forms.Form):
    """What is missing before the customer can be taken over."""

    missing = forms.CharField(
        label=_("What is missing?"),
        max_length=500,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
        error_messages={"required": _("Say what is missing.")},
    )

    def save(self, customer: Customer, *, by: User) -> bool:
        """Tell the rep who won the customer."""
        if not self.is_valid():
            return False
        customer.send_back(by=by, missing=self.cleaned_data["missing"])
        return True
