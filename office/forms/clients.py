from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from office import places
from office.forms.act import ActForm
from office.models import Client, User


class CorrectForm(ActForm):
    """What may be changed about a company that we call for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=places.countries,
        help_text=_("Says how a phone number without a country code is read."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=places.zones)
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        self.client = client
        if client is not None:
            kwargs["initial"] = {name: getattr(client, name) for name in ("name", "country", "zone", "language")}
        super().__init__(*args, **kwargs)

    def act(self, *, by: User) -> None:
        if self.client is not None:
            self.client.correct(by=by, **self.cleaned_data)


class FoundForm(CorrectForm):
    """A new company that we call for."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=50,
        required=False,
        help_text=_("Latin letters, digits and hyphens, for the command line. Left empty, it is made from the name."),
    )
    field_order = ("name", "slug", "country", "zone", "language")

    def clean(self) -> None:
        told = self.cleaned_data
        told["slug"] = told.get("slug") or slugify(told.get("name", ""))[:50]
        if not told["slug"] and "name" in told:
            self.add_error("slug", ValidationError(_("Give a short name in Latin letters.")))

    def act(self, *, by: User) -> None:
        self.client = Client.found(by=by, **self.cleaned_data)
