"""Never contact these again: a pasted or uploaded list of numbers and addresses."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from leads import barred, phones, spreadsheets
from leads.forms.files import SheetField, on_disk
from leads.forms.suppress import ClientsForm
from leads.models import Suppression
from leads.spreadsheets import SpreadsheetError
from office.models import User

MOST = 20_000  # lines at once: they are put in one transaction while the person waits
SHOWN = 20
_BETWEEN = re.compile(r"[;,\t|]")


class SuppressManyForm(ClientsForm):
    """One number or address a line, or a sheet with them in any column."""

    lines = forms.CharField(
        label=_("Numbers and addresses, one on each line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr"}),
    )
    file = SheetField(
        label=_("or a file with them"), required=False, help_text=_("xlsx, xls, ods, csv, tsv or plain text.")
    )
    field_order = ("client", "lines", "file", "source", "evidence", "until", "everywhere")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not told.get("client"):
            return told
        try:
            self._read(list(self._rows(told)), told["client"].country)
        except SpreadsheetError as error:
            self.add_error("file", error.told(_t))
        return told

    def _read(self, rows: Sequence[Sequence[str]], country: str) -> None:
        """`values`: what was found, once each; `unread`: the lines in which nothing was."""
        found = [values_in(cells, country) for cells in rows]
        self.values = list(dict.fromkeys(value for values in found for value in values))
        self.unread = [" ".join(cells) for cells, values in zip(rows, found, strict=True) if not values]
        if len(rows) > MOST:
            self.add_error(None, _t("Up to %(most)d lines at once. Divide the list.") % {"most": MOST})
        elif not self.values:
            self.add_error(None, _t("There is no phone number and no e-mail address in it."))

    def _rows(self, told: dict[str, Any]) -> Iterator[list[str]]:
        for line in told.get("lines", "").splitlines():
            if line.strip():
                yield [cell.strip() for cell in _BETWEEN.split(line)]
        if told.get("file"):
            with on_disk(told["file"]) as path:
                yield from _sheet_rows(path)

    @property
    def shown(self) -> list[str]:
        """The first lines that could not be read."""
        return self.unread[:SHOWN]

    def act(self, *, by: User) -> None:
        """Put them all, or none."""
        Suppression.put_all(self.values, client=self.whose, by=by, **self.how)


def _sheet_rows(path: Any) -> Iterator[list[str]]:
    """The rows of a file, up to one more than may be; what it holds above them may be a number too."""
    with spreadsheets.read(path, spreadsheets.Choices(header_row=0)) as sheet:
        for count, (_number, cells) in enumerate(sheet.rows):
            if count > MOST:
                return
            yield cells


def values_in(cells: Sequence[str], country: str) -> list[str]:
    """Every address and every number that exists among some cells; else the first number that is only possible."""
    read = [(barred.number_or_address(cell, country), cell) for cell in cells if cell]
    sure = [value for value, cell in read if "@" in value or phones.read(cell, country).validity == "valid"]
    return sure or [value for value, _cell in read if value][:1]
