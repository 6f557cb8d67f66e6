from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from office import places
from office.forms.act import ActForm
from office.models import User


class MeForm(ActForm):
    """How this house speaks to me."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones)

    def act(self, *, by: User) -> None:
        by.introduce(**self.cleaned_data)
