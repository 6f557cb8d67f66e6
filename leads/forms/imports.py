"""Hand in a spreadsheet, and load it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leads.forms.oflist import SupplierField, suppliers_of
from leads.models import Campaign, LeadImport, LeadList
from office.models import Refused, User

MEGABYTE = 1024 * 1024


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

    supplier = SupplierField(help_text=_("Leave it empty for leads of your own. A new name becomes a supplier."))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaigns = Campaign.objects.visible_to(user).running().by_name()
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = campaigns
        self.suppliers = suppliers_of(user)
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
        told = {"campaign": said["campaign"], "name": said["list_name"], "supplier": said["supplier"]}
        lead_list = LeadList.open_for(by=by, **told)
        with _on_disk(said["file"]) as path:
            return LeadImport.receive(path, name=said["file"].name, lead_list=lead_list, by=by)


class LoadForm(forms.Form):
    """Load the rows that are good; the others stay in the result file."""

    def save(self, lead_import: LeadImport, *, by: User) -> bool:
        try:
            lead_import.load(by=by)
        except Refused as refusal:
            self.refusal = refusal.sentence
            return False
        return True


@contextmanager
def _on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)
