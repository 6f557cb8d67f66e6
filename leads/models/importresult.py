"""The file of the rows that were kept aside: the person's own columns, and beside them what is wrong with each."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext

from leads.fields import OURS
from leads.models.importmend import row_id
from leads.models.importrow import ImportRow
from leads.spreadsheets.writing import write_csv

if TYPE_CHECKING:
    from leads.models.leadimport import LeadImport


def aside_name(lead_import: "LeadImport") -> str:
    """Name of the file of the rows that were kept aside."""
    return f"{Path(lead_import.file_name).stem}-errors.csv"


def kept_aside(lead_import: "LeadImport") -> IO[bytes]:
    """A csv file of every rejected or suppressed row, as it stood, with the reason in the reader's words."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    write_csv(text, _rows(lead_import))
    text.flush()
    text.detach()
    file.seek(0)
    return file


def _rows(lead_import: "LeadImport") -> Iterator[list[str]]:
    lines = {line.row: line for line in ImportRow.objects.of_import(lead_import).kept_aside()}
    with lead_import.sheet() as sheet:
        yield [*sheet.headers, *OURS]
        width = len(sheet.headers)
        for number, cells in sheet.rows:
            if line := lines.get(number):
                yield [*cells[:width], _said(line), line.suggestion, row_id(lead_import, number), *cells[width:]]


def _said(line: ImportRow) -> str:
    return f"{line.column}: {gettext(line.reason)}" if line.column else gettext(line.reason)
