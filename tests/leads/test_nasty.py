"""Spreadsheets as people really send them, each with known counts and known numbers, loaded as they are suggested."""

import io

import pytest
from openpyxl import Workbook

from leads.models import ImportRow, Lead, LeadImport, LeadPhone, Suppression
from tests.sheets import classes, swept


@pytest.fixture
def hand_in(tmp_path, lead_list, cast):
    """hand_in(bytes, name): received, matched as suggested, checked, loaded; the check and the load say the same."""

    def handed(content, name="leads.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        made = LeadImport.receive(path, name=name, lead_list=lead_list, by=cast.mia)
        made.match(made.mapping, by=cast.mia)
        foretold = classes(swept(made))
        made.load(by=cast.mia)
        assert classes(swept(made)) == foretold
        assert sum(foretold) == made.rows == ImportRow.objects.of_import(made).count()
        return made

    return handed


def numbers():
    """{first or last name: its numbers}."""
    found = {}
    for phone in LeadPhone.objects.select_related("lead").order_by("lead_id", "position"):
        found.setdefault(phone.lead.first_name or phone.lead.last_name, []).append(phone.number)
    return found


def book(*rows):
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(file)
    return file.getvalue()


def test_windows_greek_with_the_one_letter_that_differs(hand_in):
    """cp1253 has `Ά` at 0xA2, where ISO-8859-7 has a quotation mark."""
    lines = ["Όνομα;Επώνυμο;Κινητό;Πόλη", "Άννα;Άλφα;6912345671;Άρτα", "Λάμπρος;Βήτα;6912345672;Άνδρος", ";;;"]
    made = hand_in("\r\n".join(lines).encode("cp1253"))
    assert classes(made) == [2, 0, 0, 0, 0] and made.choices.encoding == "cp1253"
    assert list(Lead.objects.order_by("pk").values_list("first_name", "last_name", "city")) == [
        ("Άννα", "Άλφα", "Άρτα"), ("Λάμπρος", "Βήτα", "Άνδρος"),
    ]  # fmt: skip
    assert numbers() == {"Άννα": ["+306912345671"], "Λάμπρος": ["+306912345672"]}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark(hand_in, encoding):
    text = "Name\tPhone\tCity\r\nΆννα Άλφα\t6912345671\tΆρτα\r\nBob Two\t2101234567\tΒόλος\r\n"
    made = hand_in(text.encode(encoding))
    assert classes(made) == [2, 0, 0, 0, 0]
    assert numbers() == {"Άννα": ["+306912345671"], "Bob": ["+302101234567"]}


def test_tabs_in_a_file_that_is_called_csv(hand_in):
    made = hand_in(b"Name\tPhone\tNotes\nAnn One\t6912345671\ta, b; c\nBob Two\t12\t\nCid Six\t6912345673\td, e\n")
    assert classes(made) == [2, 0, 0, 1, 0]
    assert Lead.objects.get(first_name="Ann").notes == "a, b; c"


def test_names_in_row_four_under_a_title(hand_in):
    made = hand_in(
        book(
            ["Πελατολόγιο έκθεσης 2026"], ["Εξαγωγή: 12/11/2026"], [], ["Επωνυμία", "Υπεύθυνος", "Τηλέφωνο", "E-mail"],
            ["Άλφα ΑΕ", "Άννα Άλφα", 2101234567, "anna@alfa.gr"], ["Βήτα ΕΠΕ", "Βασίλης Βήτα", "210 7654321", ""],
        ),
        "leads.xlsx",
    )  # fmt: skip
    assert (made.choices.header_row, classes(made)) == (4, [2, 0, 0, 0, 0])
    assert numbers() == {"Άννα": ["+302101234567"], "Βασίλης": ["+302107654321"]}
    assert Lead.objects.get(first_name="Άννα").company.name == "Άλφα ΑΕ"


def test_two_columns_of_one_name_lose_neither_number(hand_in):
    made = hand_in(b"Name,Phone,Phone\nAnn One,6912345671,2101234567\nBob Two,,6912345672\nCid Six,,\n")
    assert classes(made) == [2, 0, 0, 1, 0]
    assert numbers() == {"Ann": ["+306912345671", "+302101234567"], "Bob": ["+306912345672"]}


def test_numbers_as_floats_and_formulas_and_lost_digits(hand_in):
    made = hand_in(
        book(
            ["Name", "Phone", "E-mail"], ["Ann One", 6912345671.0, ""], ["Bob Two", "6912345672.0", ""],
            ["Cid Six", "3.06912E+11", "cid@example.org"], ["Dan Ten", -4396, ""], ["Eva Nil", "6,912345675E9", ""],
            ["Fay Eta", 306912345676, ""], ["Gus Iot", "'+306912345677", ""],
        ),
        "leads.xlsx",
    )  # fmt: skip
    assert numbers() == {
        "Ann": ["+306912345671"], "Bob": ["+306912345672"], "Eva": ["+306912345675"],
        "Fay": ["+306912345676"], "Gus": ["+306912345677"],
    }  # fmt: skip
    assert classes(made) == [5, 0, 0, 2, 0]
    aside = {line.row: line.value for line in ImportRow.objects.of_import(made).kept_aside()}
    assert aside == {4: "3.06912E+11", 5: "-4396"}  # Eva's number has all its digits


@pytest.mark.parametrize(
    "words",
    [
        "διαγραφή από τη λίστα",
        "ΝΑ ΜΗΝ ΚΑΛΕΙΤΑΙ",
        "μην καλείτε",
        "να μην ξανακαλέσετε",
        "Δεν επιθυμεί κλήσεις",
        "do not call",
    ],
)
def test_a_no_in_words_silences_the_rows_number_everywhere_in_the_file(hand_in, words):
    lines = ["Όνομα,Τηλέφωνο,Κινητό", f"Άννα,6912345671,{words}", "Άννα,6912345671,", "Βίκυ,6912345672,"]
    made = hand_in("\n".join(lines).encode())
    assert classes(made) == [1, 0, 0, 0, 2]
    assert numbers() == {"Βίκυ": ["+306912345672"]}
    assert list(Suppression.objects.values_list("value", flat=True)) == ["+306912345671"]


def test_an_xls_that_is_a_page(hand_in):
    rows = "".join(
        f"<tr><td>{name}</td><td>{phone}</td></tr>" for name, phone in (("Ann", "6912345671"), ("Bob", "12"))
    )
    page = f"<html><body><table><tr><th>Name</th><th>Phone</th></tr>{rows}</table></body></html>"
    made = hand_in(page.encode(), "leads.xls")
    assert (classes(made), numbers()) == ([1, 0, 0, 1, 0], {"Ann": ["+306912345671"]})


def test_semicolons_with_line_breaks_and_quotes_in_a_cell(hand_in):
    text = (
        'Name;Phone;Notes\r\n"One; Ann";6912345671;"first line\r\nsecond; line\r\n"" quoted """\r\n'
        'Bob Two;6912345672;"x"\r\n"Cid\r\nSix";6912345673;\r\n'
    )
    made = hand_in(text.encode())
    assert classes(made) == [3, 0, 0, 0, 0]
    assert Lead.objects.get(phone="+306912345671").notes.splitlines() == ["first line", "second; line", '" quoted "']
    assert sorted(LeadPhone.objects.values_list("number", flat=True)) == [f"+30691234567{n}" for n in (1, 2, 3)]


def test_blank_rows_between_are_no_rows(hand_in):
    lines = ["Name,Phone,City", "", ",,", "Ann One,6912345671,Oslo", " , ,", "", "Bob Two,6912345672,", ",,", "", ""]
    made = hand_in("\n".join(lines).encode())
    assert (made.rows, classes(made)) == (2, [2, 0, 0, 0, 0])
    assert [line.row for line in ImportRow.objects.of_import(made)] == [4, 7]


def test_three_hundred_columns_are_all_kept(hand_in):
    heads = ["Name", "Phone", *(f"Question {n}" for n in range(298))]
    rows = [["Ann One", "6912345671", *(f"a{n}" for n in range(298))], ["Bob Two", "6912345672", *[""] * 297, "last"]]
    made = hand_in("\n".join(",".join(row) for row in (heads, *rows)).encode())
    assert classes(made) == [2, 0, 0, 0, 0] and len(made.headers) == 300
    assert len(Lead.objects.get(first_name="Ann").custom) == 298
    assert Lead.objects.get(first_name="Bob").custom == {"Question 297": "last"}


def test_a_row_that_is_quoted_as_one_field(hand_in):
    lines = [
        "Name,Phone,City",
        '"Ann One,6912345671,Oslo"',
        "Bob Two,6912345672,Bergen",
        '"Cid Six,6912345673,""Rome, IT"""',
    ]
    made = hand_in("\n".join(lines).encode())
    assert classes(made) == [3, 0, 0, 0, 0]
    assert dict(Lead.objects.values_list("first_name", "city")) == {"Ann": "Oslo", "Bob": "Bergen", "Cid": "Rome, IT"}


def test_trailing_commas_and_more_cells_than_names(hand_in):
    lines = ["Name,Phone,City,,,", "Ann One,6912345671,Oslo,,,", "Bob Two,6912345672,,,,,,extra", "Cid Six,6912345673"]
    made = hand_in("\n".join(lines).encode())
    assert classes(made) == [3, 0, 0, 0, 0]
    assert list(Lead.objects.get(first_name="Bob").custom.values()) == ["extra"]
    assert Lead.objects.get(first_name="Ann").custom == {}


def test_every_kind_of_line_end_in_one_file(hand_in):
    text = "Name,Phone\r\nAnn One,6912345671\rBob Two,6912345672\nCid Six,6912345673\r\r\nDan Ten,6912345674"
    made = hand_in(text.encode())
    assert classes(made) == [4, 0, 0, 0, 0]
    assert sorted(numbers()) == ["Ann", "Bob", "Cid", "Dan"]


def test_the_same_people_twice_and_once_more_with_news(hand_in, cast):
    lines = [
        "Name,Phone,E-mail,City",
        "Ann One,6912345671,,",
        "ann one,+30 691 234 5671,,",
        "Ann One,00306912345671,,Oslo",
    ]
    assert classes(hand_in("\n".join(lines).encode())) == [1, 1, 1, 0, 0]
    assert classes(hand_in("\n".join(lines).encode())) == [0, 0, 3, 0, 0]
    assert numbers() == {"Ann": ["+306912345671"]}


def test_signs_that_nobody_sees_and_digits_of_others(hand_in):
    lines = [
        "\ufeffName,Phone",
        "Ann One,\u202a+30\u00a0691\u200b2345671\u202c",
        "Bob Two,٦٩١٢٣٤٥٦٧٢",
        "Cid Six,６９１２３４５６７３",
    ]
    made = hand_in("\n".join(lines).encode())
    assert classes(made) == [3, 0, 0, 0, 0]
    assert numbers() == {"Ann": ["+306912345671"], "Bob": ["+306912345672"], "Cid": ["+306912345673"]}


def test_a_column_of_yes_and_no_for_consent_rejects_nobody(hand_in):
    lines = ["Name,Phone,GDPR", "Ann One,6912345671,Yes", "Bob Two,6912345672,No", "Cid Six,6912345673,"]
    made = hand_in("\n".join(lines).encode())
    assert classes(made) == [3, 0, 0, 0, 0]
    assert Lead.objects.get(first_name="Ann").consents.count() == 1
    assert Lead.objects.get(first_name="Bob").custom == {"GDPR": "No"}


@pytest.mark.parametrize("nothing", ["N/A", "-", "0", "none", "NULL", "1.23457E+16", "Χωρίς"])
def test_a_word_for_no_id_makes_no_one_person_of_many(hand_in, nothing):
    lines = ["Customer ID,Name,Phone", *(f"{nothing},Person{n} Name{n},691234567{n}" for n in range(5))]
    assert classes(hand_in("\n".join(lines).encode())) == [5, 0, 0, 0, 0]
    assert len(numbers()) == 5
