"""What a file is, told by its first bytes and never by its name."""

import zipfile
from pathlib import Path

from leads.spreadsheets import limits
from leads.spreadsheets.limits import SpreadsheetError

OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "a text document",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
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


def kind_of(path: Path) -> str:
    """``xlsx``, ``xlsb``, ``ods``, ``xls`` or ``text``; SpreadsheetError for anything else."""
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
    return "text"


def _refuse_others(head: bytes) -> None:
    for magic, kind in PACKED.items():
        if head.startswith(magic):
            raise SpreadsheetError(limits.PACKED, kind=kind)
    for magic, kind in OTHERS.items():
        if head.startswith(magic):
            raise SpreadsheetError(limits.OTHER_KIND, kind=kind)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")):
        raise SpreadsheetError(limits.WEB_PAGE)
    if start.startswith(b"<?xml") and b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise SpreadsheetError(limits.XML_SHEET)
    if start.startswith(b"<?xml") and b"<html" in start:
        raise SpreadsheetError(limits.WEB_PAGE)


def _kind_of_ole(path: Path) -> str:
    """An OLE container is an old workbook or the wrapping of an encrypted new one."""
    if ENCRYPTED_STREAM in path.read_bytes():
        raise SpreadsheetError(limits.PASSWORD)
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
    if (
        any(name.startswith("xl/") for name in names)
        or "[content_types].xml" in names
        and "word/document.xml" not in names
    ):
        return "xlsx"
    if "content.xml" in names:
        _refuse_locked_ods(archive)
        return "ods"
    raise SpreadsheetError(limits.ZIP)


def _refuse_locked_ods(archive: zipfile.ZipFile) -> None:
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            locked = b"encryption-data" in manifest.read(1024**2)
    except KeyError:
        return
    if locked:
        raise SpreadsheetError(limits.PASSWORD)
