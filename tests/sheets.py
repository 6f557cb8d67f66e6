"""Makers of small spreadsheets for the tests: written here, never copied."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from leads.models import LeadImport

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONSHIP = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{type}" '
    'Target="{target}"/></Relationships>'
)


def text(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    """A text file of these lines."""
    path.write_bytes(end.join([*lines, ""]).encode(encoding))
    return path


def book(path: Path, rows: Iterable[Sequence[Any]], **hidden: Iterable[Sequence[Any]]) -> Path:
    """An xlsx workbook with one sheet of these rows; keywords add hidden sheets."""
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    for name, more in hidden.items():
        sheet = made.create_sheet(name)
        sheet.sheet_state = "hidden"
        for row in more:
            sheet.append(list(row))
    made.save(path)
    return path


def raw_book(path: Path, cells: str) -> Path:
    """A workbook whose one sheet holds just this XML, as a program that means harm would write it."""
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{cells}</worksheet>'
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIP.format(type="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONSHIP.format(type="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def bomb(path: Path, megabytes: int) -> Path:
    """A workbook whose sheet unpacks to that many megabytes of nothing."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _turn in range(megabytes):
                entry.write(b" " * 1024 * 1024)
    return path


def zipped(name: str, content: bytes, **others: bytes) -> bytes:
    """A zip archive with one file, and with others of plain names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, inside in {name: content, **others}.items():
            archive.writestr(each, inside)
    return made.getvalue()


def swept(made: LeadImport) -> LeadImport:
    """The import after the worker did what was due."""
    LeadImport.objects.sweep()
    made.refresh_from_db()
    assert made.error == ""
    return made


def classes(made: LeadImport) -> list[int]:
    """Its rows: created, updated, skipped, rejected, suppressed."""
    return [made.counts[name] for name in ("created", "updated", "skipped", "rejected", "suppressed")]
