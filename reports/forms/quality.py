"""The filters of the quality of leads, and the form by which rows are claimed back."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from leads.models import LeadImport, Supplier
from office.models import User
from reports.exports.claim import Claim
from reports.forms.filters import FilterForm
from reports.models import Export
from reports.models.quality import CLAIMS, Cohort

PERIODS = (
    ("30d", _("Last 30 days")),
    ("90d", _("Last 90 days")),
    ("365d", _("Last 12 months")),
    ("custom", _("Custom")),
)
GROUPS = (("supplier", _("Supplier")), ("list", _("List")), ("import", _("Import")))


class QualityForm(FilterForm):
    """Files loaded in the period; of one client, campaign, supplier, list or file where asked."""

    usual = "90d"
    narrow: ClassVar[tuple[str, ...]] = ("client", "campaign", "supplier", "lead_list", "lead_import", "by")

    supplier = forms.IntegerField(label=_("Supplier"), required=False)
    lead_import = forms.IntegerField(label=_("File"), required=False, widget=forms.HiddenInput)
    by = forms.ChoiceField(label=_("Told by"), choices=GROUPS, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, user: User) -> None:
        super().__init__(data, user=user)
        del self.fields["setter"]
        cast("forms.ChoiceField", self.fields["period"]).choices = PERIODS
        choices = [(each.pk, each.name) for each in Supplier.objects.visible_to(user).by_name()]
        self.fields["supplier"].widget = forms.Select(
            choices=[("", _("All suppliers")), *choices], attrs={"class": "form-select"}
        )

    @property
    def group(self) -> str:
        """By what the rows are told: `supplier`, `list` or `import`."""
        return self.asked.get("by") or "supplier"

    @cached_property
    def import_chosen(self) -> LeadImport | None:
        """The one file that the report is narrowed to."""
        pk = self.asked.get("lead_import")
        return LeadImport.objects.visible_to(self.user).in_bulk([pk]).get(pk) if pk else None

    def cohort(self, now: datetime) -> Cohort:
        """The files that are looked at."""
        return Cohort(self.scope(now), self.asked.get("supplier"), self.asked.get("lead_import"))


class ClaimForm(forms.Form):
    """Which rows of a file are claimed back, and in which format."""

    kinds = forms.MultipleChoiceField(
        label=_("Rows"), choices=list(CLAIMS.items()), widget=forms.CheckboxSelectMultiple, initial=list(CLAIMS)
    )
    format = forms.ChoiceField(label=_("Format"), choices=Export.Format.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, lead_import: LeadImport, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import = lead_import
        self.fields["format"].initial = Export.usual_format(user)

    @property
    def table(self) -> Claim:
        """The rows claimed, as they stood in the file."""
        return Claim(self.lead_import, tuple(self.cleaned_data["kinds"]))

    def begin(self, *, by: User) -> Export | None:
        """Write the export down."""
        if not self.is_valid():
            return None
        kinds = ", ".join(str(CLAIMS[kind]) for kind in self.cleaned_data["kinds"])
        return Export.begin(
            Export.What.CLAIM,
            client=self.lead_import.client,
            by=by,
            format=self.cleaned_data["format"],
            filters={"file": self.lead_import.file_name, "kinds": kinds},
            columns=self.table.heads,
        )
