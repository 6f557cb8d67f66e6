"""One row of a sheet becomes fields, numbers and kept columns: also by second fields, constants and whole addresses."""

import pytest

from leads.addresses import divided
from leads.loading import sentences
from leads.loading.consent import Agreed, basis_of
from leads.loading.rows import Repair
from leads.phones import PhoneReason


def repaired(mapping, *cells, country="GR", **more):
    return Repair(list(mapping), mapping, country, **more).row(2, list(cells))


def test_a_constant_fills_what_the_row_leaves_blank():
    mapping = {"Phone": "phone", "Source": "source"}
    constants = {"source": "Fair", "language": "el", "custom:Budget": "none", "consent_on": "2026-03-09"}
    said = repaired(mapping, "6912345678", "Web", constants=constants)
    silent = repaired(mapping, "6912345678", "", constants=constants)
    assert (said.values["source"], silent.values["source"]) == ("Web", "Fair")
    assert silent.values["language"] == "el"
    assert silent.custom == {"Budget": "none"}
    assert silent.agreed == Agreed("consent", "2026-03-09")


def test_a_column_of_the_row_beats_a_constant_of_its_name():
    mapping = {"Phone": "phone", "budget": "custom:Budget"}
    assert repaired(mapping, "6912345678", "5", constants={"custom:Budget": "0"}).custom == {"Budget": "5"}


def test_one_column_fills_two_fields():
    row = repaired({"Who": "full_name+company", "Tel": "phone"}, "Helen Papadakis", "6912345678")
    assert (row.values["last_name"], row.values["company"]) == ("Papadakis", "Helen Papadakis")


@pytest.mark.parametrize(
    "cell", ["6912345678 / ann@example.org", "ann@example.org, 691 234 5678", "tel. 6912345678 e-mail: Ann@example.org"]
)
def test_a_number_and_an_address_in_one_cell(cell):
    row = repaired({"Contact": "phone+email"}, cell)
    assert ([phone.e164 for phone in row.phones], row.values["email"]) == (["+306912345678"], "ann@example.org")


def test_a_column_with_a_field_can_be_kept_too():
    row = repaired({"Who": "full_name+custom:As written", "Tel": "phone"}, "PAPADAKIS, Helen", "6912345678")
    assert (row.values["first_name"], row.custom) == ("Helen", {"As written": "PAPADAKIS, Helen"})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ερμού 15, 105 63 Αθήνα", ("Ερμού 15", "105 63", "Αθήνα", "")),
        ("Ερμού 15, Αθήνα, ΤΚ 10563", ("Ερμού 15", "10563", "Αθήνα", "")),
        ("Ερμού 15, Αθήνα 10563, Ελλάδα", ("Ερμού 15", "10563", "Αθήνα", "")),
        ("Hauptstr. 5\n10115 Berlin", ("Hauptstr. 5", "10115", "Berlin", "")),
        ("10 Downing Street, London SW1A 2AA", ("10 Downing Street", "SW1A 2AA", "London", "")),
        ("1 Main St, Springfield, IL 62701", ("1 Main St", "62701", "Springfield", "IL")),
        ("ul. Długa 5, 00-238 Warszawa", ("ul. Długa 5", "00-238", "Warszawa", "")),
    ],
)
def test_an_address_is_divided_where_its_pattern_is_clear(text, parts):
    assert tuple(divided(text)) == parts


@pytest.mark.parametrize("text", ["Ερμού 15", "Main Street 12", "Αθήνα", "12345", "a, b, c", ""])
def test_an_address_that_is_not_clear_stays_whole(text):
    assert divided(text) is None
    row = repaired({"Where": "full_address", "Tel": "phone"}, text, "6912345678")
    assert row.values.get("address", "") == text


