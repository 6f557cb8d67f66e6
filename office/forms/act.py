from django import forms

from office.models import Refused, User


class ActForm(forms.Form):
    """A form that asks a model to do something. Subclasses write `act`; what the model refuses stands in the form."""

    def act(self, *, by: User) -> None:
        raise NotImplementedError

    def save(self, *, by: User) -> bool:
        """True when it was done; False leaves the reasons in the form's errors."""
        if not self.is_valid():
            return False
        try:
            self.act(by=by)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return False
        return True
