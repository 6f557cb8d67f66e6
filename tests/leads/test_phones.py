"""Numbers as people type them and spreadsheets spoil them."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads import phones
from leads.phones import PhoneReason, plain

HOT = ["GR", "CY", "US", "GB", "DE", "FR", "IT", "ES", "NL", "PL", "PT", "BG", "RO", "AU", "IN"]
SIMPLE = sorted(region for region in phonenumbers.SUPPORTED_REGIONS if plain.country_of(region))


@pytest.mark.parametrize(
    ("raw", "region", "e164", "kind"),
    [
        ("6912345678", "GR", "+306912345678", "mobile"),
        ("6912345678.0", "GR", "+306912345678", "mobile"),
        ("6912345678,0", "GR", "+306912345678", "mobile"),
        ("6.912345678E9", "GR", "+306912345678", "mobile"),
        ("'6912345678", "GR", "+306912345678", "mobile"),
        ("306912345678", "GR", "+306912345678", "mobile"),
        ("00306912345678", "US", "+306912345678", "mobile"),
        ("+30 (0) 210 123 4567", "GR", "+302101234567", "landline"),
        ("0030 (0)210 1234567", "GR", "+302101234567", "landline"),
        ("+39 (0)6 12345678", "GR", "+390612345678", "landline"),
        ("+44 (0)20 7946 0018", "GR", "+442079460018", "landline"),
        ("tel:+30-210-123-4567", "", "+302101234567", "landline"),
        ("Τηλ.: 210 1234567", "GR", "+302101234567", "landline"),
        ("٦٩١٢٣٤٥٦٧٨", "GR", "+306912345678", "mobile"),
        ("６９１２３４５６７８", "GR", "+306912345678", "mobile"),
        ("\u200e691\u00a0234\u200b5678\u202c", "GR", "+306912345678", "mobile"),
        ("030/1234567", "DE", "+49301234567", "landline"),
        ("(212) 736-5000", "US", "+12127365000", "either"),
    ],
)
def test_a_spoilt_number_is_repaired(raw, region, e164, kind):
    phone = phones.read(raw, region)
    assert (phone.e164, phone.kind, phone.validity, phone.raw) == (e164, kind, "valid", raw)


@pytest.mark.parametrize(
    "raw", ["2101234567 x12", "2101234567 ext. 12", "2101234567 εσωτ. 12", "210-1234567 (εσωτερικό 12)"]
)
def test_extensions_are_kept_apart(raw):
    phone = phones.read(raw, "GR")
    assert (phone.e164, phone.extension) == ("+302101234567", "12")


def test_a_zero_that_the_sheet_ate_is_put_back_where_it_belongs():
    phone = phones.read("612345678", "IT")
    assert (phone.e164, phone.validity, phone.reason) == ("+390612345678", "valid", PhoneReason.ZERO_ADDED)


@pytest.mark.parametrize(
    ("raw", "region", "reason"),
    [
        ("3.06912E+11", "GR", PhoneReason.DIGITS_LOST),
        ("3,06912E+11", "GR", PhoneReason.DIGITS_LOST),
        ("-4396", "US", PhoneReason.CALCULATED),
        ("taken out of the data base", "US", PhoneReason.OPTED_OUT),
        ("do not call!", "GR", PhoneReason.OPTED_OUT),
        ("ΝΑ ΜΗΝ ΚΑΛΕΙΤΑΙ", "GR", PhoneReason.OPTED_OUT),
        ("ask Helen", "GR", PhoneReason.NOT_A_NUMBER),
        ("---", "GR", PhoneReason.NOT_A_NUMBER),
        ("12345", "GR", PhoneReason.TOO_SHORT),
        ("2101234567890123", "GR", PhoneReason.TOO_LONG),
        ("2101234567", "", PhoneReason.NO_COUNTRY),
        ("+999 12345678", "GR", PhoneReason.NO_SUCH_CODE),
        ("(5) 555-4729", "MX", PhoneReason.LOCAL_ONLY),
    ],
)
def test_a_number_that_is_lost_says_why(raw, region, reason):
    phone = phones.read(raw, region)
    assert (phone.e164, phone.validity, phone.reason) == ("", "none", reason)


def test_a_number_with_a_digit_too_many_gets_a_suggestion():
    assert phones.read("(212) 736-50001", "US").suggestion == "+12127365000"


@pytest.mark.parametrize(
    ("raw", "region", "suggestion"),
    [
        ("3021012345678", "GR", "+302101234567"),
        ("69123456789", "GR", "+306912345678"),
        ("06912345678", "GR", "+306912345678"),
        ("691234567O", "GR", "+306912345670"),
        ("2I0 1234567", "GR", "+302101234567"),
        ("+30 30 2101234567", "GR", "+302101234567"),
        ("+30306912345678", "GR", "+306912345678"),
        ("0030-0-2101234567", "GR", "+302101234567"),
        ("+6912345678", "GR", "+306912345678"),
        ("+2101234567", "GR", "+302101234567"),
        ("306912345678", "", "+306912345678"),
        ("69123456786987654321", "GR", "+306912345678, +306987654321"),
        ("(212) 736-50001", "US", "+12127365000"),
        ("12", "GR", ""),
        ("9912345", "CY", ""),
        ("3.06912E+11", "GR", ""),
        ("-4396", "US", ""),
    ],
)
def test_an_ordinary_slip_gets_a_suggestion(raw, region, suggestion):
    phone = phones.read(raw, region)
    assert phone.validity != "valid"
    assert phone.suggestion == suggestion
    for each in filter(None, suggestion.split(", ")):
        assert phones.read(each).validity == "valid"


def test_a_letter_before_or_behind_a_number_is_a_letter():
    assert phones.read("O2101234567", "GR").e164 == "+302101234567"
    assert phones.read("6912345678 (Γιάννης)", "GR").e164 == "+306912345678"
    assert phones.read("p:+306912345678").e164 == "+306912345678"
    assert phones.read("1-800-FLOWERS", "US").e164 == "+18003569377"


@pytest.mark.parametrize("raw", ["n/a", "-", "0", "#REF!", "δεν έχει", "ΑΓΝΩΣΤΟ", "Unknown", " none "])
def test_a_word_for_nothing_is_no_number(raw):
    assert phones.read_all(raw, "GR") == []


@pytest.mark.parametrize(
    "raw", ["6912345678 ΜΗΝ ΚΑΛΕΙΤΕ", "6912345678 (do not call)", "DNC 691 234 5678", "6912345678 - να μην ενοχληθεί"]
)
def test_a_number_beside_a_refusal_is_the_one_that_is_refused(raw):
    number, refusal = phones.read_all(raw, "GR")
    assert (number.e164, refusal.reason) == ("+306912345678", PhoneReason.OPTED_OUT)


def test_an_only_possible_number_is_marked():
    phone = phones.read("(171) 555-7788", "GB")
    assert (phone.e164, phone.validity, phone.reason) == ("+441715557788", "possible", PhoneReason.NOT_IN_USE)
    assert phone.callable


@pytest.mark.parametrize(
    "raw",
    [
        "2101234567 / 6912345678",
        "2101234567;6912345678",
        "2101234567 ή 6912345678",
        "2101234567\n6912345678",
        "2101234567, 6912345678",
        "2101234567 6912345678",
        "2101234567 - 6912345678",
        "+30 210 1234567 +30 691 2345678",
    ],
)
def test_two_numbers_in_a_cell_are_divided(raw):
    assert [phone.e164 for phone in phones.read_all(raw, "GR")] == ["+302101234567", "+306912345678"]


@pytest.mark.parametrize("raw", ["2101234567/8", "2101234567-8", "210 1234567 / 68"])
def test_the_next_line_of_a_number_is_a_number(raw):
    first, second = phones.read_all(raw, "GR")
    assert first.e164 == "+302101234567" and second.e164 in ("+302101234568",)


@pytest.mark.parametrize("raw", ["2101234567/2", "2101234567-1"])
def test_a_lower_digit_behind_a_number_is_no_line(raw):
    assert len(phones.read_all(raw, "GR")) == 1


def test_a_blank_cell_holds_no_number():
    assert phones.read_all(" \n", "GR") == []


def test_a_slash_within_one_number_does_not_divide_it():
    assert [phone.e164 for phone in phones.read_all("0171/1234567", "DE")] == ["+491711234567"]


def library(raw: str, region: str):
    """What phonenumbers says of the same text: (E.164, kind) of a valid number."""
    try:
        number = phonenumbers.parse("+" + raw[2:] if raw.startswith("00") else raw, region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164, plain.KINDS.get(phonenumbers.number_type(number), "other")


@st.composite
def likely_numbers(draw):
    """Numbers near the true ones of a region: an example with some digits changed, in the ways that people write."""
    region = draw(st.sampled_from(HOT + SIMPLE))
    kind = draw(st.sampled_from([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE]))
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return "1234567", region
    form = draw(st.sampled_from([0, 1, 2]))
    digits = list(phonenumbers.format_number(example, form))
    for _turn in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(digits) - 1))
        if digits[place].isdigit():
            digits[place] = draw(st.sampled_from("0123456789"))
    text = "".join(digits)
    return (text.replace("+", "00", 1) if draw(st.booleans()) else text), region


@settings(max_examples=1500, deadline=None)
@given(likely_numbers())
def test_the_fast_path_agrees_with_the_library(case):
    raw, region = case
    quick = plain.read(raw, region)
    assert quick is None or quick == library(raw, region)


@st.composite
def numbers_of_hot_countries(draw):
    """Any digits at all, in the lengths and ways of writing of the countries that we load most."""
    region = draw(st.sampled_from(["GR", "US", "GB", "DE", "FR", "IT", "ES", "CY"]))
    code = str(phonenumbers.country_code_for_region(region))
    start = draw(st.sampled_from(["", "0", f"+{code}", f"+{code} ", f"00{code}", code, "(0)", f"+{code}(0)"]))
    digits = draw(st.text("0123456789", min_size=6, max_size=12))
    cut = draw(st.integers(1, len(digits)))
    between = draw(st.sampled_from(["", " ", "-", ") ", " (", "."]))
    return f"{start}{digits[:cut]}{between}{digits[cut:]}", region


@settings(max_examples=400, deadline=None)
@given(numbers_of_hot_countries())
def test_the_fast_path_agrees_on_any_digits(case):
    raw, region = case
    quick = plain.read(raw, region)
    assert quick is None or quick == library(raw, region)


@pytest.mark.full
@settings(max_examples=60_000, deadline=None)
@given(st.one_of(numbers_of_hot_countries(), likely_numbers()))
def test_the_fast_path_agrees_everywhere(case):
    raw, region = case
    quick = plain.read(raw, region)
    assert quick is None or quick == library(raw, region)


@pytest.mark.full
@pytest.mark.parametrize("prefix", [f"{first}{second}" for first in (2, 6) for second in range(10)])
def test_every_greek_beginning_is_judged_alike(prefix):
    for middle in range(0, 10_000, 7):
        raw = f"{prefix}{middle:04}{middle % 9973:04}"
        quick = plain.read(raw, "GR")
        assert quick is None or quick == library(raw, "GR")


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["GR", "US", "DE", ""]))
def test_no_text_at_all_breaks_the_reader(raw, region):
    phone = phones.read(raw, region)
    assert phone.callable == bool(phone.e164)
    assert phone.callable or phone.reason
    phones.read_all(raw, region)


@pytest.mark.parametrize("raw", ["6912345678", "+306912345678", "2101234567", "0030 210 123 4567"])
def test_ordinary_numbers_do_take_the_fast_path(raw):
    assert plain.read(raw, "GR")


@pytest.mark.parametrize(
    ("e164", "kind", "area"),
    [
        ("+302101234567", "landline", "21"),
        ("+302310123456", "landline", "231"),
        ("+12127365000", "either", "212"),
        ("+442079460018", "landline", "20"),
        ("+306912345678", "mobile", ""),
        ("", "landline", ""),
    ],
)
def test_the_area_code_is_the_geographic_part(e164, kind, area):
    assert phones.area_code(e164, kind) == area


def test_zones_of_a_number():
    assert phones.zones("+302101234567") == ("Europe/Athens",)
    assert phones.zones("+12127365000", "either") == ("America/New_York",)
    assert len(phones.zones("+61412345678", "mobile")) > 1
    assert phones.zones("") == ()
