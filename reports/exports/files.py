"""Tables as files: csv as it is read from the database, xlsx by way of a temporary file."""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import IO, Protocol

import structlog
from django.utils import translation
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop

from leads.spreadsheets import SpreadsheetError
from leads.spreadsheets.workbook import write_xlsx
from leads.spreadsheets.writing import BOM, csv_text
from office import isolation
from office.models import Refused
from reports.exports.table import Rows
from reports.models import Export

WENT = gettext_noop("The reader went away.")
log = structlog.get_logger(__name__)


class Sendable(Protocol):
    """Heads, and rows some at a time."""

    @property
    def heads(self) -> list[str]: ...

    def chunks(self) -> Iterator[Rows]: ...


def csv_stream(export: Export, table: Sendable) -> Iterator[bytes]:
    """The file, piece by piece. Where it breaks off, its last line says so, and so do the log and the connection."""
    return _pieces(export, table, table.heads, translation.get_language() or "en")


def _pieces(export: Export, table: Sendable, heads: list[str], language: str) -> Iterator[bytes]:
    rows = 0
    try:
        yield (BOM + csv_text([heads], export.divider)).encode()
        for chunk in table.chunks():
            yield csv_text(chunk, export.divider).encode()
            rows += len(chunk)
    except GeneratorExit:
        _break_off(export, rows, WENT)
        raise
    except Exception as fault:
        with translation.override(language):
            broken, why = _t("This file is not complete: the export broke off here."), _why(fault)
        _break_off(export, rows, why)
        yield csv_text([[broken, why]], export.divider).encode()
        raise
    with isolation.seeing([export.client_id]):
        export.finish(rows)


def xlsx_file(export: Export, table: Sendable) -> IO[bytes]:
    """The whole file, open at its beginning; whoever sends it closes it. Raises what reading the rows raises."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        rows = write_xlsx(file, table.heads, chain.from_iterable(table.chunks()))
    except Exception as fault:
        file.close()
        _break_off(export, 0, _why(fault))
        if isinstance(fault, SpreadsheetError):
            raise Refused(_why(fault)) from fault
        raise
    export.finish(rows)
    file.seek(0)
    return file


def _break_off(export: Export, rows: int, why: str) -> None:
    log.warning("export_broken_off", export=export.pk, rows=rows, why=why)
    with isolation.seeing([export.client_id]):
        export.break_off(rows, why)


def _why(fault: Exception) -> str:
    """In words where we have some; a fault of ours by its name only."""
    if isinstance(fault, Refused):
        return fault.sentence
    if isinstance(fault, SpreadsheetError):
        return str(_t(fault.sentence) % fault.values)
    return type(fault).__name__
