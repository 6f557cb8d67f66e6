"""Files that we write hold no formula, in whatever disguise, and come back through our own reader as they were."""

import csv
import io
import re
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from leads import spreadsheets
from leads.spreadsheets.workbook import LETTERS, fitting, write_xlsx
from leads.spreadsheets.writing import MARK, csv_text, plain, safe, write_csv

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "|calc", "%0A=1", "+306912345678", "-4396", "="]
DISGUISES = {
    "bare": "{}",
    "blank": " {}",
    "tab": "\t{}",
    "return": "\r{}",
    "line break": "\n{}",
    "no-break space": "\u00a0{}",
    "zero width": "\u200b{}",
    "zero width between blanks": "\u200b \u200b {}",
    "joiner": "\u200d{}",
    "soft hyphen": "\u00ad{}",
    "right to left": "\u202e{}",
    "byte-order mark": "\ufeff{}",
    "ideographic space": "\u3000{}",
    "combining joiner": "\u034f{}",
    "Hangul filler": "\u3164{}",
    "braille blank": "\u2800{}",
    "variation selector": "\ufe0f{}",
    "control": "\x01{}",
    "apostrophe": "'{}",
    "two apostrophes": "''{}",
    "after a semicolon": "ACME;{}",
    "after a tab": "ACME\t{}",
    "on a line of its own": "ACME\n{}",
    "after a semicolon and a blank": "ACME; \u200b{}",
}
WIDE = dict(zip("=+-@|%", "＝＋－＠｜％", strict=True))
SMALL = {"=": "﹦", "+": "﹢", "-": "﹣", "@": "﹫", "%": "﹪", "|": "｜"}
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}
ODD = st.text(st.sampled_from("=+-@|%;\t\r\n' aZ0＝＋\u200b\u00a0\ufeff\u3000,\""), max_size=14)


def is_formula(cell):
    """As a suspicious spreadsheet program would see it: what cannot be seen does not count."""
    for char in cell:
        if unicodedata.category(char) in INVISIBLE or char in "\u3164\u2800":
            continue
        return unicodedata.normalize("NFKC", char) in set("=+-@|%")
    return False


def as_read(text, delimiter, quote):
    """The cells of a csv text as a program reads them that has other ideas of what divides cells."""
    how = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    return [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter, **how) for cell in row]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_no_disguise_passes(disguise, formula):
    for turn in ({}, WIDE, SMALL):
        cell = disguise.format(turn.get(formula[0], formula[0]) + formula[1:])
        assert not is_formula(safe(cell))
        assert plain(safe(cell)) == cell


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_program_with_another_list_separator_finds_no_formula_either(delimiter):
    """Greek Excel divides cells at semicolons, and takes a quote in the middle of a cell for a quote."""
    cells = [disguise.format(formula) for disguise in DISGUISES.values() for formula in FORMULAS]
    lines = csv_text([["Ann", cell.replace("\r", " "), "x"] for cell in cells])
    found = [cell for line in lines.splitlines() for cell in as_read(line, delimiter, None)]
    assert len(found) > len(cells)
    assert [cell for cell in found if is_formula(cell)] == []


@settings(max_examples=400, deadline=None)
@given(ODD)
def test_whatever_is_written_comes_back(cell):
    assert plain(safe(cell)) == cell
    assert not is_formula(safe(cell))


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=30))
def test_any_text_comes_back_and_is_no_formula(cell):
    assert plain(safe(cell)) == cell
    assert not is_formula(safe(cell))


