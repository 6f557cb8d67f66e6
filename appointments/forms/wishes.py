"""Which times a lead on the waitlist would take."""

from datetime import time
from typing import Any, cast

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from appointments.models import MeetingKind, PoolMember, Wish
from appointments.walltime import MINUTES_A_DAY
from appointments.wanted import Stretch
from office.forms import ActForm
from office.models import User

DAYS = [(str(day), name) for day, name in WEEKDAYS.items()]


class WishForm(forms.Form):
    """The fields of the desk's form; times are the lead's, and an end at 00:00 is midnight. A second stretch counts
    when it names days."""

    wish_kind = forms.ModelChoiceField(MeetingKind.objects.none(), label=_("Kind of meeting"))
    wish_rep = forms.ModelChoiceField(User.objects.none(), label=_("With"), required=False)
    wish_days = forms.TypedMultipleChoiceField(label=_("Days"), choices=DAYS, coerce=int, required=False)
    wish_from = forms.TimeField(label=_("From"))
    wish_to = forms.TimeField(label=_("To"))
    wish_days2 = forms.TypedMultipleChoiceField(label=_("Or on"), choices=DAYS, coerce=int, required=False)
    wish_from2 = forms.TimeField(label=_("From"), required=False)
    wish_to2 = forms.TimeField(label=_("To"), required=False)
    wish_until = forms.DateField(label=_("Until"))
    wish_note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, campaign: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = cast("forms.ModelChoiceField[MeetingKind]", self.fields["wish_kind"])
        kinds.queryset = MeetingKind.objects.of_campaign(campaign)
        reps = cast("forms.ModelChoiceField[User]", self.fields["wish_rep"])
        reps.queryset = User.objects.working().with_ids(PoolMember.objects.of_campaign(campaign).values("person"))

    @property
    def wish(self) -> dict[str, Any]:
        """What Wish.put takes."""
        said = self.cleaned_data
        told = {"kind": said["wish_kind"], "rep": said["wish_rep"], "until": said["wish_until"]}
        return told | {"windows": self._windows(), "note": said["wish_note"]}

    def _windows(self) -> list[Stretch]:
        said = self.cleaned_data
        first = _stretch(said["wish_days"], said["wish_from"], said["wish_to"])
        second = _stretch(said["wish_days2"], said["wish_from2"], said["wish_to2"])
        return [first, second] if second.days else [first]


def _stretch(days: list[int], opens: time | None, shuts: time | None) -> Stretch:
    """All day where nothing is said."""
    starts = opens.hour * 60 + opens.minute if opens else 0
    ends = shuts.hour * 60 + shuts.minute if shuts else 0
    return Stretch(tuple(sorted(days)), starts, ends or MINUTES_A_DAY)


class EndWishForm(ActForm):
    """Why it is no longer wanted, if they said so."""

    why = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wish = wish

    def act(self, *, by: User) -> None:
        self.wish.end(by=by, why=self.cleaned_data["why"])
