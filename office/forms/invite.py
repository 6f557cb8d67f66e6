from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from office.forms.passwords import PasswordField, check_password
from office.forms.people import RoleForm
from office.models import Invitation, Refused, User


class InviteForm(RoleForm):
    """Ask somebody to join, by e-mail."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    field_order = ("name", "email", "client", "role")

    def act(self, *, by: User) -> None:
        told = self.cleaned_data
        Invitation.send(client=self.the_client(), email=told["email"], name=told["name"], role=told["role"], by=by)


class AcceptForm(forms.Form):
    """Take an invitation up. Who is new chooses a name and a password; who is known must be logged in already."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = PasswordField()

    def __init__(self, *args: Any, invitation: Invitation, visitor: User | AnonymousUser, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": invitation.name}
        super().__init__(*args, **kwargs)
        self.invitation, self.visitor = invitation, visitor
        self.asks = invitation.asks(visitor)
        if self.asks != "newcomer":
            self.fields.clear()

    def clean(self) -> None:
        if "password" in self.cleaned_data:
            told = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
            check_password(self, told)

    def save(self) -> User | None:
        """Who joined, or None with the reasons in the form."""
        if not self.is_valid():
            return None
        try:
            return self._accept()
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return None

    def _accept(self) -> User:
        if self.asks == "newcomer":
            return self.invitation.welcome(**self.cleaned_data, language=get_language() or "en")
        return self.invitation.accept(user=self.visitor)
