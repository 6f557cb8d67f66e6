"""An official register, and an extract of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms.files import SheetField, on_disk
from leads.forms.match import country_choices
from leads.models import Register, RegisterExtract
from leads.registers import DAYS, usual_days
from office.forms import ActForm
from office.models import User

USUAL = ", ".join(f"{country} {days}" for country, days in DAYS.items())

ASKED_AGAIN = {  # another country has another usual age
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": "#register_new-form [name=name], #register_new-form [name=audience]",
    "hx-target": "#register_new-form",
    "hx-select": "#register_new-form",
    "hx-swap": "outerHTML",
}


class RegisterForm(ActForm):
    """What a register is called, where it holds, and how old its extract may be."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as TPS, or the operator’s name."))
    country = forms.ChoiceField(
        label=_("Country"), help_text=_("Numbers without a country code in its files belong there.")
    )
    audience = forms.ChoiceField(label=_("Whose numbers it holds"), choices=Register.Audience.choices)
    max_age_days = forms.IntegerField(
        label=_("An extract is good for (days)"),
        min_value=1,
        max_value=366,
        required=False,
        help_text=_("Left empty: as usual in the country (%(usual)s). Data, not advice.") % {"usual": USUAL},
    )

    def __init__(self, *args: Any, register: Register | None = None, country: str = "GR", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register
        choice: Any = self.fields["country"]
        choice.choices, choice.initial = country_choices(), country
        choice.widget.attrs.update(ASKED_AGAIN)
        self.fields["max_age_days"].initial = usual_days(country)
        if register:
            del self.fields["country"]
            self.initial = {name: getattr(register, name) for name in self.fields}

    def act(self, *, by: User) -> None:
        """Open the register, or correct it."""
        told = self.cleaned_data
        if self.register is None:
            self.register = Register.open(by=by, **told)
        else:
            days = told["max_age_days"] or usual_days(self.register.country)
            self.register.change(by=by, **{**told, "max_age_days": days})


class ExtractForm(ActForm):
    """The file of an extract and its date."""

    file = SheetField(
        label=_("File"), help_text=_("Plain text with a number on each line, or csv, xlsx, xls or ods with a column.")
    )
    official_on = forms.DateField(
        label=_("Official date of the extract"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("As the register states it, not the day on which you fetched it."),
    )

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = register

    def act(self, *, by: User) -> None:
        """Take the file in; it is read in the background."""
        told = self.cleaned_data
        with on_disk(told["file"]) as path:
            RegisterExtract.receive(
                path, name=told["file"].name, register=self.register, official_on=told["official_on"], by=by
            )
