"""Row codes: every slip of one finger is seen."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calls import codes

SHEETS, ROWS = st.integers(1, 10**10), st.integers(1, codes.ROWS)
SIGNS = "0123456789" + codes.LETTERS


def understood(text):
    try:
        return codes.read(text)
    except codes.NoCode:
        return None


@given(SHEETS, ROWS)
def test_a_code_says_its_sheet_and_row(sheet, row):
    code = codes.code(sheet, row)
    assert codes.read(code) == (sheet, row)
    assert code.startswith(f"{sheet}-{row:02}") and len(code) == len(str(sheet)) + 4


@given(SHEETS, ROWS, st.data())
def test_one_wrong_sign_is_seen(sheet, row, data):
    plain = codes.code(sheet, row).replace("-", "")
    at = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in SIGNS if sign != plain[at]]))
    assert understood(plain[:at] + wrong + plain[at + 1 :]) is None


@given(SHEETS, ROWS, st.data())
@example(12, 21, None)
def test_two_neighbours_that_changed_places_are_seen(sheet, row, data):
    plain = codes.code(sheet, row).replace("-", "")
    for at in range(len(plain) - 1):
        swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
        assert swapped == plain or understood(swapped) is None


def test_every_slip_of_a_small_house_is_seen():
    """All of them, for the sheets and rows of the first weeks: the properties above are no sample's luck."""
    for sheet in range(1, 60):
        for row in (1, 7, 10, 12, 99):
            plain = codes.code(sheet, row).replace("-", "")
            slips = {plain[:i] + sign + plain[i + 1 :] for i in range(len(plain)) for sign in SIGNS} - {plain}
            assert not [slip for slip in slips if understood(slip)]


@pytest.mark.parametrize(
    "typed", ["47-12E", "4712e", " 47 12 e ", "47–12E", "４７-12Ｅ", "47.12.E", "047-12e", "47-12Ε", "4712ε"]
)
def test_it_may_be_typed_carelessly_and_on_a_greek_keyboard(typed):
    assert codes.read(typed) == (47, 12)


@pytest.mark.parametrize("letter", codes.LETTERS)
def test_every_letter_is_read_from_its_key_on_a_greek_keyboard(letter):
    sheet = next(n for n in range(1, 500) if codes.code(n, 1).endswith(letter))
    greek = next(chr(sign) for sign, latin in codes.GREEK.items() if latin == letter or latin == ord(letter))
    assert codes.read(f"{sheet}-01{greek.lower()}") == (sheet, 1)


@pytest.mark.parametrize(
    "typed", ["", "E", "47", "4712", "47-12", "12E", "47-00" + "ABC"[0], "x" * 5000, "1" * 30 + "E", "٤٧-١٢E"]
)
def test_what_is_no_code_is_refused(typed):
    assert understood(typed) is None


def test_no_row_nought():
    letter = codes.code(47, 1)[-1]
    assert all(understood(f"47-00{sign}") is None for sign in codes.LETTERS), letter
