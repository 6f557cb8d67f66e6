"""A rep's days that are unlike others: time off, other hours on a date, public holidays; on the rep's own clock."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments import restdays
from appointments.forms.hours import date_field, time_field
from appointments.models import HolidayRegion, Override, TimeOff
from appointments.walltime import YEARS, from_wall, moment
from office.models import Refused, User
from office.places import countries

STRETCHES = 3  # that other hours on a date can have


class TimeOffForm(forms.Form):
    """When a rep is away, on the rep's own clock."""

    starts = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    ends = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        """A year that a calendar holds."""
        said = super().clean() or {}
        for name in [name for name, at in said.items() if name != "reason" and at.year not in YEARS]:
            self.add_error(name, self.fields[name].error_messages["invalid"])
        return said

    def save(self, person: User, *, by: User) -> TimeOff | None:
        if not self.is_valid():
            return None
        starts_at, ends_at = (self._instant(person, name) for name in ("starts", "ends"))
        try:
            return TimeOff.take(person, starts_at=starts_at, ends_at=ends_at, reason=self.cleaned_data["reason"], by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None

    def _instant(self, person: User, name: str) -> datetime:
        """What the person read off the own wall, as an instant (the page sends no zone)."""
        local: datetime = self.cleaned_data[name].replace(tzinfo=None)
        return moment(from_wall(person.zone, local))


class OverrideForm(forms.Form):
    """Other hours on a date (`act` is `open`), or none at all (`closed`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"] = date_field(_("Date"), required=True)
        for n in range(STRETCHES):
            self.fields[f"from_{n}"] = time_field(_("Hours %(n)s, from") % {"n": n + 1})
            self.fields[f"until_{n}"] = time_field(_("Hours %(n)s, until") % {"n": n + 1})

    @property
    def stretches(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"from_{n}"], self[f"until_{n}"]) for n in range(STRETCHES)]

    @property
    def closes(self) -> bool:
        return bool(self.data.get("act") == "closed")

    def clean_date(self) -> Any:
        """A year that a calendar holds."""
        if self.cleaned_data["date"].year not in YEARS:
            raise forms.ValidationError(self.fields["date"].error_messages["invalid"])
        return self.cleaned_data["date"]

    def clean(self) -> dict[str, Any]:
        """A stretch has both its ends or none; an open day has one at least."""
        said = super().clean() or {}
        for n in range(STRETCHES):
            for name, other in ((f"from_{n}", f"until_{n}"), (f"until_{n}", f"from_{n}")):
                if said.get(name) is None and said.get(other) is not None and name not in self.errors:
                    self.add_error(name, _("Say both, from and until."))
        if not self.closes and not self.errors and not self._windows(said):
            self.add_error("from_0", _("Say from when until when, or close the day."))
        return said

    @staticmethod
    def _windows(said: dict[str, Any]) -> list[tuple[time, time]]:
        pairs = ((said.get(f"from_{n}"), said.get(f"until_{n}")) for n in range(STRETCHES))
        return [(starts, ends) for starts, ends in pairs if starts is not None and ends is not None]

    def save(self, person: User, *, by: User) -> Override | None:
        if not self.is_valid():
            return None
        windows = [] if self.closes else self._windows(self.cleaned_data)
        try:
            return Override.put(person, self.cleaned_data["date"], windows, by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class WorkOnForm(forms.Form):
    """The holiday on which a rep takes meetings all the same."""

    date = forms.DateField(widget=forms.HiddenInput)

    def save(self, person: User, *, by: User) -> Override | None:
        if not self.is_valid():
            return None
        try:
            return Override.work_on(person, self.cleaned_data["date"], by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
            return None


class RegionForm(forms.Form):
    """Whose public holidays a rep keeps. The parts of a country are there to choose from once the country is saved."""

    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    subdivision = forms.CharField(label=_("Part of the country"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        mine = HolidayRegion.of(person)
        now = {"country": mine.country, "subdivision": mine.subdivision} if mine else {}
        super().__init__(*args, **{"initial": now, **kwargs})
        self.person = person
        known = [pair for pair in countries() if restdays.is_known(pair[0])]
        country: Any = self.fields["country"]
        country.choices = [("", _("none: I work on them")), *known]
        parts = restdays.parts(str(self["country"].value() or ""))
        self.fields["subdivision"].widget = forms.Select(choices=[("", _("the whole country")), *parts])
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        if not parts:
            self.fields["subdivision"].widget = forms.HiddenInput()

    def save(self, *, by: User) -> bool:
        if not self.is_valid():
            return False
        country, part = self.cleaned_data["country"], self.cleaned_data["subdivision"]
        part = part if restdays.is_known(country, part) else ""  # what was chosen of another country says nothing here
        HolidayRegion.choose(self.person, country, part, by=by)
        return True
