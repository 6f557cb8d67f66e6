"""When a rep can be booked, and when not; all on the rep's own clock."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from appointments.models import Availability, TimeOff
from appointments.walltime import YEARS, from_wall, moment
from office.models import Refused, User

STRETCHES = 2  # before and after lunch


class HoursForm(forms.Form):
    """A week of open hours: two stretches a day, each from and until; an empty stretch is closed."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(person))
        super().__init__(*args, **kwargs)
        self.person = person
        for name in _names():
            clock = forms.TimeInput({"type": "time", "class": "form-control"}, "%H:%M")
            self.fields[name] = forms.TimeField(required=False, widget=clock, label=_label(name))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The weekdays as the page shows them: name, and pairs of bound fields."""
        return [
            {
                "name": WEEKDAYS[day],
                "stretches": [(self[f"{day}-{n}-from"], self[f"{day}-{n}-until"]) for n in range(STRETCHES)],
            }
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        """A stretch has both its ends or none."""
        said = super().clean() or {}
        for day, n in _stretches():
            starts, ends = said.get(f"{day}-{n}-from"), said.get(f"{day}-{n}-until")
            if (starts is None) != (ends is None):
                self.add_error(f"{day}-{n}-{'until' if ends is None else 'from'}", _("Say both, from and until."))
        return said

    def save(self, *, by: User) -> bool:
        """Replace the person's week; False, with the reason among the errors, when that cannot be."""
        if not self.is_valid():
            return False
        try:
            Availability.set_week(self.person, self._windows(), by=by)
        except Refused as refusal:
            self.add_error(None, refusal)
        return not self.errors

    def _windows(self) -> Iterator[tuple[int, time, time]]:
        for day, n in _stretches():
            starts, ends = (self.cleaned_data[f"{day}-{n}-{edge}"] for edge in ("from", "until"))
            if starts is not None:
                yield day, starts, ends


def _stretches() -> Iterator[tuple[int, int]]:
    return ((day, n) for day in range(7) for n in range(STRETCHES))


def _names() -> Iterator[str]:
    return (f"{day}-{n}-{edge}" for day, n in _stretches() for edge in ("from", "until"))


def _label(name: str) -> str:
    """What a screen reader says: Monday, 1st stretch, from."""
    day, n, edge = name.split("-")
    words = {"from": _t("%(day)s, hours %(n)s, from"), "until": _t("%(day)s, hours %(n)s, until")}
    return words[edge] % {"day": WEEKDAYS[int(day)], "n": int(n) + 1}


def _initial(person: User) -> dict[str, time]:
    """The week as it is; a third stretch of a day is not shown (and would be lost on saving)."""
    found: dict[str, time] = {}
    for window in Availability.objects.of([person.pk]):
        free = (n for n in range(STRETCHES) if f"{window.weekday}-{n}-from" not in found)
        n = next(free, None)
        if n is not None:
            found[f"{window.weekday}-{n}-from"] = window.starts
            found[f"{window.weekday}-{n}-until"] = window.ends
    return found


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
