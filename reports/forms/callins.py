"""Because of which code, and for which campaign, leads called."""

from django import forms
from django.http import QueryDict

from reports.models import CallIns


class ThroughForm(forms.Form):
    """`through`: the campaign's id; `code`: the code as it is compared, empty for calls without one. Not said: all."""

    through = forms.IntegerField(required=False)
    code = forms.CharField(required=False, max_length=40)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.asked = data

    def narrow(self, calls: CallIns) -> CallIns:
        if not self.is_valid():
            return calls
        code = self.cleaned_data["code"] if "code" in self.asked else None
        return calls.through(self.cleaned_data["through"], code)
