"""An uploaded file: not too big, and on disk for as long as it is read."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MEGABYTE = 1024 * 1024


class SheetField(forms.FileField):
    """A spreadsheet or a text file."""

    widget = forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // MEGABYTE
            raise forms.ValidationError(_t("Up to %(limit)s MB can be uploaded.") % {"limit": limit})
        return file


@contextmanager
def on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    """The file at a path, within the block."""
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)
