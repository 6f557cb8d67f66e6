"""What a lead does with its meeting on its own page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import OwnPage, Place
from appointments.walltime import YEARS, moment
from leads import phones
from office.models import Refused


class OwnForm(forms.Form):
    """One act. `version`: of the meeting as the page showed it."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=32_767,
        error_messages={"required": _("This page was not whole. Look at it again, then press the button.")},
    )

    def __init__(self, data: Any = None, *, page: OwnPage) -> None:
        super().__init__(data, initial={"version": page.meeting.version}, auto_id=f"{type(self).__name__.lower()}_%s")
        self.page = page

    def act(self) -> None:
        raise NotImplementedError

    def save(self) -> bool:
        """True when it was done; False leaves the reason in the form, and the meeting as it stands now on the page."""
        if self.is_valid():
            try:
                self.act()
            except Refused as refusal:
                self.add_error(None, refusal.sentence)
        if self.errors:
            self.page = OwnPage.at(self.page.token) or self.page
        return not self.errors

    @property
    def troubles(self) -> list[str]:
        """What is wrong with the form as a whole, that of hidden fields included."""
        return [str(error) for name in ("__all__", "version", "start") for error in self.errors.get(name, [])]


class OwnConfirmForm(OwnForm):
    def act(self) -> None:
        self.page.confirm(version=self.cleaned_data["version"])


class OwnMoveForm(OwnForm):
    """`start`: seconds since the epoch."""

    start = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=2**32,
        error_messages={"required": _("Choose a time first.")},
    )

    def act(self) -> None:
        self.page.move(moment(self.cleaned_data["start"]), version=self.cleaned_data["version"])


class OwnCancelForm(OwnForm):
    reason = forms.CharField(
        label=_("Why, if you like to say"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    def act(self) -> None:
        self.page.cancel(self.cleaned_data["reason"], version=self.cleaned_data["version"])


WHERE: dict[str, tuple[Any, Any, dict[str, str]]] = {
    Place.PHONE: (_("Your phone number"), _("We call you on it."), {"type": "tel", "autocomplete": "tel"}),
    Place.THEIRS: (_("Your address"), _("Where we come to."), {"autocomplete": "street-address"}),
    Place.VIDEO: (_("Link of the video call"), _("Only if you would rather use your own."), {"inputmode": "url"}),
    Place.OURS: (_("Where"), "", {}),
}


class OwnWhereForm(OwnForm):
    """A number, an address or a link, as the kind of meeting needs."""

    where = forms.CharField(max_length=300, error_messages={"required": _("Write it down first.")})

    def __init__(self, data: Any = None, *, page: OwnPage) -> None:
        super().__init__(data, page=page)
        label, hint, attrs = WHERE[page.meeting.place]
        field = self.fields["where"]
        field.label, field.help_text = label, hint
        field.widget = forms.TextInput({"class": "form-control", **attrs})
        self.initial["where"] = page.meeting.where

    def clean_where(self) -> str:
        said = str(self.cleaned_data["where"]).strip()
        match self.page.meeting.place:
            case Place.PHONE:
                return self._phone(said)
            case Place.VIDEO:
                return self._link(said)
        return said

    def _phone(self, said: str) -> str:
        lead = self.page.meeting.lead
        read = phones.read(said, lead.country or self.page.meeting.enrollment.campaign.country)
        if not read.callable:
            raise forms.ValidationError(_t("This is no number that can be called. Write it with its area code."))
        return read.e164

    def _link(self, said: str) -> str:
        link = forms.URLField(assume_scheme="https", max_length=300)
        try:
            found = str(link.clean(said))
        except forms.ValidationError as error:
            raise forms.ValidationError(_t("This is no link. It looks like https://meet.example.org/room.")) from error
        if not found.startswith(("https://", "http://")):
            raise forms.ValidationError(_t("This is no link. It looks like https://meet.example.org/room."))
        return found

    def act(self) -> None:
        self.page.say_where(self.cleaned_data["where"], version=self.cleaned_data["version"])


class OwnDayForm(forms.Form):
    """Which day to look at; any nonsense is the day of the soonest time."""

    day = forms.DateField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        said = self.cleaned_data.get("day") if self.is_valid() else None
        self.asked: date | None = said if said and said.year in YEARS else None
