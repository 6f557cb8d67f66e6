"""Type in, or paste, a list that is on paper."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import typed
from leads.models import Campaign, LeadImport, LeadList
from office.models import Refused, User

LETTERS, ROWS, COLUMNS = 1_000_000, 5_000, 60  # beyond these a spreadsheet is the better door
COLUMNS_OFFERED = (_("Full name"), _("Company"), _("Phone"), _("E-mail"), _("City"), _("Notes"))


class PaperForm(forms.Form):
    """One lead a line; tabs or semicolons between the cells. What was typed is shown again whatever is wrong."""

    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.none())
    list_name = forms.CharField(
        label=_("List"), max_length=120, help_text=_("A new name makes a new list; a known one adds to that list.")
    )
    columns = forms.CharField(
        label=_("Columns"), max_length=4_000, help_text=_("Their names, with a semicolon between.")
    )
    rows = forms.CharField(
        label=_("Leads"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=_("One lead a line, the cells in the order of the columns, with a tab or a semicolon between."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        usual = {"columns": "; ".join(map(str, COLUMNS_OFFERED))}
        super().__init__(*args, **{"initial": usual, **kwargs})
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Campaign.objects.visible_to(user).running().by_name()
        self.lists = LeadList.objects.visible_to(user).newest()

    def clean_rows(self) -> str:
        text: str = self.cleaned_data["rows"]
        if len(text) > LETTERS:
            raise forms.ValidationError(_t("This is too long to be typed. Hand it in as a spreadsheet."))
        return text

    def clean(self) -> None:
        said = self.cleaned_data
        if "rows" in said and "columns" in said:
            said["found"] = typed.rows(said["rows"], typed.columns(said["columns"]))
            if reason := _unfit(said["found"]):
                self.add_error("rows", reason)

    def save(self, *, by: User) -> LeadImport | None:
        """The import that was received; None leaves the reasons in the errors."""
        if not self.is_valid():
            return None
        try:
            return self._receive(by)
        except Refused as refusal:
            self.add_error("rows", refusal.sentence)
            return None

    @transaction.atomic
    def _receive(self, by: User) -> LeadImport:
        said = self.cleaned_data
        lead_list = LeadList.open(campaign=said["campaign"], name=said["list_name"], by=by)
        name = _t("%(list)s, typed in") % {"list": lead_list}
        return LeadImport.receive_rows(said["found"], name=name, door=LeadImport.Door.PAPER, lead_list=lead_list, by=by)


def _unfit(found: list[dict[str, str]]) -> str:
    """Why these rows cannot be taken in; empty when they can."""
    if not found:
        return _t("There is no row yet.")
    if len(found) > ROWS:
        return _t("Up to %(most)d rows can be typed in. Hand in a spreadsheet for more.") % {"most": ROWS}
    if len(found[0]) > COLUMNS:
        return _t("Up to %(most)d columns can be typed in.") % {"most": COLUMNS}
    return ""
