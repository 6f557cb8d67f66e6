"""A lead is on the line: a known one, or one that nobody knew before."""

from typing import Any

from django import db, forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from calls.models import InboundCall
from leads.forms.lead import LeadForm
from leads.models import Ad, Campaign, Lead
from office.forms import ActForm
from office.models import Client, Refused, User

CODE = _("Code of the ad or coupon")


def campaigns_of(user: User) -> Any:
    return Campaign.objects.visible_to(user).running().by_name()


class ReceiveForm(ActForm):
    """A known lead calls. The campaign is asked only of a lead that is in none."""

    number = forms.CharField(label=_("Calls from"), max_length=40, required=False)
    code = forms.CharField(label=CODE, max_length=40, required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), required=False)

    def __init__(self, *args: Any, lead: Lead, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        choice: Any = self.fields["campaign"]
        choice.queryset = campaigns_of(user).of_client(lead.client_id)

    def act(self, *, by: User) -> None:
        told = {name: self.cleaned_data[name] for name in ("number", "code", "campaign")}
        InboundCall.take(self.lead, by=by, **told)


class WelcomeForm(LeadForm):
    """Nobody knew them: a new lead, on the desk at once. Name and number are asked, all else may wait."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("Campaign"), required=False)
    code = forms.CharField(label=CODE, max_length=40, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["numbers"].widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"})
        self.fields["numbers"].label, self.fields["numbers"].help_text = _("Calls from"), ""
        choice: Any = self.fields["campaign"]
        choice.queryset = campaigns_of(user)
        if choice.queryset.count() == 1:
            choice.initial, choice.empty_label = choice.queryset[0].pk, None
        self.order_fields(["campaign", "code", *self.field_order])

    @property
    def asked(self) -> list[Any]:
        """The fields that are shown."""
        return [self[name] for name in ("numbers", "first_name", "last_name", "company_name", "campaign", "code")]

    @property
    def goal(self) -> Campaign | None:
        """The campaign that was chosen, else the ad's."""
        code = self.cleaned_data.get("code")
        ad = Ad.objects.visible_to(self.user).coded(code).newest().first() if code else None
        chosen: Campaign | None = self.cleaned_data.get("campaign")
        return chosen or (ad.campaign if ad else None)

    @property
    def client(self) -> Client:
        goal = self.goal
        return goal.client if goal else Client.objects.visible_to(self.user).by_name()[0]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.goal is None:
            self.add_error("campaign", _t("Choose for which campaign they call."))
        return told

    def save_call(self, *, by: User) -> bool:
        """Add the lead and take the call, both or neither."""
        if not self.is_valid():
            return False
        try:
            with db.transaction.atomic():
                lead = Lead.add(client=self.client, by=by, **self.details)
                told = {"campaign": self.goal, "number": lead.phone, "code": self.cleaned_data["code"]}
                InboundCall.take(lead, by=by, new=True, **told)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return False
        return True
