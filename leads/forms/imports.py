"""Hand in a spreadsheet, and say which column is which."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import phonenumbers
from babel import Locale
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from leads.mapping import CUSTOM, FIELDS, IGNORE
from leads.models import Campaign, LeadImport, LeadList
from leads.spreadsheets import Choices
from office.models import Refused, User

FIELD_WORDS = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "full_name": _("Full name"),
    "company": _("Company"),
    "job_title": _("Job title"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "phone2": _("Second phone"),
    "phone3": _("Third phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "city": _("City"),
    "region": _("Region or state"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "zone": _("Time zone"),
    "external_id": _("Number in your system"),
    "source": _("Source"),
    "notes": _("Notes"),
    "language": _("Language"),
    "consent_on": _("Consent given on"),
}
DATE_ORDERS = [("dmy", _("day first: 31/12/2026")), ("mdy", _("month first: 12/31/2026"))]
MEGABYTE = 1024 * 1024


def field_choices() -> list[tuple[str, Any]]:
    """What a column can become."""
    named = [(field, FIELD_WORDS[field]) for field in sorted(FIELDS, key=list(FIELD_WORDS).index)]
    return [*named, (CUSTOM, _("Keep under its own name")), (IGNORE, _("Do not import"))]


def country_choices() -> list[tuple[str, str]]:
    """Every country with its calling code, by name in the reader's language."""
    names = Locale.parse((get_language() or "en").split("-")[0]).territories
    found = [
        (code, f"{names.get(code, code)} (+{phonenumbers.country_code_for_region(code)})")
        for code in phonenumbers.SUPPORTED_REGIONS
    ]
    return sorted(found, key=lambda choice: choice[1])


class UploadForm(forms.Form):
    """A file, and the list that it goes into."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("xlsx, xls, ods, csv or tsv, with or without a header row."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
    )
    campaign = forms.ModelChoiceField(label=_("Campaign"), queryset=Campaign.objects.none())
    list_name = forms.CharField(
        label=_("List"), max_length=120, help_text=_("A new name makes a new list; a known one adds to that list.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = Campaign.objects.visible_to(user).running().by_name()
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = campaigns
        self.lists = LeadList.objects.visible_to(user).newest()

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // MEGABYTE
            raise forms.ValidationError(_("Up to %(limit)s MB can be uploaded."), params={"limit": limit})
        return file

    def save(self, *, by: User) -> LeadImport | None:
        """The import that was received; None leaves the reasons in the errors."""
        if not self.is_valid():
            return None
        try:
            return self._receive(by)
        except Refused as refusal:
            self.add_error("file", refusal.sentence)
            return None

    @transaction.atomic
    def _receive(self, by: User) -> LeadImport:
        said = self.cleaned_data
        lead_list = LeadList.open(campaign=said["campaign"], name=said["list_name"], by=by)
        with _on_disk(said["file"]) as path:
            return LeadImport.receive(path, name=said["file"].name, lead_list=lead_list, by=by)


class MatchForm(forms.Form):
    """One choice per column, and the country of numbers without a code."""

    def __init__(self, *args: Any, lead_import: LeadImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead_import = lead_import
        self.fields["country"] = forms.ChoiceField(
            label=_("Numbers without a country code"), choices=country_choices(), initial=lead_import.country
        )
        self.fields["date_order"] = forms.ChoiceField(
            label=_("Dates are written"), choices=DATE_ORDERS, initial=lead_import.date_order, required=False
        )
        choices = field_choices()
        for column in lead_import.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.header, choices=choices, initial=column.field, widget=_select()
            )

    @property
    def rows(self) -> list[tuple[Any, forms.BoundField]]:
        """(column, its field)."""
        return [(column, self[f"column-{column.index}"]) for column in self.lead_import.columns]

    def save(self, *, by: User) -> bool:
        """Match, and ask for the dry run."""
        if not self.is_valid():
            return False
        said = self.cleaned_data
        mapping = {header: said[f"column-{index}"] for index, header in enumerate(self.lead_import.headers)}
        try:
            self.lead_import.match(mapping, by=by, country=said["country"], date_order=said["date_order"])
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
            return False
        return True


class ChooseForm(forms.Form):
    """Read the file another way than we guessed."""

    ENCODINGS = (
        "utf-8",
        "cp1253",
        "iso-8859-7",
        "cp1252",
        "cp1250",
        "cp1251",
        "utf-16",
        "big5",
        "gb18030",
        "shift_jis",
    )
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
        for name in ("encoding", "delimiter") if lead_import.reading.get("kind") != "text" else ("sheet",):
            del self.fields[name]
        if "sheet" in self.fields:
            self.fields["sheet"].choices = [(name, f"{name} ({rows})") for name, rows in lead_import.reading["sheets"]]  # type: ignore[attr-defined]
        if "encoding" in self.fields:
            known = dict.fromkeys((now.encoding, *self.ENCODINGS))
            self.fields["encoding"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]

    def save(self, *, by: User) -> bool:
        if not self.is_valid():
            return False
        try:
            self.lead_import.choose(Choices(**self.cleaned_data), by=by)
        except Refused as refusal:
            self.add_error(None, refusal.sentence)
        return not self.errors


class LoadForm(forms.Form):
    """Load the rows that are good; the others stay in the result file."""

    def save(self, lead_import: LeadImport, *, by: User) -> bool:
        try:
            lead_import.load(by=by)
        except Refused as refusal:
            self.refusal = refusal.sentence
            return False
        return True


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


@contextmanager
def _on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)