def test_other_columns_beat_the_parts_of_an_address():
    mapping = {"Where": "full_address", "Town": "city", "Tel": "phone"}
    row = repaired(mapping, "Ερμού 15, 105 63 Αθήνα", "Πειραιάς", "6912345678")
    assert (row.values["address"], row.values["postal_code"], row.values["city"]) == ("Ερμού 15", "105 63", "Πειραιάς")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        *((yes, True) for yes in ("TRUE", "Ναι", "x", "1", "Do not allow", "2026-03-09")),
        *((no, False) for no in ("", "0", "No", "ΟΧΙ", "ΨΕΥΔΗΣ", "Falsch", "Clean", "Allow", "N/A", "Unchecked")),
    ],
)
def test_a_column_do_not_call_is_obeyed(said, refused):
    row = repaired({"Tel": "phone", "DNC": "do_not_call"}, "6912345678", said)
    assert row.opted_out is refused
    assert row.refusal.reason == (PhoneReason.OPTED_OUT if refused else "")


def test_a_spoilt_address_comes_with_a_suggestion():
    mapping = {"Tel": "phone", "Mail": "email"}
    assert repaired(mapping, "6912345678", "ann@gmail,com").refusal[2:] == (sentences.BAD_EMAIL, "ann@gmail.com")
    assert repaired(mapping, "", "ann@gmial.com").refusal[2:] == (sentences.MISTYPED_EMAIL, "ann@gmail.com")
    assert repaired(mapping, "6912345678", "ann@gmial.com").refusal.reason == ""


def test_a_day_under_which_a_sheet_keeps_it_is_a_day():
    mapping = {"Tel": "phone", "Consent": "consent_on"}
    assert repaired(mapping, "6912345678", "45231", date_order="dmy").agreed.given_on == "2023-11-01"
    assert repaired(mapping, "6912345678", "12 Μαρτίου 2024").agreed.given_on == "2024-03-12"
    assert repaired(mapping, "6912345678", "soon").refusal.reason == sentences.BAD_DATE


def test_a_word_for_nothing_is_no_wrong_number():
    row = repaired({"Tel": "phone", "Mail": "email"}, "n/a", "ann@example.org")
    assert (row.refusal.reason, row.phones) == ("", [])


@pytest.mark.parametrize("cell", ["N/A", "-", "none", "no email", "δεν έχει", "?", "NULL"])
def test_a_word_for_no_address_keeps_nobody_back(cell):
    row = repaired({"Tel": "phone", "Mail": "email"}, "6912345678", cell)
    assert (row.refusal.reason, row.values, row.custom) == ("", {}, {})
    assert repaired({"Tel": "phone", "Mail": "email"}, "", cell).refusal.reason == sentences.NO_CONTACT


@pytest.mark.parametrize(
    "cell",
    ["ann@example.org; bob@example.org", "Ann@Example.org,bob@example.org", "ann@example.org ::: bob@example.org"],
)
def test_of_several_addresses_the_first_is_taken_and_all_are_kept(cell):
    row = repaired({"Tel": "phone", "Mail": "email"}, "6912345678", cell)
    assert (row.refusal.reason, row.values["email"], row.custom) == ("", "ann@example.org", {"Mail": cell})


def test_one_address_said_twice_is_one():
    row = repaired({"Tel": "phone", "Mail": "email"}, "6912345678", "ann@example.org <Ann@example.org>")
    assert (row.values["email"], row.custom) == ("ann@example.org", {})


