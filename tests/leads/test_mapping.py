"""Which column is which field: by name, by likeness, by what the values are."""

import pytest

from leads import mapping


def fields(headers, *rows, region="GR"):
    found = mapping.suggest(headers, rows or [[""] * len(headers)], region)
    return {header: match.field for header, match in found.items()}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("First Name", "first_name"),
        ("firstname", "first_name"),
        ("Όνομα", "first_name"),
        ("ΕΠΩΝΥΜΟ", "last_name"),
        ("Ονοματεπώνυμο", "full_name"),
        ("Contact Name", "full_name"),
        ("CompanyName", "company"),
        ("Επωνυμία", "company"),
        ("Ιδιότητα", "job_title"),
        ("E-Mail", "email"),
        ("Email_Address", "email"),
        ("Τηλ.", "phone"),
        ("Σταθερό", "phone"),
        ("Mobile Phone", "mobile"),
        ("Κινητό", "mobile"),
        ("Phone 2", "phone2"),
        ("ZIP", "postal_code"),
        ("Τ.Κ.", "postal_code"),
        ("Χώρα", "country"),
        ("Νομός", "region"),
        ("Πηγή", "source"),
        ("Σχόλια", "notes"),
        ("CustomerID", "external_id"),
        ("Time zone", "zone"),
        ("Consent date", "consent_on"),
        ("Συγκατάθεση", "consent_on"),
        ("Ημ/νία συναίνεσης", "consent_on"),
        ("Γλώσσα", "language"),
        ("Compnay", "company"),
        ("Fax", "custom"),
        ("Favourite colour", "custom"),
    ],
)
def test_names_people_give(header, field):
    assert fields([header]) == {header: field}


def test_mobile_phone_is_not_phone():
    assert fields(["Mobile Phone", "Phone"]) == {"Mobile Phone": "mobile", "Phone": "phone"}


def test_a_second_phone_gets_its_own_field():
    assert fields(["Phone", "Phone (2)", "Telephone"]) == {
        "Phone": "phone",
        "Phone (2)": "phone2",
        "Telephone": "phone3",
    }


def test_fax_never_becomes_a_phone_even_when_it_is_the_only_number():
    assert fields(["Fax", "Φαξ"], *[["2101234567", "2101234568"]] * 5) == {"Fax": "custom", "Φαξ": "custom"}


def test_values_name_a_column_that_has_no_name():
    rows = [["ann@example.org", "6912345678", "2101234567", "blue"]] * 5
    assert fields(["Column 1", "Column 2", "Column 3", "Column 4"], *rows) == {
        "Column 1": "email",
        "Column 2": "mobile",
        "Column 3": "phone",
        "Column 4": "custom",
    }


def test_values_speak_against_a_wrong_name():
    assert fields(["Mail", "Phone"], *[["Long Street 5", "ann@example.org"]] * 5) == {
        "Mail": "custom",
        "Phone": "email",
    }


def test_tax_numbers_are_no_phones():
    assert fields(["ΑΦΜ"], *[["2101234567"]] * 5) == {"ΑΦΜ": "custom"}


def test_no_field_is_given_twice():
    found = fields(["City", "Town", "Name", "Full name"])
    assert sorted(found.values()) == ["city", "custom", "custom", "full_name"]


def test_national_numbers_are_weighed_in_the_country_of_their_row():
    rows = [["Germany", "030-1234567"], ["Greece", "2101234567"]] * 3
    match = mapping.suggest(["Country", "Phone"], rows)["Phone"]
    assert (match.field, match.evidence.phones) == ("phone", 1.0)


def test_evidence_is_a_share_of_the_filled_cells():
    match = mapping.suggest(["Mail"], [["ann@example.org"], ["bob@example.org"], ["x"], [""]])["Mail"]
    assert match.evidence.filled == 3
    assert match.evidence.shares() == {"emails": 0.67}


def test_the_same_columns_are_known_again_in_any_order():
    assert mapping.fingerprint(["Name", "E-Mail"]) == mapping.fingerprint(["e mail", "NAME"])
    assert mapping.fingerprint(["Name"]) != mapping.fingerprint(["City"])


@pytest.mark.parametrize("header", ["Code", "Κωδικός", "ID"])
def test_a_column_that_only_numbers_the_rows_is_no_id(header):
    """The next file has the same numbers, for other people."""
    rows = [[str(number), f"691234567{number}"] for number in range(1, 6)]
    assert fields([header, "Phone"], *rows) == {header: "custom", "Phone": "phone"}
    far = [[str(4000 + 7 * number), f"691234567{number}"] for number in range(1, 6)]
    assert fields([header, "Phone"], *far)[header] == "external_id"


def test_only_our_own_result_file_has_columns_that_are_left_out():
    assert fields(["Phone", "suggestion"])["suggestion"] == "custom"
    assert fields(["Phone", "error", "suggestion", "row_id"])["suggestion"] == "ignore"
