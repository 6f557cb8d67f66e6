"""A quotation mark that nobody closed swallows no rows; cells that hold lines stay whole."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import spreadsheets
from leads.spreadsheets import limits, strays
from leads.spreadsheets.dialects import Dialect

HEAD = "Name,Phone,City,Note"
PLAIN = [f"P{n},69{n:08d},Oslo,n{n}" for n in range(100)]


def read(tmp_path, lines, end="\n"):
    path = tmp_path / "leads.csv"
    path.write_text(end.join([HEAD, *lines]), newline="")
    with spreadsheets.read(path) as sheet:
        return [cells for _number, cells in sheet.rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize(
    ("strays", "cells"),
    [
        ({10: '"Ann,6912345678,Oslo,x'}, {10: ["Ann", "6912345678", "Oslo", "x"]}),
        ({10: 'Ann,"6912345678,Oslo,x'}, {10: ["Ann", "6912345678", "Oslo", "x"]}),
        ({10: '"Ann, Bob",6912345678,"Oslo,x'}, {10: ["Ann, Bob", "6912345678", "Oslo", "x"]}),
        ({10: '"Ann,1,Oslo,x', 60: 'Bob,2,"Rome,y'}, {10: ["Ann", "1", "Oslo", "x"], 60: ["Bob", "2", "Rome", "y"]}),
        ({10: '"Ann,1,Oslo,x', 11: '"Bob,2,Rome,y'}, {10: ["Ann", "1", "Oslo", "x"], 11: ["Bob", "2", "Rome", "y"]}),
        ({10: '"Ann,1,Oslo,x', 60: 'Cid,3,Monitor 24",z'}, {10: ["Ann", "1", "Oslo", "x"]}),
        ({99: '"Ann,1,Oslo,x'}, {99: ["Ann", "1", "Oslo", "x"]}),
    ],
)
def test_the_rows_below_a_stray_mark_are_there(tmp_path, strays, cells, end):
    lines = [strays.get(number, line) for number, line in enumerate(PLAIN)]
    rows = read(tmp_path, lines, end)
    assert len(rows) == 100
    assert {number: rows[number] for number in cells} == cells
    assert [rows[number] for number in (9, 12, 98)] == [PLAIN[number].split(",") for number in (9, 12, 98)]


def test_a_file_that_is_swallowed_up_to_the_longest_cell_is_read_all_the_same(tmp_path):
    count = limits.CELL_CHARACTERS // 20
    rows = read(tmp_path, ['"Ann,6912345678,Oslo,x', *(f"P{n},69{n:08d},Oslo,n{n}" for n in range(count))])
    assert (len(rows), rows[0][0], rows[-1][0]) == (count + 1, "Ann", f"P{count - 1}")


@pytest.mark.parametrize(
    "note",
    [
        "first line\nsecond line",
        "one, two\nthree, four",
        "a, b, c, d\ne, f, g, h",
        'he said ""yes"", then\nhung up',
        "\n".join(f"line {n}" for n in range(300)),
        "\n\n\n",
    ],
)
def test_lines_within_a_cell_stay_in_it(tmp_path, note):
    rows = read(tmp_path, [*PLAIN[:3], f'Ann,1,Oslo,"{note}"', *PLAIN[3:]])
    assert len(rows) == 101
    assert rows[3][3] == note.replace('""', '"').strip()


CELLS = st.text(st.sampled_from("ab1,;\"\n' "), max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8))
def test_what_is_well_written_comes_back(rows):
    """As long as no row looks like several."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    read_back = list(strays.rows(io.StringIO(written.getvalue(), newline=""), Dialect(",")))
    assert read_back == [list(row) for row in rows]
