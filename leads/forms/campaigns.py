"""A campaign, its lists, its questions and its prepared answers, as marketing and managers write them."""

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import countries, zones
from leads.models import Campaign, ProductAnswer, Question
from leads.numbers import band_of
from office.models import Client, Refused, User

OPTION = re.compile(r"^(?P<label>.+?)\s*(?:=\s*(?P<points>-?\d{1,4}))?\s*(?P<out>!)?$")


class ClientForm(forms.Form):
    """A form that asks for the client only where there are several."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("For whom"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["client"]
        choice.queryset, choice.empty_label = Client.objects.visible_to(user).by_name(), None
        if len(user.clients_in_view) == 1:
            choice.initial, choice.widget = user.clients_in_view[0], forms.HiddenInput()


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    country = forms.CharField(label=_("Country of numbers without a code"), max_length=60)
    zone = forms.CharField(
        label=_("Time zone in which its days are counted"),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
        help_text=_("Such as Europe/Athens."),
    )

    class Meta:
        model = Campaign
        fields = ("name", "product", "audience", "zone", "country", "is_running", "max_attempts", "daily_target")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].required = False  # not said: businesses, or as it was

    @property
    def every_zone(self) -> Any:
        """For the field's suggestions."""
        return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))

    def clean_country(self) -> str:
        code = countries.iso_of(self.cleaned_data["country"])
        if not code:
            raise forms.ValidationError(_t("There is no such country."))
        return code

    def clean_zone(self) -> str:
        known = zones.known(self.cleaned_data["zone"])
        if not known:
            raise forms.ValidationError(_t("There is no such time zone. Write it as Europe/Athens."))
        return known

    def clean_max_attempts(self) -> int:
        most = int(self.cleaned_data["max_attempts"])
        if not 1 <= most <= 50:
            raise forms.ValidationError(_t("Between 1 and 50 attempts."))
        return most

    def _refuse_double(self, client: Client | None) -> None:
        name = self.cleaned_data.get("name", "")
        if client and Campaign.objects.of_client(client).named(name).other_than(self.instance).exists():
            self.add_error("name", _t("There is a campaign of this name already."))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        self._refuse_double(told.get("client") or (self.instance.client if self.instance.pk else None))
        return told

    def change(self, *, by: User) -> bool:
        """Change the campaign."""
        if not self.is_valid():
            return False
        self.instance.change(by=by, **{name: self.cleaned_data[name] for name in self.Meta.fields})
        return True


class NewCampaignForm(ClientForm, CampaignForm):
    field_order = ("client",)

    def open(self, *, by: User) -> Campaign | None:
        """Begin the campaign."""
        return Campaign.open(by=by, **self.cleaned_data) if self.is_valid() else None


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One on each line. Points after “=”, and “!” where the answer speaks against a meeting: No = 0 !"
            " For a number the bands that count: 5-20 = 5, 21+ = 10. Yes and no need not be written."
        ),
    )

    class Meta:
        model = Question
        fields = ("area", "kind", "text", "is_required", "position")
        labels = {"position": _("Place in the order")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(_written(option) for option in self.instance.options)

    def clean_choices(self) -> list[dict[str, Any]]:
        """[{"label", "points", "knocks_out"}]"""
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        options = [_option(line) for line in lines]
        if len({option["label"] for option in options}) < len(options):
            raise forms.ValidationError(_t("Two answers are the same."))
        return options

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        kind, options = told.get("kind"), told.get("choices", [])
        if kind == Question.Kind.YES_NO and not options and "choices" not in self.errors:
            options = [{"label": str(label), "points": 0, "knocks_out": False} for label in (_t("Yes"), _t("No"))]
        if kind in (Question.Kind.CHOICE, Question.Kind.YES_NO) and "choices" in told and len(options) < 2:
            self.add_error("choices", _t("Give at least two answers."))
        told["choices"] = [] if kind == Question.Kind.TEXT else options
        if kind == Question.Kind.NUMBER and "choices" not in self.errors:
            self._read_bands(told)
        return told

    def _read_bands(self, told: dict[str, Any]) -> None:
        """For a number each line is a band."""
        for option in told["choices"]:
            band = band_of(option["label"])
            if band is None:
                self.add_error("choices", _t("“%(band)s” is no band. Write 5-20 or 21+.") % {"band": option["label"]})
                return
            option["least"], option["most"] = band

    @property
    def details(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return told | {"options": self.cleaned_data["choices"]}

    def ask(self, campaign: Campaign, *, by: User) -> bool:
        """Add the question to the campaign."""
        if not self.is_valid():
            return False
        Question.ask(campaign, by=by, **self.details)
        return True

    def change(self, *, by: User) -> bool:
        """Change the question; answers already given stay as they were given."""
        if not self.is_valid():
            return False
        try:
            self.instance.change(by=by, **self.details)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return False
        return True


class ProductAnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ProductAnswer
        fields = ("question", "answer")
        widgets = {"answer": forms.Textarea(attrs={"rows": 4})}

    def write(self, campaign: Campaign, *, by: User) -> bool:
        """Add the answer to the campaign."""
        if not self.is_valid():
            return False
        ProductAnswer.write(campaign, by=by, **self.cleaned_data)
        return True

    def change(self, *, by: User) -> bool:
        if not self.is_valid():
            return False
        self.instance.change(by=by, **self.cleaned_data)
        return True


def _option(line: str) -> dict[str, Any]:
    found = OPTION.match(line)
    told = found.groupdict() if found else {"label": line, "points": None, "out": None}
    return {"label": str(told["label"])[:120], "points": int(told["points"] or 0), "knocks_out": bool(told["out"])}


def _written(option: dict[str, Any]) -> str:
    points = f" = {option['points']}" if option.get("points") else ""
    return f"{option['label']}{points}{' !' if option.get('knocks_out') else ''}"
