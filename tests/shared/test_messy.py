"""Hundreds of spoilt spreadsheets from the test suites of other readers: a correct load or one clear sentence, each.

What becomes of each stands in endings.toml. The ordinary run reads a sample (fixed seed), `full` reads every file.
"""

import json
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from leads import spreadsheets
from leads.spreadsheets import SpreadsheetError, limits
from tests.shared.conftest import DATA

FOLDERS = ("contacts", "messy", "security", "calls", "calendars")
ENDINGS: dict[str, dict[str, Any]] = {
    f"{folder}/{name}": ending
    for folder, endings in tomllib.loads(Path(__file__).with_name("endings.toml").read_text(encoding="utf-8")).items()
    for name, ending in endings.items()
}
SAMPLE = sorted(random.Random(2026).sample(sorted(ENDINGS), 90))
REST = [name for name in ENDINGS if name not in SAMPLE]


def ending(path: Path) -> dict[str, Any]:
    """What becomes of a file, in the words of endings.toml."""
    try:
        seen = spreadsheets.look(path)
        with spreadsheets.read(path, seen.choices) as sheet:
            assert len({header.casefold() for header in sheet.headers}) == len(sheet.headers)
            rows = list(sheet.rows)
    except SpreadsheetError as refusal:
        return {"refused": refusal.sentence, "kind": refusal.values.get("kind", "")}
    numbers = [number for number, _cells in rows]
    assert numbers == sorted(set(numbers)) and len(rows) == seen.row_count
    assert all(any(cells) and len(cells) >= len(seen.headers) and "\0" not in "".join(cells) for _number, cells in rows)
    return {
        "header_row": seen.choices.header_row,
        "rows": len(rows),
        "columns": len(seen.headers),
        "headers": [name[:40] for name in seen.headers[:4]] if seen.choices.header_row else [],
        "last": [cell for cell in rows[-1][1] if cell][-1][:40] if rows else "",
        "encoding": seen.choices.encoding or "utf-8",
        "delimiter": seen.choices.delimiter or ",",
    }


def expected(name: str) -> dict[str, Any]:
    told = {key: value for key, value in ENDINGS[name].items() if key != "why"}
    if "refused" in told:
        return {"refused": getattr(limits, told["refused"]), "kind": told.get("kind", "")}
    return {"headers": [], "last": "", "encoding": "utf-8", "delimiter": ",", **told}


def test_every_file_has_its_ending_written_down():
    there = {str(path.relative_to(DATA)) for folder in FOLDERS for path in (DATA / folder).rglob("*") if path.is_file()}
    assert set(ENDINGS) == there


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_ends_as_it_is_written_down(name):
    assert ending(DATA / name) == expected(name)


@pytest.mark.full
@pytest.mark.parametrize("name", REST)
def test_every_file_ends_as_it_is_written_down(name):
    assert ending(DATA / name) == expected(name)


@pytest.mark.parametrize(
    "name",
    [
        "security/poi/clusterfuzz-testcase-minimized-POIHSSFFuzzer-5816431116615680.xls",
        "security/poi/poc-xmlbomb.xlsx",
        "security/poi/poc-shared-strings.xlsx",
        "messy/calamine/pass_protected.xlsx",
    ],
)
def test_after_a_harmful_file_the_next_is_read(name):
    """calamine panics, or the child is ended by its limits: we live on."""
    assert "refused" in ending(DATA / name)
    assert ending(DATA / "contacts/chinook_customers.csv")["rows"] == 59


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
        ("messy/frictionless/issue-811.csv", "dell'Unità"),
        ("messy/messytables/spanish_chars.csv", "Descripción"),
        ("messy/messytables/characters.csv", "臺南市北門區"),
        ("messy/openrefine/example-utf16be-bom.tsv", "Country"),
        ("messy/duckdb/encodings/shift_jis.csv", "山田"),
        ("messy/frictionless/escaping.csv", 'Test " line 3'),
        ("messy/messytables/complex.csv", "6,000,000"),
    ],
)
def test_letters_and_quotes_are_read_right(path, words):
    seen = spreadsheets.look(DATA / path)
    text = " ".join([*seen.headers, *(cell for _number, cells in seen.rows for cell in cells)])
    assert words in text
