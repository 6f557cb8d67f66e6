"""The floor: a pause, its codes, the wrap-up clock, a briefing, a setter who is away."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Absence, Briefing, PauseCode, Presence, WrapUp
from leads.models import Campaign
from office.forms import ActForm
from office.models import Client, Role, User


class PauseForm(ActForm):
    """Begin a pause."""

    code = forms.ModelChoiceField(PauseCode.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["code"]
        choice.queryset = PauseCode.objects.visible_to(user).offered()

    def act(self, *, by: User) -> None:
        Presence.pause(by, self.cleaned_data["code"], by=by)


class OfClientForm(ActForm):
    """Asks for the client only where there are several."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"), empty_label=None)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choice: Any = self.fields["client"]
        choice.queryset = Client.objects.visible_to(user).by_name()
        if len(user.clients_in_view) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), user.clients_in_view[0]


class PauseCodeForm(OfClientForm):
    """One more pause."""

    label = forms.CharField(label=_("Why"), max_length=60)
    is_paid = forms.BooleanField(label=_("Paid"), required=False, initial=True)

    def act(self, *, by: User) -> None:
        PauseCode.open(**self.cleaned_data, by=by)


class WrapUpForm(ActForm):
    """Seconds after a call; 0 shows no clock."""

    seconds = forms.IntegerField(label=_("Seconds after a call"), min_value=0, max_value=1800)

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    def act(self, *, by: User) -> None:
        WrapUp.set(self.campaign, self.cleaned_data["seconds"], by=by)


class BriefingForm(ActForm):
    """The next version of a client's briefing."""

    text = forms.CharField(
        label=_("What a setter must know"), widget=forms.Textarea(attrs={"rows": 16}), max_length=20_000
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client

    def act(self, *, by: User) -> None:
        Briefing.write(self.client, self.cleaned_data["text"], by=by)


class AwayForm(OfClientForm):
    """From the morning of a day to the evening of another, on the client's clock. From today: from now on."""

    person = forms.ModelChoiceField(User.objects.get_queryset().none(), label=_("Who is away"))
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    stand_in = forms.ModelChoiceField(
        User.objects.get_queryset().none(), label=_("Goes to"), required=False, empty_label=_("anyone")
    )
    why = forms.CharField(label=_("Why"), max_length=120, required=False)

    field_order = ("client", "person", "first", "last", "stand_in", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setters = User.objects.get_queryset().working_for(self.user.clients_in_view, [Role.SETTER]).by_name()
        for name in ("person", "stand_in"):
            choice: Any = self.fields[name]
            choice.queryset = setters

    def act(self, *, by: User) -> None:
        told = self.cleaned_data
        zone = ZoneInfo(told["client"].zone)
        Absence.begin(
            told["person"],
            client=told["client"],
            starts_at=_morning(told["first"], zone),
            ends_at=_morning(told["last"] + timedelta(days=1), zone),
            stand_in=told["stand_in"],
            why=told["why"],
            by=by,
        )


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
