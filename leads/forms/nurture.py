"""Nurture tracks as marketing writes them, who is put into one, and when mail may leave."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.campaigns import ClientForm
from leads.models import HandOff, MailBar, NurtureStep, NurtureTrack, Nurturing, SendingHours
from leads.models.nurturetrack import FIELDS
from office.forms import ActForm
from office.models import User

FIELD_WORDS = {
    "first_name": _("first name"), "last_name": _("last name"), "name": _("whole name, else the company"),
    "company": _("company"), "job_title": _("job title"), "city": _("city"), "campaign": _("campaign"),
    "product": _("what is offered"), "setter": _("who called last"), "client": _("for whom we call"),
}  # fmt: skip


class TrackForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    class Meta:
        model = NurtureTrack
        fields = ("name", "language", "at_end", "end_days", "is_on")
        help_texts = {
            "language": _("Of the words at the foot of each mail."),
            "is_on": _("Off: nobody can be put in, and nobody in it gets a mail."),
        }

    def clean_end_days(self) -> int:
        return _few_days(self.cleaned_data["end_days"])

    @property
    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def act(self, *, by: User) -> None:
        self.instance.refresh_from_db()
        self.instance.change(by=by, **self.details)


class NewTrackForm(ClientForm, TrackForm):  # type: ignore[misc]
    field_order = ("client",)

    def act(self, *, by: User) -> None:
        self.instance = NurtureTrack.open(client=self.cleaned_data["client"], by=by, **self.details)


class StepForm(ActForm, forms.ModelForm):  # type: ignore[type-arg,misc]
    class Meta:
        model = NurtureStep
        fields = ("position", "wait_days", "subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"wait_days": _("For the first mail: days after the lead was put into the track.")}

    @property
    def fields_told(self) -> list[tuple[str, Any]]:
        """The merge fields with what each stands for."""
        return [(f"{{{name}}}", FIELD_WORDS[name]) for name in FIELDS]

    def clean_wait_days(self) -> int:
        return _few_days(self.cleaned_data["wait_days"])

    def act(self, *, by: User) -> None:
        details = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if self.instance.pk:
            self.instance.refresh_from_db()
            self.instance.change(by=by, **details)
        else:
            NurtureStep.write(self.instance.track, by=by, **details)


class NurtureForm(ActForm):
    """Put the leads of chosen returns into a track."""

    handoffs = forms.ModelMultipleChoiceField(
        HandOff.objects.none(), error_messages={"required": _("Choose at least one lead.")}
    )
    track = forms.ModelChoiceField(
        NurtureTrack.objects.none(),
        label=_("Track"),
        empty_label=None,
        error_messages={"required": _("Choose a track."), "invalid_choice": _("Choose a track.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["handoffs"]
        track: Any = self.fields["track"]
        chosen.queryset = HandOff.objects.visible_to(user).at_marketing().newest()
        track.queryset = NurtureTrack.objects.visible_to(user).on().by_name()
        track.widget.attrs["class"] = "form-select"
        self.begun: list[Nurturing] = []

    def act(self, *, by: User) -> None:
        self.begun = Nurturing.put_in(self.cleaned_data["handoffs"], self.cleaned_data["track"], by=by)

    @property
    def sentence(self) -> str:
        """Why nothing was done."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)


class SendingHoursForm(ActForm, ClientForm):
    """When a client's mails may leave."""

    days = forms.TypedMultipleChoiceField(
        label=_("Days"), coerce=int, choices=tuple(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        now = SendingHours.of(user.clients_in_view[0])
        kwargs["initial"] = {"days": list(now.days), "opens": now.opens, "closes": now.closes}
        super().__init__(*args, user=user, **kwargs)

    def act(self, *, by: User) -> None:
        SendingHours.keep(by=by, **self.cleaned_data)


class AllowMailForm(ActForm):
    """Mail to an address is allowed again."""

    evidence = forms.CharField(
        label=_("Why mail is allowed again: who said so, and when"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, bar: MailBar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bar = bar

    @transaction.atomic
    def act(self, *, by: User) -> None:
        self.bar.lift(by=by, evidence=self.cleaned_data["evidence"])


def _few_days(days: int) -> int:
    if days > 365:
        raise forms.ValidationError(_t("A year at most: 365 days."))
    return days
