"""Leads that marketing handed to the setters: taken, or given back with a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import ListHandOff, ReturnReason
from leads.models.returnreason import Offered
from office.models import Refused, User


class RejectListForm(forms.Form):
    why = forms.ModelChoiceField(
        ReturnReason.objects.none(),
        label=_("Reason"),
        error_messages={"required": _("Choose the reason."), "invalid_choice": _("Choose the reason.")},
    )
    note = forms.CharField(label=_("In your words"), required=False, max_length=2_000)

    def __init__(self, *args: Any, handed: ListHandOff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handed = handed
        why: Any = self.fields["why"]
        why.queryset = ReturnReason.objects.of_client(handed.client_id).offered_on(Offered.LIST).in_order()

    def reject(self, *, by: User) -> bool:
        """Give the leads back; False, with the sentence among the errors, when that is refused."""
        if not self.is_valid():
            return False
        try:
            self.handed.reject(by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error(None, refusal)
            return False
        return True

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)
