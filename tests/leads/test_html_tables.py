"""A web page that is called .xls, as many systems export it: its tables are sheets."""

import pytest

from leads import spreadsheets
from leads.spreadsheets import Choices, SpreadsheetError

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1253"><style>td{color:red}</style></head><body>
<table><tr><td>Λογότυπο</td></tr></table>
<table border=1><caption>Πελάτες &amp; φίλοι</caption>
<tr><th rowspan=2>Όνομα<th colspan=2>Επικοινωνία<th rowspan=2>Πόλη</tr><tr><th>Τηλέφωνο</th><th>E-mail</th></tr>
<tr><td>Άννα<br>Άλφα</td><td x:num="6912345678">6.91E+09</td><td>anna@example.org</td><td>Άνω&nbsp;Πόλη</td>
<tr><td rowspan=2>Bob<td>2101234567<td><table><tr><td>x</td></tr></table>bob@example.org<td>Oslo
<tr><td>6912345679<td><td>Paris<script>var a = "<td>no</td>"</script>
<tr><td></td><td></td></tr></table></body></html>"""


def page(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "leads.xls"
    path.write_bytes(content.encode(encoding))
    return path


def cells(path, **choices):
    with spreadsheets.read(path, Choices(**choices)) as sheet:
        return sheet.headers, [row for _number, row in sheet.rows]


def test_its_cells_are_read_as_they_are_shown(tmp_path):
    """Merged cells, unclosed ones, tables within cells, the whole of a number that is shown rounded."""
    headers, rows = cells(page(tmp_path, EXCEL, "cp1253"))
    assert headers == ["Όνομα", "Τηλέφωνο", "E-mail", "Πόλη"]
    assert rows == [
        ["Άννα\nΆλφα", "6912345678", "anna@example.org", "Άνω Πόλη"],
        ["Bob", "2101234567", "bob@example.org", "Oslo"],
        ["", "6912345679", "", "Paris"],
    ]


def test_what_it_is_is_shown_and_can_be_changed(tmp_path):
    path = page(tmp_path, EXCEL + EXCEL.replace("Bob", "Cid"), "cp1253")
    seen = spreadsheets.look(path)
    assert (seen.kind, seen.choices.encoding, seen.choices.header_row) == ("page", "windows-1253", 2)
    assert [(sheet.name, sheet.rows) for sheet in seen.sheets] == [("Πελάτες & φίλοι", 3), ("Table 2", 5)]
    assert "Cid" in str(cells(path, sheet="Table 2")) and "Cid" not in str(cells(path))
    assert cells(path, encoding="cp1252", header_row=1)[0][0] == "¼íïìá"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_its_bytes_beat_what_it_says_of_itself(tmp_path, encoding):
    assert cells(page(tmp_path, EXCEL, encoding))[0][0] == "Όνομα"


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><p>Your session has ended.</p></body></html>",
        "<html><table><tr><td>Ann</td></tr></table></html>",
        "<table><tr><td>User</td><td>x</td></tr><tr><td>Word</td><td><input type='password'></td></tr></table>",
        "<html><table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<html><frameset><frame src='file:///etc/passwd'></frameset></html>",
        "<html>" + "<table>" * 20_000,
    ],
    ids=["words", "cell", "log-in", "column", "frames", "tables"],
)
def test_a_page_without_a_table_of_rows_is_refused_in_a_sentence(tmp_path, content):
    with pytest.raises(SpreadsheetError, match="saved web page without a table"):
        spreadsheets.look(page(tmp_path, content))


def test_cells_that_claim_to_be_wide_or_tall_meet_the_limit(tmp_path):
    row = "<tr><td colspan=60000 rowspan=60000>a</td><td>b</td></tr>"
    with pytest.raises(SpreadsheetError, match="more than 1000 columns"):
        spreadsheets.look(page(tmp_path, f"<table>{row * 3}</table>"))


def test_a_long_page_streams(tmp_path):
    rows = "".join(f"<tr><td>P{n}</td><td>69{n:08d}</td></tr>\n" for n in range(30_000))
    path = page(tmp_path, f"<table><tr><th>Name</th><th>Phone</th></tr>\n{rows}</table>")
    headers, found = cells(path)
    assert (headers, len(found), found[-1]) == (["Name", "Phone"], 30_000, ["P29999", "6900029999"])
