"""What a client asks of a setter who wants to become a sales rep."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.forms.campaigns import ClientForm
from office.models import Refused, User
from reports.models import ReadinessCriterion

HELP = {
    "at_least": _("A number, or percent for shares; a review score is out of 100."),
    "days": _("Up to today, on the client's clock. Weeks in the role are not counted by it."),
    "least_n": _("A share or a mean of fewer cases is shown, but not judged."),
}


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]
    at_least = forms.DecimalField(
        label=_("At least"), min_value=0, max_value=100_000, max_digits=7, decimal_places=1, help_text=HELP["at_least"]
    )
    days = forms.IntegerField(
        label=_("Over the last days"), min_value=7, max_value=730, initial=90, help_text=HELP["days"]
    )
    least_n = forms.IntegerField(
        label=_("Judged from this many cases on"), min_value=1, max_value=1_000, initial=10, help_text=HELP["least_n"]
    )
    position = forms.IntegerField(label=_("Place"), min_value=1, max_value=99, initial=1)

    class Meta:
        model = ReadinessCriterion
        fields = ("at_least", "days", "least_n", "position")

    def _post_clean(self) -> None:
        """The verb writes the row; nothing is put into it before."""

    def change(self, *, by: User) -> bool:
        """Ask for more, or for less."""
        if not self.is_valid():
            return False
        self.instance.change(by=by, **self.cleaned_data)
        return True


class NewCriterionForm(ClientForm, CriterionForm):
    class Meta(CriterionForm.Meta):
        fields = ("figure", *CriterionForm.Meta.fields)  # type: ignore[assignment]

    field_order = ("client",)

    def ask(self, *, by: User) -> ReadinessCriterion | None:
        """One more criterion; None, with the sentence among the errors, when it is refused."""
        if not self.is_valid():
            return None
        told: dict[str, Any] = dict(self.cleaned_data)
        try:
            return ReadinessCriterion.ask(told.pop("client"), by=by, **told)
        except Refused as refusal:
            self.add_error("figure", refusal.sentence)
            return None
