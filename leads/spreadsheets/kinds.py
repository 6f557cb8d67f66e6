"""What a file is, told by its first bytes and never by its name."""

import codecs
import re
import zipfile
from pathlib import Path

from leads.spreadsheets import limits
from leads.spreadsheets.limits import N_, SpreadsheetError

OTHERS = {
    b"%PDF": N_("a PDF document"),
    b"\x89PNG": N_("a picture"),
    b"\xff\xd8\xff": N_("a picture"),
    b"GIF8": N_("a picture"),
    b"{\\rtf": N_("a text document"),
    b"SQLite format 3": N_("a database"),
    b"\x7fELF": N_("a program"),
    b"MZ\x90": N_("a program"),
}
PACKED = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BARE_BIFF = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OLE_OTHERS = {
    "WordDocument": N_("a text document"),
    "PowerPoint Document": N_("a presentation"),
    "__nameid_": N_("a mail"),
}
ZIP_OTHERS = {
    "word/": N_("a text document"),
    "ppt/": N_("a presentation"),
    "index/document.iwa": N_("a Numbers document"),
}
ODF_OTHERS = {b"text": N_("a text document"), b"presentation": N_("a presentation"), b"graphics": N_("a drawing")}
TEXT_OTHERS = {
    **dict.fromkeys((b"begin:vcalendar", b"begin:vevent", b"begin:vfreebusy", b"begin:vtodo"), N_("a calendar")),
    b"begin:vcard": N_("a file of address cards (vCard)"),
    b"%!ps": N_("a PostScript document"),
    b"<svg": N_("a picture"),
    b"<?php": N_("a program"),
    b"#!/": N_("a program"),
}
_JSON = re.compile(rb"\[\s*(?:[\[{\"\]]|-?\d|true|false|null)|\{\s*[\"}]")
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<title", b"<style", b"<div", b"<!--")


def kind_of(path: Path) -> str:
    """``xlsx``, ``xlsb``, ``ods``, ``xls``, ``page`` or ``text``; SpreadsheetError for anything else."""
    size = path.stat().st_size
    if size == 0:
        raise SpreadsheetError(limits.EMPTY)
    if size > limits.FILE_BYTES:
        found, limit = size // 1024**2 + 1, limits.FILE_BYTES // 1024**2
        raise SpreadsheetError(limits.TOO_BIG, found=found, limit=limit)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(OLE):
        return _kind_of_ole(path)
    if head[:2] in BARE_BIFF and head[3:4] == b"\x00":
        return "xls"
    _refuse_others(head)
    start = _as_bytes(head).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _is_page(start):
        return "page"
    _refuse_marked_up(start)
    return "text"


def _refuse_others(head: bytes) -> None:
    for magic, kind in PACKED.items():
        if head.startswith(magic):
            raise SpreadsheetError(limits.PACKED, kind=kind)
    for magic, kind in OTHERS.items():
        if head.startswith(magic):
            raise SpreadsheetError(limits.OTHER_KIND, kind=kind)


def _as_bytes(head: bytes) -> bytes:
    """The head of a text, also of one in UTF-16."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").encode()
    return head


def _is_page(start: bytes) -> bool:
    return start.startswith(_HTML) or (start.startswith(b"<?xml") and b"<html" in start)


def _refuse_marked_up(start: bytes) -> None:
    if start.startswith(b"mime-version:") and b"multipart/related" in start:
        raise SpreadsheetError(limits.WEB_PAGE)
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise SpreadsheetError(limits.XML_SHEET)
    if start.startswith((b"<?xml", b"<!doctype")):
        raise SpreadsheetError(limits.OTHER_KIND, kind=N_("an XML document"))
    if _JSON.match(start):
        raise SpreadsheetError(limits.OTHER_KIND, kind=N_("a JSON file"))
    for opening, kind in TEXT_OTHERS.items():
        if start.startswith(opening):
            raise SpreadsheetError(limits.OTHER_KIND, kind=kind)


def _kind_of_ole(path: Path) -> str:
    """An OLE container is an old workbook or the wrapping of an encrypted new one."""
    content = path.read_bytes()
    if ENCRYPTED_STREAM in content:
        raise SpreadsheetError(limits.PASSWORD)
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        for name, kind in OLE_OTHERS.items():
            if name.encode("utf-16-le") in content:
                raise SpreadsheetError(limits.OTHER_KIND, kind=kind)
    return "xls"


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_size(archive, entries, path.stat().st_size)
            return _kind_by_names(archive, {entry.filename.replace("\\", "/").lower() for entry in entries})
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError) as error:
        raise SpreadsheetError(limits.DAMAGED) from error


def _check_size(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> None:
    """What the directory claims; an entry that lies about its size meets the memory limit later."""
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.UNZIPPED_BYTES or len(entries) > limits.ZIP_ENTRIES:
        raise SpreadsheetError(limits.UNPACKS_TOO_BIG, limit=limits.UNZIPPED_BYTES // 1024**2)
    if unpacked > limits.UNZIP_FREE_BYTES and unpacked > packed * limits.UNZIP_RATIO:
        raise SpreadsheetError(limits.UNPACKS_TOO_MUCH, limit=limits.UNZIP_RATIO)


def _kind_by_names(archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    for part, kind in ZIP_OTHERS.items():
        if any(name.startswith(part) for name in names):
            raise SpreadsheetError(limits.OTHER_KIND, kind=kind)
    if "content.xml" in names:
        _refuse_other_documents(archive, names)
        _refuse_locked_ods(archive)
        return "ods"
    if "[content_types].xml" in names:
        return "xlsx"
    raise SpreadsheetError(limits.ZIP)


def _refuse_other_documents(archive: zipfile.ZipFile, names: set[str]) -> None:
    kind = archive.read("mimetype")[:100].partition(b"opendocument.")[2] if "mimetype" in names else b""
    for other, words in ODF_OTHERS.items():
        if kind.startswith(other):
            raise SpreadsheetError(limits.OTHER_KIND, kind=words)


def _refuse_locked_ods(archive: zipfile.ZipFile) -> None:
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            locked = b"encryption-data" in manifest.read(1024**2)
    except KeyError:
        return
    if locked:
        raise SpreadsheetError(limits.PASSWORD)
