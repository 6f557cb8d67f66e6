"""Workbooks that are too large to hold are read row by row: slower, flat in memory, and with the same values."""

import datetime
import io
import json

import pytest

from leads.spreadsheets import SpreadsheetError, limits
from leads.spreadsheets import __main__ as child
from leads.spreadsheets.books import Book
from leads.spreadsheets.frames import HEAD_BYTES, ROWS, head_of, rows_of
from leads.spreadsheets.sheetxml import strings
from leads.spreadsheets.streams import Stream, is_large
from tests import sheets

HALF_PAST = datetime.datetime(2026, 3, 9, 8, 30)  # noqa: DTZ001 - sheets know no zones
VALUES = [
    ["Name", "Number", "Day", "At", "Clock", "Truth", "Long", "Sum"],
    ["Άννα", 6912345678, datetime.date(2026, 3, 9), HALF_PAST, datetime.time(8, 30), True, 2**60, "=1+1"],
    [None, None, None],
    [" Bob\r\n", 12.5, datetime.date(1900, 3, 1), HALF_PAST, datetime.time(0, 0, 1), False, -0.001, "#N/A"],
    ["Cid", 0.1 + 0.2, None, None, datetime.timedelta(hours=30, minutes=5), None, 10**15, None],
]


@pytest.fixture
def path(tmp_path):
    return sheets.book(tmp_path / "a.xlsx", VALUES, secret=[["Name"], ["Eve"]])


def test_the_values_are_the_same(path):
    held, streamed = Book(path, "xlsx"), Stream(path)
    assert held.names == streamed.names == ["Sheet"]
    narrow = [(number, cells[: len(cells)]) for number, cells in held.records("Sheet")]
    full = [(number, cells + [""] * (8 - len(cells))) for number, cells in streamed.records("Sheet")]
    assert full == narrow
    assert full[1][1][:6] == ["Άννα", "6912345678", "2026-03-09", "2026-03-09 08:30:00", "08:30:00", "TRUE"]
    assert full[3][1][4] == "30:05:00"


def test_rows_are_counted_without_reading_them(path):
    assert Stream(path).height("Sheet") == 5
    assert Stream(path).first_filled() == "Sheet"


def test_a_sheet_that_is_not_there_is_refused(path):
    with pytest.raises(SpreadsheetError, match="no visible sheet"):
        next(Stream(path).records("secret"))


def test_a_false_claim_of_size_costs_nothing(tmp_path):
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    far = '<row r="900"><c r="A900" t="inlineStr"><is><t>Ann</t></is></c><c r="XFD900"/></row>'
    claim = f'<dimension ref="A1:XFD1048576"/><sheetData>{row}{far}</sheetData>'
    assert list(Stream(sheets.raw_book(tmp_path / "a.xlsx", claim)).records("S")) == [(1, ["Name"]), (900, ["Ann"])]


PIECES = [
    ('<x:row r="2"><x:c r="B2" t="str"><x:v>Ann</x:v></x:c></x:row>', [(2, ["", "Ann"])]),
    ('<row><c t="inlineStr"><is><r><t>An</t></r><r><t>na</t></r><rPh><t>ア</t></rPh></is></c></row>', [(1, ["Anna"])]),
    ('<row r="3"><c r="A3" t="b"><v>1</v></c><c r="C3" t="e"><v>#N/A</v></c></row>', [(3, ["TRUE"])]),
    ('<row r="1"><c r="A1" t="d"><v>2026-03-09T08:30:00</v></c></row>', [(1, ["2026-03-09 08:30:00"])]),
    ('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c></row>', [(1, ["2"])]),
    ('<row r="1"><c r="A1"><v>not a number</v></c><c r="B1" t="s"><v>7</v></c></row>', [(1, ["not a number"])]),
    ('<row r="1"><c r="A1" t="inlineStr"><is><t>a &lt; b &#233;</t></is></c></row>', [(1, ["a < b é"])]),
]


@pytest.mark.parametrize(("cells", "rows"), PIECES)
def test_every_way_to_write_a_cell_is_understood(tmp_path, cells, rows):
    path = sheets.raw_book(tmp_path / "a.xlsx", f"<sheetData>{cells}</sheetData>")
    assert list(Stream(path).records("S")) == rows


@pytest.mark.parametrize("cells", ["<sheetData><row></sheetData>", "<sheetData>&bomb;</sheetData>"])
def test_a_broken_sheet_is_refused(tmp_path, cells):
    with pytest.raises(SpreadsheetError, match="damaged"):
        list(Stream(sheets.raw_book(tmp_path / "a.xlsx", cells)).records("S"))


def test_an_entity_is_never_made(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    with pytest.raises(SpreadsheetError, match="damaged"):
        strings(io.BytesIO(bomb))


@pytest.mark.parametrize(("limit", "words"), [("ROWS", "more than 2 rows"), ("COLUMNS", "more than 2 columns")])
def test_the_limits_hold_while_streaming(path, monkeypatch, limit, words):
    monkeypatch.setattr(limits, limit, 2)
    with pytest.raises(SpreadsheetError, match=words):
        list(Stream(path).records("Sheet"))


def test_a_large_workbook_is_streamed(path, monkeypatch):
    monkeypatch.setattr(child, "_limit_myself", lambda kind: None)
    monkeypatch.setattr(child.resource, "setrlimit", lambda *limit: None)
    assert not is_large(path)
    held = answer(path)
    monkeypatch.setattr(limits, "HELD_BYTES", 100)
    assert is_large(path)
    streamed = answer(path)
    assert streamed[0] == {"still": 0, "seconds": limits.STREAM_CPU_SECONDS}
    assert streamed[2:] == held[1:]


def test_a_look_at_a_large_workbook_reads_only_its_first_rows(path, monkeypatch):
    monkeypatch.setattr(child, "_limit_myself", lambda kind: None)
    monkeypatch.setattr(child.resource, "setrlimit", lambda *limit: None)
    monkeypatch.setattr(limits, "HELD_BYTES", 100)
    _life, told = answer(path, whole=False)
    assert told["about"]["sheets"] == [{"name": "Sheet", "rows": 4}]


def answer(path, whole=True):
    """What the child says of a file, word by word; blocks of rows as lists."""
    out = io.BytesIO()
    asked = {
        "path": str(path),
        "whole": whole,
        "count": True,
        "encoding": "",
        "delimiter": "",
        "sheet": "",
        "header_row": None,
    }
    child.main(asked, out)
    out.seek(0)
    said = []
    while head := out.read(HEAD_BYTES):
        kind, length = head_of(head)
        body = out.read(length)
        said.append(list(rows_of(body)) if kind == ROWS else json.loads(body))
    return said
