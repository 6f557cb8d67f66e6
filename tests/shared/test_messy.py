"""Hundreds of spoilt spreadsheets from the test suites of other readers: a correct load or one clear sentence, each.

The ordinary run reads a sample (fixed seed) and all that have an expected result; `full` reads every file.
"""

import json
import random
from pathlib import Path

import pytest

from leads import spreadsheets
from leads.spreadsheets import SpreadsheetError
from tests.shared.conftest import DATA

FOLDERS = ("messy", "security/poi")
FILES = [path for folder in FOLDERS for path in sorted((DATA / folder).rglob("*")) if path.is_file()]
SAMPLE = random.Random(2026).sample(FILES, min(60, len(FILES)))


def name(path: Path) -> str:
    return str(path.relative_to(DATA))


def outcome(path: Path) -> tuple[int, str]:
    """(rows, "") of a file that is read, (0, sentence) of one that is refused."""
    try:
        with spreadsheets.read(path) as sheet:
            assert sheet.headers
            assert len({header.casefold() for header in sheet.headers}) == len(sheet.headers)
            numbers = []
            for number, cells in sheet.rows:
                numbers.append(number)
                assert any(cells)
                assert not any("\0" in cell for cell in cells)
    except SpreadsheetError as refusal:
        return 0, str(refusal)
    assert numbers == sorted(set(numbers))
    return len(numbers), ""


@pytest.mark.parametrize("path", SAMPLE, ids=name)
def test_a_sample_is_read_or_refused_in_words(path):
    rows, sentence = outcome(path)
    assert not sentence or (rows == 0 and sentence.endswith("."))


@pytest.mark.full
@pytest.mark.parametrize("path", [path for path in FILES if path not in SAMPLE], ids=name)
def test_every_file_is_read_or_refused_in_words(path):
    rows, sentence = outcome(path)
    assert not sentence or (rows == 0 and sentence.endswith("."))


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("messy/frictionless/blank-rows-multiple.csv", 2),
        ("messy/frictionless/encoding-issue-274.csv", 507),
        ("messy/frictionless/table-with-accents.csv", 638),
        ("messy/messytables/long.csv", 3999),
        ("messy/messytables/mixedGLB.csv", 133),
        ("messy/messytables/utf-16le_encoded.csv", 327),
        ("messy/tablib/bad_dimensions.xlsx", 3),
        ("messy/calamine/strict_iso_paths.xlsx", 75),
        ("messy/readxl/iris-google-doc.xlsx", 150),
        ("contacts/chinook_customers.csv", 59),
        ("contacts/greek_leads_500_utf8bom_semicolon.csv", 500),
        ("contacts/northwind_customers_semicolon_cp1252.csv", 91),
        ("contacts/splink_fake_1000.csv", 1000),
        ("calls/bank-additional.csv", 4119),
        ("calls/bank.csv", 4521),
    ],
)
def test_no_row_is_lost(path, rows):
    assert outcome(DATA / path) == (rows, "")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("messy/calamine/pass_protected.xlsx", "password"),
        ("messy/calamine/pass_protected.ods", "password"),
        ("messy/messytables/encrypted_no_password.xls", "password"),
        ("messy/messytables/simple.zip", "zip archive"),
        ("messy/openrefine/persons.csv.gz", "gzip"),
        ("messy/frictionless/empty.csv", "empty"),
        ("messy/frictionless/wide.csv", "columns"),
        ("security/poi/poc-xmlbomb.xlsx", "damaged"),
    ],
)
def test_a_refusal_says_what_is_wrong(path, words):
    rows, sentence = outcome(DATA / path)
    assert rows == 0 and words in sentence


@pytest.mark.parametrize("case", sorted((DATA / "messy/csv-spectrum/csvs").glob("*.csv")), ids=lambda path: path.stem)
def test_the_csv_spectrum_is_read_to_the_letter(case):
    """The samples came with their line breaks made LF, while the expectations still say CRLF."""
    told = (case.parents[1] / "json" / f"{case.stem}.json").read_text(encoding="utf-8")
    expected = json.loads(told.replace("\\r\\n", "\\n"))
    with spreadsheets.read(case) as sheet:
        found = [dict(zip(sheet.headers, cells, strict=False)) for _number, cells in sheet.rows]
    assert found == expected


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("messy/frictionless/table-infer-iso-8859-7.csv", "Αλεξανδρος"),
        ("messy/messytables/spanish_chars.csv", "Descripción"),
        ("messy/openrefine/example-utf16be-bom.tsv", "Country"),
    ],
)
def test_letters_are_read_right(path, words):
    seen = spreadsheets.look(DATA / path)
    text = " ".join([*seen.headers, *(cell for _number, cells in seen.rows for cell in cells)])
    assert words in text
