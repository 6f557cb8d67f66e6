"""A whole address in one cell, divided where its pattern is clear: street, postal code, city. Pure."""

import re
from typing import NamedTuple

_NAME = r"[^\W\d_][^\d,;\n]*?"
_CODE = r"(?:[A-Z]{1,2}-)?\d{3}\s\d{2}|(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3,4})?|\d{2}-\d{3}"
_LABEL = r"(?:(?:Τ\.?\s?Κ\.?|T\.?K\.?|ZIP|PLZ)[\s:]*)?"
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}"
_CODE_FIRST = re.compile(rf"(?P<street>.+?)\s*[,;\n]\s*{_LABEL}(?P<code>{_CODE})[\s,]+(?P<city>{_NAME})(?:[,;\n].*)?")
_CODE_LAST = re.compile(
    rf"(?P<street>.+?)\s*[,;\n]\s*(?P<city>{_NAME})\s*[,;\n]?\s+{_LABEL}(?P<code>{_BRITISH}|{_CODE})(?:[,;\n].*)?"
)
_AMERICAN = re.compile(
    r"(?P<street>.+?)\s*[,;\n]\s*(?P<city>[^\W\d_][^\d,;\n]*?)\s*,\s*(?P<region>[A-Z]{2})\s+(?P<code>\d{5}(?:-\d{4})?)(?:,.*)?"
)
_LONGEST = 300
"""Characters; what is longer is a text."""


class Address(NamedTuple):
    """The parts of an address; ``region`` where it is written (IL)."""

    street: str
    postal_code: str
    city: str
    region: str = ""


def divided(text: str) -> Address | None:
    """The parts of "Ερμού 15, 105 63 Αθήνα"; None when it is not clear which is which."""
    if len(text) > _LONGEST:
        return None
    line = " ".join(text.replace("\r", "\n").split(" ")).strip(" ,;\n")
    for pattern in (_AMERICAN, _CODE_FIRST, _CODE_LAST):
        if found := pattern.fullmatch(line):
            parts = found.groupdict()
            street = " ".join(parts["street"].split()).strip(" ,")
            return Address(street, parts["code"].strip(), parts["city"].strip(), parts.get("region") or "")
    return None
