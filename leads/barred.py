"""What a suppression can name, as it stands in its `value`: a number in E.164, an e-mail address, everybody at a domain
(`@example.com`) or a company (`company:aegean cold stores`). Pure.
"""

import re

from leads import emails, phones
from leads.names import normalised

COMPANY = "company:"
_DOMAIN = re.compile(r"@?((?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,62})", re.UNICODE)


def number_or_address(typed: str, country: str) -> str:
    """The number (`country`: ISO code of where numbers without a code belong) or the address; empty for neither.

    A number without a code must be a valid one there: a British one that is taken for a Greek one would bar nobody.
    """
    if "@" in typed:
        return emails.tidy(typed)
    number = phones.read(typed, country)
    sure = number.validity == "valid" or (number.callable and has_code(typed))
    return number.e164 if sure else ""


def has_code(typed: str) -> bool:
    """It names its country: +44 …, 0044 …"""
    return typed.strip().removeprefix("tel:").lstrip(" (").startswith(("+", "00"))


def domain(typed: str) -> str:
    """ "Example.com", "@example.com", "www.example.com" → "@example.com"; empty when it is no domain."""
    found = _DOMAIN.fullmatch(typed.strip().lower())
    return f"@{found[1].removeprefix('www.')}" if found else ""


def company(name: str) -> str:
    """A company by its name, whatever its accents and capitals; empty for an empty name."""
    key = normalised(name)[:200]
    return f"{COMPANY}{key}" if key else ""


def company_or_domain(typed: str) -> list[str]:
    """A company's name, its domain, or (such as Example.com) both."""
    at = domain(typed)
    return [value for value in (at, "" if typed.strip().startswith("@") else company(typed)) if value]


def is_everybodys(value: str) -> bool:
    """A domain where everybody can have an address: it tells nothing of a company."""
    return value.removeprefix("@") in emails.MAILBOXES
