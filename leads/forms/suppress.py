"""Never contact again, and contact again: each with its evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import emails, phones
from leads.models import Lead, Suppression
from office.models import Client, User


def _evidence(words: Any) -> forms.CharField:
    return forms.CharField(label=words, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SuppressLeadForm(forms.Form):
    source = forms.ChoiceField(
        label=_("Where this comes from"),
        choices=[
            ("asked", _("The lead asked us")),
            ("letter", _("A letter or an e-mail")),
            ("register", _("An official register")),
            ("client", _("The customer told us")),
            ("other", _("Something else")),
        ],
    )
    evidence = _evidence(_("What was said, when and to whom"))

    @property
    def source_words(self) -> str:
        choices: Any = self.fields["source"]
        return str(dict(choices.choices)[self.cleaned_data["source"]])

    def suppress(self, lead: Lead, *, by: User) -> bool:
        """Suppress every number and the address of the lead."""
        if not self.is_valid():
            return False
        lead.suppress(by=by, source=self.source_words, evidence=self.cleaned_data["evidence"])
        return True


class SuppressValueForm(SuppressLeadForm):
    """A number or an address that belongs to no lead of ours yet."""

    value = forms.CharField(label=_("Phone number or e-mail address"), max_length=254)
    client = forms.ModelChoiceField(Client.objects.none(), label=_("For whom"))
    field_order = ("client", "value", "source", "evidence")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Client.objects.visible_to(user).by_name()
        choice: Any = self.fields["client"]
        choice.queryset, choice.empty_label = clients, None
        if len(user.clients_in_view) == 1:
            choice.initial, choice.widget = user.clients_in_view[0], forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        typed, client = told.get("value", ""), told.get("client")
        if not typed or not client:
            return told
        number = phones.read(typed, client.country)
        told["value"] = emails.tidy(typed) if "@" in typed else number.e164 if number.callable else ""
        if not told["value"]:
            self.add_error("value", _t("This is neither a phone number nor an e-mail address."))
        return told

    def put(self, *, by: User) -> bool:
        """Put the value on the list of those that must not be contacted."""
        if not self.is_valid():
            return False
        told = self.cleaned_data
        Suppression.put(
            told["value"], client=told["client"], source=self.source_words, by=by, evidence=told["evidence"]
        )
        return True


class LiftForm(forms.Form):
    evidence = _evidence(_("Why contact is allowed again: who said so, and when"))

    def lift(self, suppression: Suppression, *, by: User) -> bool:
        """Allow contact again."""
        if not self.is_valid():
            return False
        suppression.lift(by=by, evidence=self.cleaned_data["evidence"])
        return True
