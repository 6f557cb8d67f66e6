"""Keep how the columns of a file are matched, and use it for others."""

from typing import Any

from django import forms

from leads.forms.choose import ChooseForm
from leads.forms.match import MatchForm
from leads.models import ImportProfile, LeadImport
from office.forms.act import ActForm
from office.models import User


class KeepProfileForm(ActForm):
    """Keep the answers under a name."""

    profile_name = forms.CharField(max_length=80, required=False)

    def __init__(self, *args: Any, match: MatchForm, choose: ChooseForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.match, self.choose = match, choose

    def save(self, *, by: User) -> bool:
        if not self.match.keep(by=by, choose=self.choose) or super().save(by=by):
            return not self.match.errors
        for words in self.errors.get("__all__", []):
            self.match.add_error(None, words)
        return False

    def act(self, *, by: User) -> None:
        ImportProfile.save_as(self.cleaned_data["profile_name"], self.match.lead_import, by=by)


class UseProfileForm(ActForm):
    """Match the columns as a profile has them."""

    def __init__(self, *args: Any, lead_import: LeadImport, profile: ImportProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import, self.profile = lead_import, profile

    def act(self, *, by: User) -> None:
        self.lead_import.use(self.profile, by=by)
