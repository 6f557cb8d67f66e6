from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms.act import ActForm
from office.models import Client, Role, User


class RoleForm(ActForm):
    """Which role at which of my clients. With one client only, nobody is asked which."""

    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none(), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Client.objects.visible_to(by).by_name()
        self.fields["client"] = forms.ModelChoiceField(label=_("Client"), queryset=mine, empty_label=None)
        if not by.has_many_clients:
            self.fields["client"].required = False
            self.fields["client"].widget = forms.HiddenInput()
            self.only = mine.first()

    def the_client(self) -> Client:
        """The client chosen, or the only one."""
        chosen: Client | None = self.cleaned_data.get("client") or getattr(self, "only", None)
        assert chosen is not None
        return chosen


class AssignForm(RoleForm):
    """One more role for somebody who works here."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def act(self, *, by: User) -> None:
        self.person.assign(self.the_client(), self.cleaned_data["role"], by=by)
