"""Which row names the columns: titles above are passed over, and no row of people is taken for names."""

import pytest

from leads.spreadsheets.headers import guess_header_row, name_columns, names_in


def header_row(*lines: str) -> int:
    """The guessed row of lines whose cells are divided by bars; blank lines are not rows, yet they count."""
    records = [(number, [cell.strip() for cell in line.split("|")]) for number, line in enumerate(lines, 1) if line]
    return guess_header_row(records)


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["Name|Phone", "Ann|123456"], 1),
        (["Όνομα|Κινητό", "Άννα|6912345678"], 1),
        (["Leads of May||", "", "Name|City|Phone", "Ann|Oslo|123456"], 3),
        (["Exported 23/11/2026||", "Name|City|Phone", "Ann|Oslo|123456"], 2),
        (["Report|2026-11-23|", "by|Mia|", "First Name|City|Phone", "Ann|Oslo|123456", "Bob|Rome|654321"], 3),
        (["# a comment|", "name|city", "Ann|Oslo"], 2),
        (["Table 1|", "A|B", "8|9"], 2),
        (["|First Name|Country|Age", "0|Ann|Norway|40", "1|Bob|Italy|50"], 1),
        (["0|First Name|Country|Age", "1|Ann|Norway|40", "2|Bob|Italy|50"], 1),
        (["#|Name|Phone", "1|Ann|123456", "2|Bob|654321"], 1),
        (["id|10022|10025|10047", "a|TRUE|FALSE|TRUE", "b|TRUE|TRUE|TRUE"], 1),
        (["Sales||||", "Region|2021|2022|2023|2024", "North|5|6|7|8", "South|5|6|7|8"], 2),
        (["Name|Contact||City", "|Phone|E-mail|", "Ann|123456|a@b.gr|Oslo", "Bob|123457|b@b.gr|Rome"], 2),
        (["Personal||Work|", "Name|Phone|Phone|E-mail", "Ann|123456|123457|a@b.gr"], 2),
        (["Phone", "6912345678", "6912345679"], 1),
        (["Ημερομηνία|Περιγραφή|Ποσό", "01/02/2026|Ενοίκιο|5,00", "02/02/2026|Νερό|7,00"], 1),
    ],
)
def test_the_row_of_names_is_found(lines, row):
    assert header_row(*lines) == row


@pytest.mark.parametrize(
    "lines",
    [
        ["Ann|ann@example.org|6912345678", "Bob|bob@example.org|6912345679"],
        ["Ann|Oslo|", "Bob|Oslo|", "Cid|Rome|"],
        ["1|2", "3|4", "5|6", "a sentence below numbers|"],
        ["2021-01-01", "2021-01-02", "Please see the notes"],
        ["Ann|Oslo"],
        ["6912345678"],
        ["foo", "foo", "foo"],
        ["TRUE|FALSE", "TRUE|TRUE"],
    ],
)
def test_a_row_of_values_is_not_taken_for_names(lines):
    assert header_row(*lines) == 0


def test_a_lone_row_of_names_we_know_is_names():
    assert header_row("First name|Phone|E-mail") == 1


def test_a_file_without_rows_has_no_names():
    assert guess_header_row([]) == 0


def test_names_are_unique_and_blanks_are_numbered():
    assert name_columns(["Phone", "", "phone", "First\n name"], 5) == [
        "Phone", "Column 2", "phone (2)", "First name", "Column 5",
    ]  # fmt: skip


def test_names_in_two_rows_are_read_together():
    rows = [
        (3, ["Name", "Contact", "", "City"]),
        (4, ["", "Phone", "E-mail"]),
        (5, ["Ann", "123456", "a@b.gr", "Oslo"]),
    ]
    assert names_in(rows, 4) == ["Name", "Phone", "E-mail", "City"]
    assert names_in(rows, 3) == ["Name", "Contact", "", "City"]
    assert names_in([(1, ["Leads of May"]), (2, ["", "Name", "Phone"])], 2) == ["", "Name", "Phone"]
    assert names_in(rows, 7) == []
