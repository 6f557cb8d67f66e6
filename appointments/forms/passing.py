"""Taking a meeting or not, and giving it to another rep."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import Appointment, PoolMember
from appointments.models.passing import accept, decline, reassign
from office.forms import ActForm
from office.models import Refused, User


class AcceptForm(forms.Form):
    """Nothing to fill in."""

    def save(self, appointment: Appointment, *, by: User) -> bool:
        """True when the meeting is accepted; False leaves the reason in the errors."""
        if not self.is_valid():
            return False
        try:
            accept(appointment, by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
        return not self.errors


class DeclineForm(forms.Form):
    """Why a rep cannot."""

    reason = forms.CharField(label=_("Why"), max_length=200, error_messages={"required": _("Say why.")})
    went_on = False

    def save(self, appointment: Appointment, *, by: User) -> bool:
        """True when it is declined, whoever has it now."""
        if not self.is_valid():
            return False
        try:
            self.went_on = decline(appointment, by=by, reason=self.cleaned_data["reason"])
        except Refused as refusal:
            self.add_error(None, refusal)
        return not self.errors

    @property
    def what_came_of_it(self) -> str:
        """What the rep reads then."""
        if self.went_on:
            return _t("Declined. The meeting went to a colleague, and the setter is told.")
        return _t("Declined, but nobody else is free then. The meeting stays with you until a manager finds somebody.")


class ReassignForm(ActForm):
    """Who gets it, and why."""

    to = forms.ModelChoiceField(PoolMember.objects.none(), label=_("To"), empty_label=_("Choose a rep"))
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, meeting: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        members = PoolMember.objects.of_client(meeting.client_id).of_campaign(meeting.kind.campaign_id)
        cast("forms.ModelChoiceField[PoolMember]", self.fields["to"]).queryset = members.other_than(meeting.rep_id)
        for name, look in {"to": "form-select", "reason": "form-control"}.items():
            self.fields[name].widget.attrs.update({"class": look, "id": f"{name}-{meeting.pk}-pass"})

    def act(self, *, by: User) -> None:
        """Give it."""
        reassign(self.meeting, to=self.cleaned_data["to"].person, by=by, reason=self.cleaned_data["reason"])
