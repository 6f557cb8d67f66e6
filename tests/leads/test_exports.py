"""Files as other systems export them: encoding, divider, row of names, fields and numbers are found without a word."""

import pytest

from leads import mapping, phones, spreadsheets
from leads.fields import PHONES
from tests.exports import EXPORTS, mobile


@pytest.fixture(params=EXPORTS)
def export(request):
    return EXPORTS[request.param]


@pytest.fixture
def seen(export, tmp_path):
    return spreadsheets.look(export.write(tmp_path / "export.csv", 120))


def test_it_is_read_as_it_was_written(export, seen):
    assert seen.choices.encoding.replace("utf-8-sig", "utf-8") == export.encoding
    assert seen.choices.delimiter == export.delimiter
    assert (seen.headers, seen.row_count) == (export.columns, 120)


def test_its_columns_are_known(export, seen):
    found = mapping.suggest(seen.headers, [cells for _number, cells in seen.rows], "GR")
    fields = {header: match.field for header, match in found.items() if match.field != "custom"}
    assert fields == export.fields


def test_its_numbers_can_be_called(export, tmp_path):
    path = export.write(tmp_path / "export.csv", 300)
    places = [index for index, name in enumerate(export.columns) if export.fields.get(name) in PHONES]
    with spreadsheets.read(path) as sheet:
        rows = [cells for _number, cells in sheet.rows]
    assert len(rows) == 300
    for cells in rows:
        found = [phone for index in places for phone in phones.read_all(cells[index], "GR")]
        assert all(phone.validity == "valid" for phone in found)
        assert bool(found) == bool(places)


@pytest.mark.parametrize("rows", [100, 10_000])
def test_any_length_is_read_to_its_end(tmp_path, rows):
    path = EXPORTS["facebook"].write(tmp_path / "leads.xls", rows)
    with spreadsheets.read(path) as sheet:
        place = sheet.headers.index("phone_number")
        numbers = [phones.read(cells[place]).e164 for _number, cells in sheet.rows]
    assert numbers == [f"+30{mobile(number)}" for number in range(rows)]


@pytest.mark.full
def test_a_million_rows_are_read_to_their_end(tmp_path):
    path = EXPORTS["excel greek"].write(tmp_path / "leads.csv", 1_000_000)
    with spreadsheets.read(path) as sheet:
        wrong = [number for number, cells in sheet.rows if cells[9] != mobile(number - 2)]
    assert (wrong, number_of(path)) == ([], 1_000_000)


def number_of(path):
    return spreadsheets.look(path).row_count
