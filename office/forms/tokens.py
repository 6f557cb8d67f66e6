from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms.act import ActForm
from office.models import ApiToken, Client, User


class TokenForm(ActForm):
    """A new key for another program. `signs`: what it is, told once."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("For whom"), empty_label=None)
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it: the web shop, the supplier's CRM.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = ""
        choice: Any = self.fields["client"]
        choice.queryset = Client.objects.visible_to(user).by_name()
        if len(user.clients_in_view) == 1:
            choice.initial, choice.widget = user.clients_in_view[0], forms.HiddenInput()

    def act(self, *, by: User) -> None:
        _made, self.signs = ApiToken.make(by=by, **self.cleaned_data)
