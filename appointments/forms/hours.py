"""When a rep can be booked, week by week; all on the rep's own clock."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from appointments.models import Availability, Stretch
from office.models import Client, Refused, Role, User

USUAL, MOST = 2, 24  # stretches that a day shows at least (before and after lunch), and that it takes
NAME = re.compile(r"([0-6])-(\d{1,2})-(from|until|since|till|for)")
LABELS = {
    "from": _("%(day)s, hours %(n)s, from"),
    "until": _("%(day)s, hours %(n)s, until"),
    "since": _("%(day)s, hours %(n)s, first day"),
    "till": _("%(day)s, hours %(n)s, last day"),
    "for": _("%(day)s, hours %(n)s, for whom"),
}


def time_field(label: Any) -> forms.TimeField:
    """A clock that may stay empty."""
    widget = forms.TimeInput({"type": "time", "class": "form-control"}, "%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


def date_field(label: Any, *, required: bool = False) -> forms.DateField:
    """A calendar."""
    widget = forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def client_field(label: Any, clients: Mapping[int, Client]) -> forms.TypedChoiceField:
    """One of these clients, or all."""
    choices = [("", _("all clients")), *((pk, client.name) for pk, client in clients.items())]
    widget = forms.Select({"class": "form-select"})
    told: dict[str, Any] = {"label": label, "choices": choices, "widget": widget}
    return forms.TypedChoiceField(coerce=int, empty_value=None, required=False, **told)


class HoursForm(forms.Form):
    """A week of open hours: any number of stretches a day, each from and until, perhaps only between two dates
    (`since`, `till`), or `for` one client of several; an empty stretch is closed. Fields are called `0-1-from`: Monday,
    second stretch."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(person))
        super().__init__(*args, **kwargs)
        self.person, self.clients = person, _clients(person)
        self.edges = [edge for edge in LABELS if edge != "for" or len(self.clients) > 1]
        self.counts = _counts(self.data if self.is_bound else self.initial)
        for day, n in self._stretches():
            for edge in self.edges:
                label = LABELS[edge] % {"day": WEEKDAYS[day], "n": n + 1}
                self.fields[f"{day}-{n}-{edge}"] = self._field(edge, label)

    def _field(self, edge: str, label: str) -> forms.Field:
        if edge == "for":
            return client_field(label, self.clients)
        return time_field(label) if edge in ("from", "until") else date_field(label)

    @classmethod
    def with_one_more(cls, said: Mapping[str, str], *, person: User) -> "HoursForm":
        """The form as it was typed, unjudged, with another stretch on the day that `more` names."""
        typed = {name: value for name, value in said.items() if NAME.fullmatch(name)}
        day = said.get("more", "")
        if day in tuple("0123456"):
            typed[f"{day}-{_counts(typed)[int(day)]}-from"] = ""
        return cls(person=person, initial=typed)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The weekdays as the page shows them: name, and the bound fields of each stretch."""
        return [
            {"day": day, "name": WEEKDAYS[day], "stretches": [self._fields_of(day, n) for n in range(self.counts[day])]}
            for day in range(7)
        ]

    def _fields_of(self, day: int, n: int) -> dict[str, Any]:
        fields = {edge: self[f"{day}-{n}-{edge}"] for edge in self.edges}
        dated = any(fields[edge].value() or fields[edge].errors for edge in self.edges[2:])
        return {**{f"{edge}_field": field for edge, field in fields.items()}, "is_dated": dated}

    def clean(self) -> dict[str, Any]:
        """A stretch has both its ends or none, and dates only when it has them."""
        said = super().clean() or {}
        for day, n in self._stretches():
            starts, ends, *dates = (said.get(f"{day}-{n}-{edge}") for edge in self.edges)
            for edge, at in (("from", starts), ("until", ends)):
                name = f"{day}-{n}-{edge}"
                if at is None and name not in self.errors and any([starts, ends, *dates]):
                    self.add_error(name, _("Say both, from and until."))
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

    def _windows(self) -> Iterator[Stretch]:
        for day, n in self._stretches():
            told: list[Any] = [self.cleaned_data.get(f"{day}-{n}-{edge}") for edge in LABELS]
            starts, ends, since, till, client = told
            if starts is not None:
                yield Stretch(day, starts, ends, since, till, client)

    def _stretches(self) -> Iterator[tuple[int, int]]:
        return ((day, n) for day in range(7) for n in range(self.counts[day]))


def _clients(person: User) -> dict[int, Client]:
    """For whom the person is a rep, and for whom hours were said."""
    said = Availability.objects.of([person.pk]).order_by().values_list("client_id", flat=True)
    found = Client.objects.in_bulk({*person.clients_as([Role.REP]), *filter(None, said)})
    return dict(sorted(found.items(), key=lambda pair: pair[1].name))


def _counts(names: Iterable[str]) -> list[int]:
    """How many stretches each weekday shows, by the names of what is said."""
    counts = [USUAL] * 7
    for found in filter(None, map(NAME.fullmatch, names)):
        day, n = int(found[1]), int(found[2])
        counts[day] = max(counts[day], min(n + 1, MOST))
    return counts


def _initial(person: User) -> dict[str, Any]:
    """The week as it is."""
    found: dict[str, Any] = {}
    counts = [0] * 7
    for window in Availability.objects.of([person.pk]):
        n, counts[window.weekday] = counts[window.weekday], counts[window.weekday] + 1
        told = (window.starts, window.ends, window.valid_from, window.valid_until, window.client_id)
        found |= {f"{window.weekday}-{n}-{edge}": value for edge, value in zip(LABELS, told, strict=True)}
    return found
