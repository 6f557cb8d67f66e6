"""A rep's other calendars: an address, a server, which calendar of it, and a new password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.models import OtherCalendar
from office.models import Refused, User

FIELD = {"class": "form-control"}
SECRET = {**FIELD, "autocomplete": "off", "spellcheck": "false", "translate": "no"}


def _name() -> forms.CharField:
    return forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(FIELD))


def _address(example: str) -> forms.CharField:
    widget = forms.TextInput({**SECRET, "inputmode": "url", "placeholder": example})
    return forms.CharField(label=_("Address"), max_length=500, widget=widget)


class SubscribeForm(forms.Form):
    """An address of an .ics file."""

    name = _name()
    address = _address("https://calendar.example/private/basic.ics")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "file", **kwargs})

    def save(self, *, by: User) -> OtherCalendar | None:
        if not self.is_valid():
            return None
        try:
            return OtherCalendar.subscribe(by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error("address", refusal)
            return None


class ConnectForm(forms.Form):
    """A CalDAV server and who one is there."""

    name = _name()
    address = _address("https://cloud.example/remote.php/dav/")
    username = forms.CharField(label=_("User name"), max_length=254, widget=forms.TextInput(SECRET))
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({**FIELD, "autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "server", **kwargs})

    def save(self, *, by: User) -> OtherCalendar | None:
        if not self.is_valid():
            return None
        try:
            return OtherCalendar.connect(by=by, **self.cleaned_data)
        except Refused as refusal:
            self.add_error("address", refusal)
            return None


class ChooseForm(forms.Form):
    """Which of a server's calendars is read, and to which meetings are written."""

    reads = forms.ChoiceField(label=_("Busy is read from"), widget=forms.Select({"class": "form-select"}))
    writes = forms.ChoiceField(
        label=_("Meetings are written to"), required=False, widget=forms.Select({"class": "form-select"})
    )

    def __init__(self, *args: Any, calendar: OtherCalendar, **kwargs: Any) -> None:
        now = {"reads": calendar.reads, "writes": calendar.writes}
        super().__init__(*args, **{"initial": now, "prefix": f"choose-{calendar.pk}", **kwargs})
        self.calendar = calendar
        known = [(address, name) for address, name in calendar.calendars]
        reads: Any = self.fields["reads"]
        writes: Any = self.fields["writes"]
        reads.choices, writes.choices = known, [("", _("nowhere")), *known]

    def save(self, *, by: User) -> bool:
        if not self.is_valid():
            return False
        try:
            self.calendar.choose(**self.cleaned_data, by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
        return not self.errors


class PasswordForm(forms.Form):
    """Another password of a server."""

    password = forms.CharField(
        label=_("New password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({**FIELD, "autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, calendar: OtherCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"password-{calendar.pk}", **kwargs})
        self.calendar = calendar

    def save(self, *, by: User) -> bool:
        if not self.is_valid():
            return False
        try:
            self.calendar.change_password(self.cleaned_data["password"], by=by)
        except Refused as refusal:
            self.add_error("password", refusal)
        return not self.errors
