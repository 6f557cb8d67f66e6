"""What a client asks beyond the law."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models import ClientRule
from leads import countries
from leads.forms.campaigns import ClientForm
from office.models import Refused, User

DAYS = (("mon-fri", _("Monday to Friday")), ("sat", _("Saturday")), ("sun", _("Sunday")))


class OwnRuleForm(ClientForm):
    """Hours as people write them: 09:00-12:00, 14:00-18:00; empty closes the day, when another day has hours."""

    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Such as: the client’s letter of 3 March."))
    country = forms.CharField(label=_("Only in this country"), max_length=60, required=False)
    weekdays = forms.CharField(
        label=DAYS[0][1],
        max_length=80,
        required=False,
        help_text=_("Such as 09:00-12:00, 14:00-18:00. When any day has hours, an empty one is closed."),
    )
    saturday = forms.CharField(label=DAYS[1][1], max_length=80, required=False)
    sunday = forms.CharField(label=DAYS[2][1], max_length=80, required=False)
    per_day = forms.IntegerField(label=_("Calls to a number in a day, at most"), min_value=1, required=False)
    per_30_days = forms.IntegerField(label=_("Calls to a number in 30 days, at most"), min_value=1, required=False)
    silence = forms.IntegerField(label=_("Days of silence after a refusal"), min_value=1, max_value=999, required=False)

    def clean_country(self) -> str:
        typed = self.cleaned_data["country"].strip()
        if typed and not countries.iso_of(typed):
            raise forms.ValidationError(_t("There is no such country."))
        return countries.iso_of(typed) if typed else ""

    @property
    def windows(self) -> dict[str, list[str]] | None:
        """By day, as a rule file has them."""
        said = zip(("mon-fri", "sat", "sun"), ("weekdays", "saturday", "sunday"), strict=True)
        week = {day: _spans(self.cleaned_data[field]) for day, field in said}
        return week if any(week.values()) else None

    def save(self, *, by: User) -> ClientRule | None:
        """Lay the rule; None, with the error at the form, when it asks nothing or cannot be read."""
        if not self.is_valid():
            return None
        told: dict[str, Any] = {name: self.cleaned_data[name] for name in ("per_day", "per_30_days", "silence")}
        country = self.cleaned_data["country"]
        try:
            return ClientRule.lay(
                self.cleaned_data["client"],
                by=by,
                reason=self.cleaned_data["reason"],
                countries=[country] if country else [],
                windows=self.windows,
                **told,
            )
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return None


def _spans(text: str) -> list[str]:
    return ["".join(part.split()).replace("–", "-") for part in text.split(",") if part.strip()]