@pytest.mark.parametrize("cell", ["0000-00-00", "0000-00-00 00:00:00", "0/0/00", "n/a", "NULL", "?"])
def test_no_day_is_nothing_to_be_mended(cell):
    row = repaired({"Tel": "phone", "Consent": "consent_on"}, "6912345678", cell, date_order="dmy")
    assert (row.refusal.reason, row.agreed) == ("", None)


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("Consent", "consent"), ("Συγκατάθεση", "consent"), ("opt-in", "consent"), ("Art. 6(1)(a) GDPR", "consent"),
        ("Legitimate interest", "interest"), ("legitimate_interests", "interest"), ("ΕΝΝΟΜΟ ΣΥΜΦΕΡΟΝ", "interest"),
        ("6 (1) (f)", "interest"), ("Contract", "contract"), ("Σύμβαση", "contract"), ("6.1.c", "law"), ("Other", ""),
        ("16 (1) (a)", ""), ("6(1)(e)", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_ground_of_contact_is_read_in_many_words(words, basis):
    assert basis_of(words) == basis


WHEN = {"Tel": "phone", "OK": "consent_on"}
ALL = {**WHEN, "Why": "consent_basis", "Words": "consent_text"}
LIST = {"consent_basis": "consent", "consent_text": "Yes please"}


@pytest.mark.parametrize(
    ("mapping", "cells", "constants", "agreed"),
    [
        (WHEN, ["2026-03-09"], {}, ("consent", "2026-03-09", "")),
        (WHEN, ["Ναι"], {}, ("consent", "", "")),
        (WHEN, ["ΑΛΗΘΗΣ"], {}, ("consent", "", "")),
        (WHEN, ["ΨΕΥΔΗΣ"], LIST, None),
        (WHEN, ["yes"], {**LIST, "consent_on": "2026-01-02"}, ("consent", "2026-01-02", "Yes please")),
        (WHEN, [""], {}, None),
        (WHEN, [""], LIST, ("consent", "", "Yes please")),
        (WHEN, ["no"], LIST, None),
        (WHEN, ["Unsubscribed"], LIST, None),
        (WHEN, ["no"], {"consent_basis": "interest"}, ("interest", "", "")),
        (ALL, ["2026-03-09", "Contract", "We signed"], LIST, ("contract", "2026-03-09", "We signed")),
        (ALL, ["", "Opted in at the fair", ""], {}, None),
        (ALL, ["yes", "Opted in at the fair", ""], {}, ("consent", "", "Opted in at the fair")),
        (ALL, ["", "", "I agree"], {}, ("consent", "", "I agree")),
        (ALL, ["", "no", ""], LIST, None),
        ({"Tel": "phone"}, [], {"source": "Fair"}, None),
    ],
)
def test_what_a_row_says_of_consent(mapping, cells, constants, agreed):
    row = repaired(mapping, "6912345678", *cells, constants=constants, date_order="dmy")
    assert (row.agreed, row.refusal.reason) == (Agreed(*agreed) if agreed else None, "")


def test_a_no_is_kept_under_its_column():
    assert repaired(WHEN, "6912345678", "όχι", constants=LIST).custom == {"OK": "όχι"}
    assert repaired(ALL, "6912345678", "", "refused", "").custom == {"Why": "refused"}


@pytest.mark.parametrize(
    ("cell", "code", "kept"),
    [("1001", "1001", {}), ("1001.0", "1001", {}), ("A-1.0", "A-1.0", {}), ("0042", "0042", {}), ("1.5", "1.5", {})]
    + [(lost, "", {"Id": lost}) for lost in ("1.23457E+16", "1,23457E+16", "1.2345678901234568e+18")]
    + [(nobody, "", {"Id": nobody}) for nobody in ("-", "unknown", "0", "ΟΧΙ")]
    + [(nothing, "", {}) for nothing in ("N/A", "NULL", "nan", "#N/A")],
)
def test_a_code_is_whole_or_stands_for_nobody(cell, code, kept):
    """Rounded ids of two people are one and the same, and so is what stands for no id."""
    row = repaired({"Tel": "phone", "Id": "external_id"}, "6912345678", cell)
    assert (row.values.get("external_id", ""), row.custom, row.refusal.reason) == (code, kept, "")
    assert repaired({"Tel": "phone", "Zip": "postal_code"}, "6912345678", "10558.0").values["postal_code"] == "10558"


def test_a_cell_without_a_value_is_nobody_s_name():
    mapping = {"Tel": "phone", "First": "first_name", "Last": "last_name", "Firm": "company", "Town": "city"}
    row = repaired(mapping, "6912345678", "NULL", "Νο", "#N/A", "nan")
    assert (row.values, row.custom) == ({"last_name": "Νο"}, {})
