"""Every kind of spreadsheet is read by its content, in a child that cannot hurt us."""

import datetime
import gzip
import os
import resource
import signal
import subprocess
from pathlib import Path

import pytest

from leads import spreadsheets
from leads.spreadsheets import Choices, SpreadsheetError, limits
from leads.spreadsheets import reading as reading_module
from leads.spreadsheets.writing import plain, safe
from tests import sheets


def read(path: Path, **choices):
    """(headers, rows) of a file."""
    with spreadsheets.read(path, Choices(**choices)) as sheet:
        return sheet.headers, list(sheet.rows)


def cells(path: Path, **choices):
    return [row for _number, row in read(path, **choices)[1]]


def refusal(path: Path, **choices) -> str:
    with pytest.raises(SpreadsheetError) as caught:
        read(path, **choices)
    return str(caught.value)


def test_rows_come_with_their_numbers_and_blank_rows_are_none(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,Phone", "Ann,1", "", " , ", "Bob,2")
    assert read(path) == (["Name", "Phone"], [(2, ["Ann", "1"]), (5, ["Bob", "2"])])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows = [["Name", "City", "Price"], ["Ann", "Oslo", "1.5"], ["Bob", "Rome", "2.5"]]
    path = sheets.text(tmp_path / "a.csv", *(delimiter.join(row) for row in rows))
    assert spreadsheets.look(path).choices.delimiter == delimiter
    assert cells(path) == rows[1:]


def test_decimal_commas_do_not_beat_semicolons(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name;Sum;Tax", "Ann;1,5;0,3", "Bob;2,5;0,5")
    assert cells(path) == [["Ann", "1,5", "0,3"], ["Bob", "2,5", "0,5"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_end_divides_rows(tmp_path, end):
    path = sheets.text(tmp_path / "a.csv", "Name,City", "Ann,Oslo", "Bob,Rome", end=end)
    assert read(path)[1] == [(2, ["Ann", "Oslo"]), (3, ["Bob", "Rome"])]


GREEK = "Άννα Παπαδοπούλου από τη Θεσσαλονίκη"


@pytest.mark.parametrize(
    ("encoding", "words", "guessed"),
    [
        ("utf-8", GREEK, "utf-8"),
        ("utf-8-sig", GREEK, "utf-8-sig"),
        ("utf-16", GREEK, "utf-16"),
        ("utf-16-le", "Anna Smith from Oslo", "utf-16-le"),
        ("utf-16-be", "Anna Smith from Oslo", "utf-16-be"),
        ("cp1253", GREEK, "cp1253"),
        ("iso-8859-7", GREEK, "iso-8859-7"),
        ("cp1252", "Müller Straße, Köln – Göteborg", "cp1252"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("cp1250", "Zażółć gęślą jaźń w Łodzi", "cp1250"),
    ],
)
def test_the_encoding_is_guessed(tmp_path, encoding, words, guessed):
    path = sheets.text(tmp_path / "a.csv", "Name;City", f"{words};x", encoding=encoding)
    assert spreadsheets.look(path).choices.encoding == guessed
    assert cells(path)[0][0] == words


def test_a_late_foreign_byte_is_not_missed(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,City", *["Ann,Oslo"] * 50_000, "Ζωή,Πάτρα")
    assert spreadsheets.look(path).choices.encoding == "utf-8"
    assert cells(path)[-1] == ["Ζωή", "Πάτρα"]


def test_a_person_may_overrule_every_guess(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "title", "Name;City", "Αννα;Πάτρα", encoding="cp1253")
    headers, rows = read(path, encoding="iso-8859-7", delimiter=";", header_row=2)
    assert headers == ["Name", "City"]
    assert rows == [(3, ["Αννα", "Πάτρα"])]
    assert read(path, header_row=0)[0] == ["Column 1", "Column 2"]
    assert "no text encoding named" in refusal(path, encoding="klingon")
    assert "no row 99" in refusal(path, header_row=99)


def test_quoted_line_breaks_stay_in_the_cell(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,Note", 'Ann,"one\ntwo"', "Bob,three")
    assert cells(path) == [["Ann", "one\ntwo"], ["Bob", "three"]]


def test_a_row_quoted_as_one_field_is_divided(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,City,Note", '"Ann,Oslo,""a, b"""', "Bob,Rome,c", "Cid,Bonn,d")
    assert cells(path)[0] == ["Ann", "Oslo", "a, b"]


def test_backslash_escapes_are_understood(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,Note", '"Ann","say \\"hi\\", now"')
    assert cells(path) == [["Ann", 'say "hi", now']]


def test_headers_are_named_apart(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Phone,Phone,,phone,First\tName", "a,b,c,d,e")
    assert read(path)[0] == ["Phone", "Phone (2)", "Column 3", "phone (3)", "First Name"]


def test_cells_beyond_the_headers_are_kept_and_named(tmp_path):
    lines = ["Name,City", *["Ann,Oslo"] * 100, "Bob,Rome,late"]
    path = sheets.text(tmp_path / "a.csv", *lines)
    with spreadsheets.read(path) as sheet:
        *_rows, (number, last) = sheet.rows
        assert (number, last, sheet.header(2)) == (102, ["Bob", "Rome", "late"], "Column 3")


def test_short_rows_are_filled_up(tmp_path):
    assert cells(sheets.text(tmp_path / "a.csv", "A,B,C", "x")) == [["x", "", ""]]


def test_titles_above_the_header_are_skipped(tmp_path):
    lines = ["Leads of May,,,", ",,,", "Name,City,Phone,Id", "Ann,Oslo,123456,7", "Bob,Rome,654321,8"]
    path = sheets.text(tmp_path / "a.csv", *lines)
    assert spreadsheets.look(path).choices.header_row == 3


def test_a_file_without_header_says_so(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Ann,ann@example.org,6912345678", "Bob,bob@example.org,6912345679")
    seen = spreadsheets.look(path)
    assert seen.choices.header_row == 0
    assert seen.headers == ["Column 1", "Column 2", "Column 3"]
    assert seen.row_count == 2


def test_numbers_dates_and_truths_of_a_sheet_become_text(tmp_path):
    half_past = datetime.datetime(2026, 3, 9, 8, 30)  # noqa: DTZ001 - sheets know no zones
    row = [6912345678.0, 12.5, True, datetime.date(2026, 3, 9), half_past, "007", None]
    path = sheets.book(tmp_path / "a.xlsx", [["a", "b", "c", "d", "e", "f", "g"], row])
    assert cells(path) == [["6912345678", "12.5", "TRUE", "2026-03-09", "2026-03-09 08:30:00", "007", ""]]


def test_formulas_are_never_calculated(tmp_path):
    path = sheets.book(tmp_path / "a.xlsx", [["Name", "Sum"], ["Ann", "=1+1"]])
    assert cells(path) == [["Ann", ""]]


def test_hidden_sheets_are_not_offered(tmp_path):
    path = sheets.book(tmp_path / "a.xlsx", [["Name"], ["Ann"]], secret=[["Name"], ["Bob"]])
    seen = spreadsheets.look(path)
    assert [(sheet.name, sheet.rows) for sheet in seen.sheets] == [("Sheet", 1)]
    assert "no visible sheet" in refusal(path, sheet="secret")


def test_content_tells_the_kind_not_the_name(tmp_path):
    path = sheets.book(tmp_path / "a.xlsx", [["Name"], ["Ann"]])
    renamed = path.rename(tmp_path / "Leads.csv")
    assert (spreadsheets.look(renamed).kind, cells(renamed)) == ("xlsx", [["Ann"]])
    assert cells(sheets.text(tmp_path / "b.xlsx", "Name,City", "Ann,Oslo")) == [["Ann", "Oslo"]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "no rows"),
        (b"<!DOCTYPE html><html><table><tr><td>Ann</td></tr></table></html>", "saved web page"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (gzip.compress(b"Name,City", mtime=0), "packed file (gzip)"),
        (sheets.zipped("a.csv", b"Name,City"), "zip archive"),
        (b"PK\x03\x04 not really", "damaged"),
        ("<html><table><tr><td>Ann</td></tr></table></html>".encode("utf-16"), "saved web page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "saved web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "of the year 2003"),
        (b'<?xml version="1.0"?><feed><entry/></feed>', "an XML document"),
        (b'[{"name": "Ann"}]', "a JSON file"),
        (b'{\n  "people": []\n}', "a JSON file"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", "a calendar"),
        (b"BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD", "address cards"),
        (sheets.zipped("word/document.xml", b"<w:document/>"), "a text document"),
        (sheets.zipped("Index/Document.iwa", b"..."), "a Numbers document"),
        (sheets.zipped("content.xml", b"<x/>", mimetype=b"application/vnd.oasis.opendocument.text"), "a text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a text document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
        (bytes(range(1, 32)) * 40, "neither a spreadsheet nor text"),
    ],
)
def test_what_is_no_spreadsheet_gets_one_clear_sentence(tmp_path, content, sentence):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert sentence in refusal(path)


def test_a_cell_at_the_far_end_does_not_kill_us(tmp_path):
    rows = [f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>' for column, row in (("A", 1), ("XFD", 1048576))]
    path = sheets.raw_book(tmp_path / "a.xlsx", f"<sheetData>{''.join(rows)}</sheetData>")
    assert path.stat().st_size < 2_000
    said = refusal(path)
    assert "memory" in said or "columns" in said


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = sheets.bomb(tmp_path / "a.xlsx", 60)
    assert path.stat().st_size < 100_000
    assert "times its size" in refusal(path)


def test_an_endless_cell_is_named_with_its_row(tmp_path):
    path = sheets.text(tmp_path / "a.csv", "Name,City", "Ann,Oslo", 'Bob,"' + "x\n" * limits.CELL_CHARACTERS)
    assert "near row 3" in refusal(path)


def test_too_many_columns_are_counted(tmp_path):
    path = sheets.text(tmp_path / "a.csv", *[",".join(["x"] * (limits.COLUMNS + 1))] * 2)
    assert f"more than {limits.COLUMNS} columns" in refusal(path)


def test_memory_stays_flat_while_a_long_file_streams(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w") as file:
        file.write("Name,City,Note\n")
        file.writelines(f"Person {number},Oslo,{'n' * 80}\n" for number in range(150_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with spreadsheets.read(path) as sheet:
        assert sum(1 for _row in sheet.rows) == 150_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_control_characters_do_not_reach_a_cell(tmp_path, encoding):
    lines = ["Name,Note", *["Ann,some words that are no program"] * 9, "B\0ob,one\x0btwo\x1f\x1e"]
    path = sheets.text(tmp_path / "a.csv", *lines, encoding=encoding)
    assert cells(path)[-1] == ["Bob", "one two"]


def test_signs_that_divide_frames_do_not_divide_cells(tmp_path):
    path = sheets.book(tmp_path / "a.xlsx", [["Name", "Note"], ["Ann", "one_x001F_two_x001E_three"], ["Bob", "x"]])
    assert cells(path) == [["Ann", "onetwothree"], ["Bob", "x"]]


def test_a_word_about_the_kind_of_file_is_translated_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(SpreadsheetError) as caught:
        spreadsheets.look(path)
    said = caught.value.told({"a PDF document": "ένα έγγραφο PDF", limits.OTHER_KIND: "Όχι %(kind)s."}.__getitem__)
    assert said == "Όχι ένα έγγραφο PDF."


def test_a_silent_child_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(limits, "SILENT_SECONDS", 0.1)
    with subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE) as child:
        with pytest.raises(SpreadsheetError, match="took more than"):
            next(reading_module._said(child))
        child.kill()


def test_a_child_that_computes_in_silence_is_waited_for(monkeypatch):
    """A large workbook on a busy machine: what it may use of the processor ends it, not the clock."""
    beats = [True, True, False]
    monkeypatch.setattr(limits, "SILENT_SECONDS", 0.01)
    monkeypatch.setattr(reading_module.Pulse, "beats", lambda _pulse: beats.pop(0))
    with subprocess.Popen(["sleep", "60"], stdout=subprocess.PIPE) as child:
        with pytest.raises(SpreadsheetError, match="took more than"):
            next(reading_module._said(child))
        child.kill()
    assert beats == []


def test_the_pulse_is_the_processor_time_of_a_process():
    mine = reading_module.Pulse(os.getpid())
    assert mine.beats()
    while not mine.beats():
        pass
    with subprocess.Popen(["true"]) as gone:
        pass
    assert not reading_module.Pulse(gone.pid).beats()


@pytest.mark.parametrize(("number", "sentence"), [("ABRT", "memory"), ("XCPU", "seconds"), ("TERM", "without a word")])
def test_a_child_that_dies_is_explained(number, sentence):
    child = subprocess.Popen(["sh", "-c", f"kill -{number} $$"], stdout=subprocess.PIPE)
    with child, pytest.raises(SpreadsheetError, match=sentence):
        list(reading_module._said(child))


def test_the_child_knows_no_secrets(tmp_path, monkeypatch):
    seen = {}
    real = reading_module.subprocess.Popen

    def spy(*args, **kwargs):
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(reading_module.subprocess, "Popen", spy)
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    read(sheets.text(tmp_path / "a.csv", "Name", "Ann"))
    assert "DATABASE_URL" not in seen


def test_leaving_early_ends_the_child(tmp_path, monkeypatch):
    children = []
    real = reading_module.subprocess.Popen
    monkeypatch.setattr(
        reading_module.subprocess, "Popen", lambda *a, **k: children.append(real(*a, **k)) or children[0]
    )
    path = sheets.text(tmp_path / "a.csv", "Name,City", *["Ann,Oslo"] * 200_000)
    with spreadsheets.read(path) as sheet:
        assert next(sheet.rows) == (2, ["Ann", "Oslo"])
        assert children[0].poll() is None
    assert children[0].returncode == -signal.SIGKILL


@pytest.mark.parametrize("cell", [" =1+1", "\n=1+1", "\u00a0@SUM(A1)", "\ufeff=1+1", "＝1+1"])
def test_a_formula_in_disguise_is_text_too(cell):
    assert safe(cell)[0] == "'" and plain(safe(cell)) == cell
