"""What leaves as a file: whose rows, which of them, which columns, in which format."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads.forms.campaigns import ClientForm
from leads.forms.find import FindLeadsForm
from leads.models import LeadList
from leads.models.order import CUSTOM, Order
from office import clock
from office.models import Client, User
from reports.exports import columns
from reports.exports.table import Column, Table, Told
from reports.forms.filters import FilterForm
from reports.models import Dials, Export, Meetings
from reports.models.exported import LeadsToSend

MEETINGS = ("booked", "due", "held", "no_shows", "won")
NEWEST = 20_000  # leads of which the own columns are offered


class ExportForm(ClientForm):
    """Columns and format. `query`: the address from which the export was asked for, with its filters."""

    WHAT: ClassVar[str]
    title: ClassVar[Any]
    format = forms.ChoiceField(label=_("Format"), choices=Export.Format.choices, widget=forms.RadioSelect)
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: QueryDict | None, *, query: QueryDict, user: User) -> None:
        super().__init__(data, user=user)
        self.query, self.user = query, user
        self.fields["format"].initial = Export.usual_format(user)
        chosen = cast("forms.MultipleChoiceField", self.fields["columns"])
        chosen.choices = [(column.name, column.label) for column in self.every]
        chosen.initial = [column.name for column in self.every if column.usual or column.name in self.asked_for]
        self.fields["client"].widget.attrs["class"] = "form-select"

    @property
    def every(self) -> Sequence[Column]:
        """The columns that there are."""
        raise NotImplementedError

    @property
    def asked_for(self) -> set[str]:
        """Columns that the address names."""
        return set()

    @property
    def filters(self) -> forms.Form:
        """The filters of the page from which the export was asked for."""
        raise NotImplementedError

    @property
    def told(self) -> dict[str, str]:
        """What is asked for, in words: {field: value}."""
        return {name: _shown(self.filters, name, value) for name, value in self._asked.items() if value}

    @property
    def _asked(self) -> dict[str, Any]:
        return self.filters.cleaned_data if self.filters.is_valid() else {}

    @property
    def in_words(self) -> list[tuple[str | Promise, str]]:
        """The same with the fields' own words."""
        return [(label_of(name), value) for name, value in self.told.items()]

    def clean(self) -> dict[str, Any]:
        """A filter that is not understood narrows nothing: on a page that does no harm, in a file it does."""
        if not self.filters.is_valid():
            raise forms.ValidationError(_t("One of the filters is not understood. Go back and choose it again."))
        return super().clean() or self.cleaned_data

    @cached_property
    def rows(self) -> Any:
        """The rows that are asked for, of all clients in view."""
        raise NotImplementedError

    @property
    def total(self) -> int:
        """How many rows that is; none where the filters are not understood."""
        return int(self.rows.count()) if self.filters.is_valid() else 0

    def begin(self, *, by: User) -> Export | None:
        """Write the export down; its table is `table`."""
        if not self.is_valid():
            return None
        client, format = self.cleaned_data["client"], self.cleaned_data["format"]
        names = [column.name for column in self.table.columns]
        return Export.begin(self.WHAT, client=client, by=by, format=format, filters=self.told, columns=names)

    @cached_property
    def table(self) -> Table:
        """What goes into the file: of one client only, whatever the filters say."""
        client: Client = self.cleaned_data["client"]
        chosen = [column for column in self.every if column.name in self.cleaned_data["columns"]]
        mine = self.rows.of_client(client)
        return Table(client, chosen, self.keys(mine), self.details(mine), self.about(client))

    def keys(self, rows: Any) -> Any:
        """The ids in order."""
        return rows.values_list("pk", flat=True)

    def details(self, rows: Any) -> Any:
        """The same rows with all that a column can tell."""
        raise NotImplementedError

    def about(self, client: Client) -> Told:
        return Told(client.zone)


class LeadsExportForm(ExportForm):
    WHAT, title = Export.What.LEADS, _("Export leads")

    @cached_property
    def every(self) -> Sequence[Column]:
        own = LeadsToSend.seen_by(self.user).custom_columns(of_newest=NEWEST)
        return [*columns.LEAD, *columns.custom(own)]

    @property
    def asked_for(self) -> set[str]:
        return {f"{CUSTOM}{name}" for name in self.query.getlist("column")}

    @cached_property
    def filters(self) -> FindLeadsForm:
        return FindLeadsForm(self.query, user=self.user)

    @property
    def order(self) -> Order:
        return Order.read(self.query.get("order", "name"))

    @cached_property
    def rows(self) -> Any:
        return self.filters.narrow(LeadsToSend.seen_by(self.user))

    def keys(self, rows: Any) -> Any:
        return rows.keys(self.order)

    def details(self, rows: Any) -> Any:
        return LeadsToSend.seen_by(self.user).with_calls()

    def about(self, client: Client) -> Told:
        return Told(client.zone, LeadList.objects.of_client(client).costs_of_lead())


class ResultsExportForm(ExportForm):
    """Of rows that stand behind a figure: the filters are those of the report."""

    @cached_property
    def filters(self) -> FilterForm:
        return FilterForm(self.query, user=self.user)

    @property
    def which(self) -> str:
        return self.query.get("which", "")

    @property
    def _asked(self) -> dict[str, Any]:
        return super()._asked | {"which": self.which}


class CallsExportForm(ResultsExportForm):
    WHAT, title = Export.What.CALLS, _("Export calls")

    @property
    def every(self) -> Sequence[Column]:
        return columns.CALL

    @cached_property
    def rows(self) -> Any:
        return Dials.seen_by(self.user).of(self.filters.scope(clock.now()), "now").which(self.which).newest()

    def details(self, rows: Any) -> Any:
        return Dials.seen_by(self.user).shown().select_related("enrollment__campaign", "enrollment__lead_list")


class MeetingsExportForm(ResultsExportForm):
    WHAT, title = Export.What.MEETINGS, _("Export meetings")

    @property
    def every(self) -> Sequence[Column]:
        return columns.MEETING

    @property
    def which(self) -> str:
        asked = super().which
        return asked if asked in MEETINGS else "booked"

    @cached_property
    def rows(self) -> Any:
        now = clock.now()
        return Meetings.seen_by(self.user).counted_as(self.which, self.filters.scope(now), now).listed()

    def details(self, rows: Any) -> Any:
        return Meetings.seen_by(self.user).listed().select_related("enrollment__campaign", "enrollment__lead_list")


def _shown(form: forms.Form, name: str, value: Any) -> str:
    """A choice by its words, all else as it was typed."""
    if name in ("q", "own"):  # a name or a number of somebody: no log keeps it
        return _t("some words")
    choices = dict(getattr(form.fields.get(name), "choices", None) or ())
    return str(choices.get(value, value))


def label_of(name: str) -> str | Promise:
    """The words of a filter's field."""
    known: dict[str, Any] = {**FilterForm.base_fields, **FindLeadsForm.base_fields}
    return known[name].label if name in known else OTHERS.get(name, name)


OTHERS: dict[str, str | Promise] = {
    "which": _("Figure"), "file": _("File"), "kinds": _("Rows"), "list": _("List"),
}  # fmt: skip
