from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office import places
from office.forms.passwords import PasswordField, check_password
from office.models import Refused, User


class BeginForm(forms.Form):
    """The first person of an empty house: its administrator."""

    company = forms.CharField(
        label=_("Your company"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    country = forms.ChoiceField(label=_("Country"), choices=places.countries, initial="GR")
    zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones, initial="Europe/Athens")
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = PasswordField()

    def clean(self) -> None:
        if "password" in self.cleaned_data:
            told = self.cleaned_data
            check_password(self, User(email=told.get("email", ""), name=told.get("name", "")))

    def save(self) -> User | None:
        """The administrator, or None with the reasons in the form."""
        if not self.is_valid():
            return None
        details: dict[str, Any] = {**self.cleaned_data, "language": get_language() or "en"}
        try:
            return User.begin(**details)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return None
