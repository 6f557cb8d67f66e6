"""What a person decides about the rows of an import and about leads that are known."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.match import FIELD_WORDS
from leads.loading import policies
from leads.models import Lead, LeadImport
from leads.models.importmend import Mending
from office.forms.act import ActForm
from office.models import User

KIND_WORDS = {
    "external_id": _("Same number in your system"),
    "phone": _("Same phone number and a name that fits"),
    "email": _("Same e-mail address and a name that fits"),
}


class PolicyForm(ActForm):
    """What is done with rows about known leads, by the kind of match; the dry run follows at once."""

    overwrite = forms.MultipleChoiceField(
        label=_("Fields to overwrite"), required=False, widget=forms.CheckboxSelectMultiple
    )
    requeue = forms.BooleanField(
        label=_("Queue known leads again whose last pass is over"),
        required=False,
        help_text=_("Never those who must not be called."),
    )

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        now = lead_import.policy
        super().__init__(*args, **{"initial": now, **kwargs})
        self.lead_import = lead_import
        for kind, words in KIND_WORDS.items():
            choices = [(action, _t(policies.ACTIONS[action])) for action in policies.actions_of(kind)]
            self.fields[kind] = forms.ChoiceField(label=words, choices=choices, initial=now[kind], required=False)
        chosen: Any = self.fields["overwrite"]
        chosen.choices = [(field, FIELD_WORDS.get(field, _("Own columns"))) for field in policies.OVERWRITABLE]
        self.order_fields([*KIND_WORDS, "overwrite", "requeue"])

    def act(self, *, by: User) -> None:
        made = self.lead_import
        made.match(made.mapping, by=by, policies=self.cleaned_data)


class MendForm(ActForm):
    """One row that was kept aside: its cell put right, the lead it is about, or leave it out."""

    value = forms.CharField(required=False, max_length=1000)
    column = forms.CharField(required=False, max_length=200)
    choice = forms.CharField(required=False, max_length=20)

    def __init__(self, *args: Any, lead_import: LeadImport, row: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import, self.row = lead_import, row

    def act(self, *, by: User) -> None:
        mending, said = Mending(self.lead_import, by=by), self.cleaned_data
        if said["choice"] == "skip":
            mending.leave_out(self.row)
        elif said["choice"]:
            mending.decide(self.row, self._lead(said["choice"]))
        else:
            mending.cells(self.row, {said["column"]: said["value"]})
        mending.done()

    def _lead(self, choice: str) -> Lead | None:
        found = Lead.objects.of_client(self.lead_import.client_id)
        return found.numbered_by_id([int(choice)]).first() if choice.isdigit() and len(choice) < 19 else None


class SuggestedForm(ActForm):
    """Take all suggestions: of rows that were kept aside, or (`doubted`) of addresses that look mistyped."""

    doubted = forms.BooleanField(required=False)

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import = lead_import

    def act(self, *, by: User) -> None:
        mending = Mending(self.lead_import, by=by)
        self.taken = mending.accept(doubted=self.cleaned_data["doubted"])
        mending.done()


class MendedForm(ActForm):
    """The result file, mended, comes back."""

    file = forms.FileField(
        label=_("The mended file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv"})
    )

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import = lead_import

    def act(self, *, by: User) -> None:
        mending = Mending(self.lead_import, by=by)
        with tempfile.NamedTemporaryFile(prefix="mended-") as copy:
            shutil.copyfileobj(self.cleaned_data["file"], copy)
            copy.flush()
            self.taken = mending.file(Path(copy.name))
        mending.done()
