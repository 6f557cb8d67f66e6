"""The code of a row on a call sheet: `47-12E` is sheet 47, row 12, and a letter that betrays a slip. Pure.

The letter is a weighted sum of the digits, modulo 17: a wrong digit, a wrong letter and two neighbours that changed
places all ask for another letter (17 is a prime greater than 9, and the weights of neighbours differ). The seventeen
letters are those that nobody takes for a digit or for one another; they are read from a Greek keyboard too.
"""

import re
import unicodedata

LETTERS = "ABCDEFGHJKMNRTVXY"
GREEK = str.maketrans("ΑΒΨΔΕΦΓΗΞΚΜΝΡΤΩΧΥ", LETTERS)
ROWS = 99  # rows of one sheet: two digits
SIGNS = re.compile(r"[\s.\-–—/]+")
CODE = re.compile(rf"(\d{{1,13}})(\d\d)([{LETTERS}])", re.ASCII)


class NoCode(ValueError):
    """What was typed cannot be the code of any row."""


def code(sheet: int, row: int) -> str:
    """Return the code of a row (from 1) of a sheet."""
    return f"{sheet}-{row:02}{_letter(f'{sheet}{row:02}')}"


def read(text: str) -> tuple[int, int]:
    """Return (sheet, row) of a typed code: any case, with or without its dash, on a Latin or a Greek keyboard.

    Raises NoCode for what is none, and for a code whose letter does not fit its digits.
    """
    plain = SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper().translate(GREEK)
    found = CODE.fullmatch(plain)
    if not found or _letter(plain[:-1]) != found[3] or found[2] == "00":
        raise NoCode(text)
    return int(found[1]), int(found[2])


def _letter(digits: str) -> str:
    weighted = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=2))
    return LETTERS[weighted % len(LETTERS)]
