"""Say how a file is read."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.models import LeadImport
from leads.spreadsheets import Choices
from office.models import Refused

DIVIDER = " / "


def read_as(lead_import: LeadImport) -> str:
    """How the file is read, in one word: tells to which columns answers belong."""
    return DIVIDER.join(map(str, vars(lead_import.choices).values()))


class ChooseForm(forms.Form):
    """Read the file another way than we guessed."""

    ENCODINGS = (
        "utf-8", "cp1253", "iso-8859-7", "mac-greek", "cp1252", "mac-roman", "cp1250", "cp1251", "cp1254", "utf-16",
        "utf-16-le", "utf-16-be", "cp737", "cp866", "gb18030", "big5", "shift_jis",
    )  # fmt: skip
    NOT_ASKED = {"text": ("sheet",), "page": ("delimiter",)}
    DELIMITERS = ((",", ","), (";", ";"), ("\t", _("Tab")), ("|", "|"))

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("Letters (encoding)"), required=False)
    delimiter = forms.ChoiceField(label=_("Columns are divided by"), required=False, choices=DELIMITERS)
    header_row = forms.IntegerField(
        label=_("Row with the column names"), min_value=0, max_value=1_048_576, help_text=_("0: there is none.")
    )

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        now = lead_import.choices
        super().__init__(*args, **{"initial": vars(now), **kwargs})
        self.lead_import = lead_import
        for name in self.NOT_ASKED.get(lead_import.reading.get("kind", ""), ("encoding", "delimiter")):
            del self.fields[name]
        if "encoding" in self.fields:
            self._choices("encoding", [(name, name) for name in dict.fromkeys((now.encoding, *self.ENCODINGS))])
        if "delimiter" in self.fields:
            also = () if now.delimiter in dict(self.DELIMITERS) else ((now.delimiter, now.delimiter),)
            self._choices("delimiter", [*self.DELIMITERS, *also])
        if "sheet" in self.fields:
            self._choices("sheet", [(name, f"{name} ({rows})") for name, rows in lead_import.reading.get("sheets", [])])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def choices(self) -> Choices:
        """As they are chosen here."""
        return Choices(**self.cleaned_data)

    def show(self) -> bool:
        """Let the import be as if the file were read so; nothing is saved. A row of names that was not chosen is found
        anew when something else was."""
        if not self.is_valid():
            return False
        said = self.choices
        *others, row = self.data.get("read_as", "").split(DIVIDER)
        if others and others != list(map(str, vars(said).values()))[:-1] and row == str(said.header_row):
            said = replace(said, header_row=None)
        try:
            self.lead_import.seen_as(said)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
        return not self.errors
