"""E-mail addresses: lower-cased and checked for their form. Pure."""

import re

_FORM = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~\w-]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_](?:[\w-]{0,61}[\w])?", re.UNICODE
)
_LONGEST = 254


def tidy(raw: str) -> str:
    """The address in lower case without "mailto:" or brackets; empty when its form is wrong."""
    text = raw.strip().strip("<>;,").strip()
    if text[:7].lower() == "mailto:":
        text = text[7:]
    text = text.lower()
    if len(text) > _LONGEST or ".." in text or text.startswith(".") or ".@" in text:
        return ""
    return text if _FORM.fullmatch(text) else ""
