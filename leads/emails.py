"""E-mail addresses: lower-cased and checked for their form; a likely slip gets a suggestion. Pure."""

import re
import unicodedata

_FORM = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~\w-]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_](?:[\w-]{0,61}[\w])?", re.UNICODE
)
_LONGEST = 254
_LONGEST_CELL = 1_000
"""Characters up to which a cell is searched for an address."""
MAILBOXES = {
    "aol.com", "comcast.net", "cytanet.com.cy", "forthnet.gr", "freemail.gr", "gmail.com", "gmx.at", "gmx.ch",
    "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hol.gr", "hotmail.co.uk", "hotmail.com", "hotmail.de",
    "hotmail.es", "hotmail.fr", "hotmail.gr", "hotmail.it", "icloud.com", "in.gr", "laposte.net", "libero.it",
    "live.co.uk", "live.com", "mac.com", "mail.com", "mail.gr", "mail.ru", "me.com", "msn.com", "orange.fr",
    "otenet.gr", "outlook.com", "outlook.com.gr", "pathfinder.gr", "proton.me", "protonmail.com", "t-online.de",
    "virgilio.it", "web.de", "windowslive.com", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.es", "yahoo.fr",
    "yahoo.gr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
}  # fmt: skip
"""Domains of providers that give everybody an address."""
_SHOWN = re.compile(r"[^<]*<([^<>\s]+@[^<>\s]+)>")
_BETWEEN = re.compile(r"[\s;,/|]+")
_INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SLIPS = {
    "gmail.com": (
        "gmial.com gmai.com gmal.com gmil.com gamil.com gnail.com gmaill.com gmail.co gmail.cm gmail.con gmail.om"
        " gmail.comm gmail.cpm gmail.vom gmail.gr gemail.com gmailcom gmail googlemail.co g-mail.com hmail.com"
    ),
    "hotmail.com": (
        "hotmial.com hotmai.com hotmal.com hotmil.com hotmail.co hotmail.con hotmail.cm hotamil.com homail.com"
        " hotmailcom hotmail hitmail.com"
    ),
    "yahoo.com": "yaho.com yahooo.com yhaoo.com yhoo.com yahoo.co yahoo.con yahoo.cm yaoo.com yahoocom yahoo",
    "yahoo.gr": "yaho.gr yahooo.gr yhaoo.gr yhoo.gr",
    "hotmail.gr": "hotmial.gr hotmai.gr hotmal.gr homail.gr",
    "outlook.com": "outlok.com outloo.com outlook.co outlook.con outlookcom outlook outllok.com",
    "icloud.com": "iclod.com icloud.co icloud.con iclud.com",
    "otenet.gr": "otnet.gr ottenet.gr otenet.com otenet oteent.gr",
}
_DOMAINS = {wrong: right for right, several in _SLIPS.items() for wrong in several.split()}
_ENDINGS = {
    **dict.fromkeys(("con", "cmo", "comm", "vom", "xom", "ocm"), "com"),
    "ogr": "org",
    "nte": "net",
}
_GREEK_LOOKALIKES = str.maketrans("αεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeiknoptuxabezhikmnoptyx")


def tidy(raw: str) -> str:
    """The address in lower case without "mailto:", a shown name or brackets; empty when its form is wrong."""
    if len(raw) > _LONGEST_CELL:
        return ""
    text = _INVISIBLE.sub("", raw) if not raw.isascii() else raw
    text = text.partition(" ::: ")[0]  # how Google divides several addresses in a cell
    shown = _SHOWN.fullmatch(text.strip())
    text = (shown[1] if shown else text).strip().strip("<>;,\"'").strip()
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    text = text.lower()
    if len(text) > _LONGEST or ".." in text or text.startswith(".") or ".@" in text:
        return ""
    return text if _FORM.fullmatch(text) else ""


def addresses_in(text: str) -> list[str]:
    """The different addresses of a cell that holds more than one sign @, in order: "a@x.gr; b@y.gr"."""
    return list(dict.fromkeys(filter(None, map(tidy, _BETWEEN.split(text))))) if text.count("@") > 1 else []


def address_in(text: str) -> str:
    """The first address among other things in a cell; the cell when there is none."""
    return _first_of(text) or text


def without_addresses(text: str) -> str:
    """What else stands in a cell."""
    if len(text) > _LONGEST_CELL:
        return text
    return re.sub(r"[^\s;,/|]*@[^\s;,/|]*", " ", text).strip(" ;,/|")


def suggested(raw: str) -> str:
    """What the address may have meant to be: the slips of a known domain, a comma for a point, blanks; or empty."""
    if len(raw) > _LONGEST_CELL:
        return ""
    text = unicodedata.normalize("NFKC", raw).strip().lower().removeprefix("mailto:").strip("<>;,. \"'")
    text = re.sub(r"\s*(?:\(at\)|\[at\]|\sat\s)\s*", "@", text)
    text = re.sub(r"\s*(?:\(dot\)|\[dot\]|\sdot\s)\s*", ".", text)
    text = re.sub(r"\s+", "", text).replace(",", ".").replace("@.", "@").replace(".@", "@")
    text = re.sub(r"\.{2,}", ".", re.sub(r"@{2,}", "@", text))
    if re.search(r"[a-z]", text):
        text = text.translate(_GREEK_LOOKALIKES)
    name, at, domain = text.rpartition("@")
    better = (tidy(name + at + _mended(domain)) if at else _without_at(text)) or _first_of(raw)
    return better if better != tidy(raw) else ""


def mistyped(address: str) -> str:
    """What a well-formed address may have meant to be: a slip of a known domain or ending; mostly empty, at once."""
    domain = address.rpartition("@")[2]
    return suggested(address) if domain in _DOMAINS or domain.rpartition(".")[2] in _ENDINGS else ""


def _first_of(raw: str) -> str:
    """The first of several addresses in a cell."""
    return next((found for part in _BETWEEN.split(raw) if (found := tidy(part))), "")


def _mended(domain: str) -> str:
    domain = _DOMAINS.get(domain, domain)
    start, point, ending = domain.rpartition(".")
    return start + point + _ENDINGS.get(ending, ending)


def _without_at(text: str) -> str:
    """ "anngmail.com": the sign before a known domain was left out."""
    for domain in _SLIPS:
        if text.endswith(domain) and len(text) > len(domain):
            return tidy(f"{text.removesuffix(domain).rstrip('.')}@{domain}")
    return ""
