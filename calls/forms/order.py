"""What a manager says to the queue: which campaign to look at, whose lead to let go, how a day is shared out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.letting import let_go
from calls.models import Share
from calls.models.share import MOST
from leads.models import Campaign, Enrollment
from office.models import Refused, User


class OrderForm(forms.Form):
    """Which campaign; the first running one unless said."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), required=False, empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = Campaign.objects.visible_to(user).running().by_name()
        choice = self.fields["campaign"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = self.campaigns
        choice.widget.attrs["class"] = "form-select"

    @property
    def chosen(self) -> Campaign | None:
        asked = self.cleaned_data.get("campaign") if self.is_valid() else None
        return asked or self.campaigns.first()


class LetGoForm(forms.Form):
    """Why a lead is taken from who holds it."""

    reason = forms.CharField(label=_("Why"), max_length=200)

    def save(self, enrollment: Enrollment, *, by: User) -> str:
        """Empty when it is done; else why not."""
        if not self.is_valid():
            return _t("Say why.")
        try:
            let_go(enrollment, by=by, reason=self.cleaned_data["reason"])
        except Refused as refusal:
            return refusal.sentence
        return ""


class ShareForm(forms.Form):
    """One weight for each running campaign of the setter's clients that the manager sees."""

    def __init__(self, *args: Any, setter: User, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setter = setter
        theirs = set(setter.clients_as(["setter"])) & set(user.clients_in_view)
        self.campaigns = [c for c in Campaign.objects.visible_to(user).running().by_name() if c.client_id in theirs]
        weights = Share.objects.visible_to(user).of_setter(setter).weights()
        for campaign in self.campaigns:
            self.fields[f"weight-{campaign.pk}"] = forms.IntegerField(
                label=campaign.name, min_value=0, max_value=MOST, initial=weights.get(campaign.pk, 1)
            )

    def give(self, *, by: User) -> bool:
        """Share the day out."""
        if not self.is_valid():
            return False
        weights = {campaign: self.cleaned_data[f"weight-{campaign.pk}"] for campaign in self.campaigns}
        try:
            Share.give(self.setter, weights, by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return False
        return True
