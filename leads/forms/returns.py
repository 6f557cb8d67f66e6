"""What marketing does with the leads that came back."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leads.forms.find import FindForm, named
from leads.models import Campaign, HandOff, LeadList
from office.models import Refused, User

MIXES = (
    ("list", _("List")),
    ("campaign", _("Campaign")),
    ("setter", _("Setter")),
    ("source", _("Source")),
    ("supplier", _("Supplier")),
)


class FindReturnsForm(FindForm):
    """Filters of the inbox. Without a state it shows what waits."""

    WORDS = {
        "state": "in_state",
        "reason": "reasoned",
        "campaign": "in_campaign",
        "list": "on_list",
        "setter": "sent_by",
    }
    state = forms.ChoiceField(label=_("State"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    campaign = forms.TypedChoiceField(label=_("Campaign"), required=False, coerce=int)
    list = forms.TypedChoiceField(label=_("List"), required=False, coerce=int)
    setter = forms.TypedChoiceField(label=_("By whom"), required=False, coerce=int)

    def offer(self, user: User) -> None:
        states = [("dated", _("Comes back on a day")), ("closed", _("Closed")), ("back", _("Back in the queue"))]
        self._offer("state", _("Waiting"), states)
        self._offer("reason", _("Any reason"), HandOff.Reason.choices)
        self._offer("campaign", _("Any campaign"), named(Campaign.objects.visible_to(user).by_name()))
        self._offer("list", _("Any list"), named(LeadList.objects.visible_to(user).by_campaign()))
        self._offer("setter", _("Anybody"), named(User.objects.visible_to(user).by_name()))

    @property
    def asked(self) -> dict[str, Any]:
        return {"state": "waiting", **super().asked}


class ReturnsForm(forms.Form):
    """Some of the returns, chosen to do something with them."""

    handoffs = forms.ModelMultipleChoiceField(
        HandOff.objects.none(), error_messages={"required": _("Choose at least one lead.")}
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["handoffs"]
        chosen.queryset = HandOff.objects.visible_to(user).at_marketing().newest()

    def act(self, *, by: User) -> int:
        """Do it to each; 0 when nothing was chosen. All are done, or (with the sentence in the errors) none."""
        if not self.is_valid():
            return 0
        try:
            with transaction.atomic():
                for handoff in self.cleaned_data["handoffs"]:
                    self.do(handoff, by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return 0
        return len(self.cleaned_data["handoffs"])

    def do(self, handoff: HandOff, by: User) -> None:
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        """Why nothing was done."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


class BringBackForm(ReturnsForm):
    def do(self, handoff: HandOff, by: User) -> None:
        handoff.bring_back(by=by)


class CloseForm(ReturnsForm):
    def do(self, handoff: HandOff, by: User) -> None:
        handoff.close(by=by)


class PostponeForm(ReturnsForm):
    day = forms.DateField(error_messages={"required": _("Choose the day on which they come back.")})

    def do(self, handoff: HandOff, by: User) -> None:
        handoff.postpone(self.cleaned_data["day"], by=by)