@pytest.mark.parametrize("cell", ["Άννα", "O'Neil", "a-b", "5 - 3", "x=1", "'quoted'", "", "A;B", "12%"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert safe(cell) == cell


def test_an_apostrophe_that_was_there_is_not_taken_away():
    assert safe("'=1") == MARK + "'=1" and plain("''=1") == "'=1"
    assert plain("O'Neil") == "O'Neil" and plain("'tis") == "'tis"


def test_long_cells_of_separators_are_judged_in_time_that_grows_with_them():
    """20,000 letters of a note; with a pattern that looks back this would take minutes."""
    cell = ";\t'" * 7_000
    assert plain(safe(f"{cell}=1")) == f"{cell}=1"


def sheet(rows, tmp_path, heads=("A", "B"), **limits):
    path = tmp_path / "made.xlsx"
    with path.open("wb") as file:
        count = write_xlsx(file, heads, rows, **limits)
    return path, count


def test_xlsx_cells_are_text_and_exact(tmp_path):
    cells = [
        disguise.format(formula).replace("\r", "\n").replace("\x01", "\ufffd")
        for disguise in DISGUISES.values()
        for formula in (*FORMULAS, "#N/A", "TRUE", "_x003D_1+1", "Άννα Ζήση", "=ΑΘΡΟΙΣΜΑ(Α1)")
    ]
    path, count = sheet([[cell, 7] for cell in cells], tmp_path)
    assert count == len(cells)
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in xml.replace("<fo", "") and xml.count('t="inlineStr"') == len(cells) + 2
    with spreadsheets.read(path) as read:
        assert read.headers == ["A", "B"]
        assert [row[0] for _number, row in read.rows] == [cleaned(cell) for cell in cells]
    book = load_workbook(path)
    assert {row[1].data_type for row in list(book.active.iter_rows())[1:]} == {"n"}
    assert {row[0].data_type for row in book.active.iter_rows()} == {"s"}


def cleaned(cell):
    """As our reader tidies what stands in a cell."""
    from leads.spreadsheets.cells import clean

    return clean(cell)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_stand_in_an_xlsx_cell(text):
    file = io.BytesIO()
    write_xlsx(file, ["A"], [["x", text]])
    cell = load_workbook(io.BytesIO(file.getvalue())).active["B2"]
    kept = re.sub("\r\n?", "\n", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text))
    assert (cell.value or "", cell.data_type) == (kept, "s" if kept else "n")


@pytest.mark.parametrize("letter", ["a", "Ω", "😀"])
def test_no_cell_is_longer_than_excel_takes(letter):
    kept = fitting(letter * LETTERS)
    assert len(kept.encode("utf-16-le")) // 2 <= LETTERS
    assert kept.endswith("…") is (letter == "😀")
    assert fitting(letter * 50) == letter * 50


def test_what_is_too_long_for_a_sheet_goes_on_to_the_next(tmp_path):
    path, count = sheet([[str(turn), ""] for turn in range(10)], tmp_path, most=5)
    book = load_workbook(path)
    assert count == 10
    assert [[row[0].value for row in one.iter_rows()] for one in book.worksheets] == [
        ["A", "0", "1", "2", "3"], ["A", "4", "5", "6", "7"], ["A", "8", "9"],
    ]  # fmt: skip
    assert load_workbook(sheet([], tmp_path)[0]).active["A1"].value == "A"


def test_csv_comes_back_through_our_reader(tmp_path):
    cells = [disguise.format("=1+1").replace("\r", "\n") for disguise in DISGUISES.values()]
    path = tmp_path / "made.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, [["Όνομα", "B"], *([cell, "x"] for cell in cells)])
    with spreadsheets.read(path) as read:
        assert read.headers == ["Όνομα", "B"]
        assert [plain(row[0]) for _number, row in read.rows] == [plain(cleaned(safe(cell))) for cell in cells]


@pytest.mark.parametrize(("divider", "cell"), [(",", "a,=1+1"), (";", "a,'=1+1")])
def test_where_semicolons_divide_a_comma_begins_no_formula_either(divider, cell):
    """Somebody whose program divides by commas may open it."""
    text = csv_text([["a,=1+1", "b;=1+1", "Ερμού 5, Αθήνα"]], divider)
    assert list(csv.reader([text.strip()], delimiter=divider))[0] == [cell, "b;'=1+1", "Ερμού 5, Αθήνα"]
