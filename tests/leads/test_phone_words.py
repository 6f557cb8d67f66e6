"""Words in a phone cell: a no that must be heard, a fax that is not called, a word for nothing; and endless cells."""

import pytest

from leads import phones
from leads.addresses import divided
from leads.emails import suggested, tidy, without_addresses
from leads.loading.rows import Repair
from leads.phones import PhoneReason
from leads.spreadsheets.headers import kind_of_cell

NOES = """
do-not-call | DO  NOT  CALL | Don´t call | don`t call | dont call | d.n.c. | DNC | no calls! | do not ring
not to be called | does not wish to be contacted | doesn't want calls | does not want to be called
asked not to be called | opted out | OPTOUT | please remove me | remove | STOP! | stop calling
unsubscribed | Robinson list | blacklist | wants no contact | TPS | objects to calls | erasure | forget me
taken out of the data base | took him off the list | deleted at own request | να μην ενοχλείται
ΜΗΝ ΚΑΛΕΙΤΕ | μη καλείτε | να μην τον καλούμε | μην ξαναπάρετε | μην παίρνετε | ΝΑ ΜΗΝ ΞΑΝΑΚΛΗΘΕΙ
ΟΧΙ ΚΛΗΣΕΙΣ | όχι τηλεφωνήματα | δεν θέλει τηλέφωνα | δε θέλει | δεν δέχεται κλήσεις | διεγράφη
να διαγραφεί | άρθρο 11 | Μητρώο άρθρου 11 | εξαίρεση | bitte keine Anrufe | nicht mehr anrufen
nicht kontaktieren | ne plus contacter | non chiamare | non contattare | no me llamen | no llamar
não ligar | niet bellen | nie dzwonić
"""
OTHERS = """
please call | call after 5 | no answer | not available | Do Notaras | moved | Stopford | callback | office
does not work, call home | do not leave a message | δεν απαντά | μετά τις 5 | Μηνάς | καλέστε
να μην αφήσετε μήνυμα | nicht verfügbar | non risponde | Danel
"""


def several(lines):
    return [word.strip() for line in lines.strip().splitlines() for word in line.split("|")]


@pytest.mark.parametrize("said", several(NOES))
def test_a_no_is_heard_alone_and_beside_a_number(said):
    assert [phone.reason for phone in phones.read_all(said, "GR")] == [PhoneReason.OPTED_OUT]
    number, refusal = phones.read_all(f"6912345678 {said}" if "11" not in said else said + " 6912345678", "GR")[:2]
    assert refusal.reason == PhoneReason.OPTED_OUT and number.raw


@pytest.mark.parametrize("said", several(OTHERS))
def test_other_words_are_no_refusal(said):
    assert PhoneReason.OPTED_OUT not in [phone.reason for phone in phones.read_all(said, "GR")]


@pytest.mark.parametrize(
    "said",
    ["nan", "NaT", "undefined", "(null)", "\\N", "(blank)", "…", "/", "___", "000-000-0000", "+00 000", "FALSE", "δ/υ"]
    + ["Αγνωστος", "χωρίς", "ΧΩΡΙΣ ΤΗΛΕΦΩΝΟ", "keine", "withheld"],
)
def test_a_word_or_sign_for_nothing_keeps_nobody_back(said):
    assert phones.read_all(said, "GR") == []


def repaired(cell):
    return Repair(["Tel", "Mail"], {"Tel": "phone", "Mail": "email"}, "GR").row(2, [cell, "ann@example.org"])


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("fax: 2101234568", []),
        ("2101234568 (fax)", []),
        ("Φαξ 2101234568", []),
        ("210 1234567 fax 210 1234568", ["+302101234567"]),
        ("Τηλ. 2101234567, Φαξ 2101234568", ["+302101234567"]),
        ("2101234568 Fax, 6912345678", ["+306912345678"]),
        ("Tel/Fax 2101234567", ["+302101234567"]),
        ("τηλ. & φαξ: 2101234567", ["+302101234567"]),
    ],
)
def test_a_fax_is_kept_and_not_called(cell, numbers):
    row = repaired(cell)
    assert ([phone.e164 for phone in row.phones], row.refusal.reason) == (numbers, "")
    assert row.custom == ({} if "&" in cell or "/" in cell else {"Tel": cell})


@pytest.mark.parametrize(
    ("raw", "suggestion"),
    [
        ("6912345678 after 17:00", "+306912345678"),
        ("693-1234567 εως 18:00", "+306931234567"),
    ],
)
def test_a_number_among_words_and_times_is_suggested(raw, suggestion):
    phone = phones.read(raw, "GR")
    assert (phone.validity, phone.suggestion) == ("none", suggestion)


@pytest.mark.parametrize(
    ("raw", "e164"),
    [("6.912345678000E9", "+306912345678"), ("6.91234567800E+9", "+306912345678"), ("6.9123456785E9", "")],
)
def test_all_digits_of_a_power_of_ten_are_a_number(raw, e164):
    assert phones.read(raw, "GR").e164 == e164


ENDLESS = [
    "1" + " " * 100_000 + "x",
    "1" * 100_000 + "a",
    "1 fax " * 20_000,
    "6912345678 " * 9_000,
    "a" * 100_000 + "@",
]


@pytest.mark.parametrize("cell", ENDLESS, ids=["blanks", "digits", "faxes", "numbers", "letters"])
def test_a_cell_without_end_is_no_number_and_holds_nobody_up(cell):
    """Each of these took minutes or hours of the worker's time, in patterns that go back and forth."""
    assert [phone.reason for phone in phones.read_all(cell, "GR")] == [PhoneReason.TOO_LONG]
    assert phones.read(cell, "GR").reason == PhoneReason.TOO_LONG
    assert (tidy(cell), suggested(cell), without_addresses(cell), divided(cell)) == ("", "", cell, None)
    assert kind_of_cell(cell) == "text"
    row = repaired(cell)
    assert row.custom["Tel"] == cell and row.refusal.reason == PhoneReason.TOO_LONG


def test_a_no_at_the_start_of_a_cell_without_end_is_heard():
    (said,) = phones.read_all("Do not call. " + "He said why. " * 9_000, "GR")
    assert said.reason == PhoneReason.OPTED_OUT
