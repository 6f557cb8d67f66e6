"""How soon a hot lead is to be called, and in which hours that time runs."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.models import Pace
from office.models import User


class PaceForm(forms.ModelForm):  # type: ignore[type-arg]
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=list(WEEKDAYS.items()), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Pace
        fields = ("target", "opens", "closes", "weekdays", "on_holidays")
        widgets = {
            "opens": forms.TimeInput({"type": "time"}, "%H:%M"),
            "closes": forms.TimeInput({"type": "time"}, "%H:%M"),
        }
        help_texts = {
            "target": _("Empty: no target. The share within it stands in the report of speed to lead."),
            "opens": _("On the campaign’s clock. Outside these hours the time stands still."),
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("opens") and told.get("closes") and told["opens"] >= told["closes"]:
            self.add_error("closes", _t("The day ends before it begins."))
        return told

    def set(self, *, by: User) -> bool:
        """Change it."""
        if not self.is_valid():
            return False
        self.instance.set(by=by, **self.cleaned_data)
        return True
