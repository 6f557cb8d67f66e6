"""A mail that came in, read: who wrote, what in their own words, which mail of ours it answers, what could not be
delivered. Whatever is wrong with it, something is read; nothing is longer than its limit. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

LONGEST_TEXT, LONGEST_RAW, MOST_REFS = 20_000, 60_000, 30
MARKS = (
    "Auto-Submitted",
    "Precedence",
    "X-Autoreply",
    "X-Autorespond",
    "Return-Path",
    "List-Id",
)
ID = re.compile(r"<[^<>\s]{3,190}>")
ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Letter:
    """`refs`: Message-IDs that it answers, the nearest first; `marks`: headers that tell a machine's mail from a
    person's; `failed_to` and `failed_status` (such as 5.1.1): of a report that a mail could not be delivered."""

    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    refs: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    failed_to: str = ""
    failed_status: str = ""
    raw: str = ""


def read(mail: Message, *, delivered_to: Iterable[str] = (), own_words: str = "") -> Letter:
    """`delivered_to`: addresses of the envelope; `own_words`: the text without what it quotes, if the provider says."""
    failed_to, status, of = _failure(mail)
    refs = [*_ids(mail, "In-Reply-To"), *reversed(_ids(mail, "References")), *of]
    return Letter(
        sender=next(iter(_addresses(mail, "From", "Sender")), ""),
        recipients=tuple(dict.fromkeys([*_tidy(delivered_to), *_addresses(mail, "To", "Cc", "Delivered-To")]))[:20],
        subject=" ".join(header(mail, "Subject").split())[:300],
        text=clean(own_words or _text(mail))[:LONGEST_TEXT],
        refs=tuple(dict.fromkeys(refs))[:MOST_REFS],
        marks={name: said[:200] for name in MARKS if (said := header(mail, name))},
        failed_to=failed_to,
        failed_status=status,
        raw=_raw(mail),
    )


def header(mail: Message, name: str) -> str:
    """A header as text on one line; empty where it is missing or cannot be read."""
    try:
        said = mail.get(name)
        return clean(" ".join(str(said or "").split()))
    except Exception:  # the library's parser gives up on some headers, each in its own way
        return ""


def clean(text: str) -> str:
    """Without what no database and no page can hold."""
    return CONTROL.sub("", text.encode("utf-8", "replace").decode()).replace("\r", "")


def _ids(mail: Message, name: str) -> list[str]:
    return ID.findall(header(mail, name)[:8000])


def _addresses(mail: Message, *names: str) -> list[str]:
    found = getaddresses([header(mail, name) for name in names])
    return _tidy(address for _name, address in found)


def _tidy(addresses: Iterable[str]) -> list[str]:
    return [clean(each).lower()[:254] for each in addresses if each and ADDRESS.fullmatch(each.strip())]


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number > 200:
            return
        yield part


def _text(mail: Message) -> str:
    """The first plain part, else the first page made plain."""
    pages = ""
    for part in _parts(mail):
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain" and (said := _decoded(part)):
            return said
        if part.get_content_type() == "text/html" and not pages:
            pages = _plain(_decoded(part))
    return pages


def _decoded(part: Message) -> str:
    try:
        payload = part.get_payload(decode=True)
        data = payload[: 4 * LONGEST_RAW] if isinstance(payload, bytes) else b""
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except Exception:  # an unknown charset, a broken transfer encoding
        return ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("style", "script", "blockquote")
        if tag in ("br", "p", "div", "tr"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script", "blockquote") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def _plain(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    return "".join(reader.words).strip()


def _failure(mail: Message) -> tuple[str, str, list[str]]:
    """(address, status, Message-IDs) of a report of non-delivery (RFC 3464); empty for any other mail."""
    address, status, of = header(mail, "X-Failed-Recipients"), "5.0.0", list[str]()
    said = ""
    for part in _parts(mail):
        if part.get_content_type() == "message/delivery-status":
            said += _report(part)
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            of += _original(part)
    if said:
        address, status = _told(said, "final-recipient"), _told(said, "status") or status
        action = _told(said, "action").lower()
        status = status if action in ("failed", "") else f"4{status[1:]}"
    found = ADDRESS.search(address)
    return (found[0].lower()[:254], status[:12], of) if found else ("", "", [])


def _report(part: Message) -> str:
    inner = part.get_payload()
    if isinstance(inner, list):
        blocks = [each for each in inner if isinstance(each, Message)]
        return "\n".join(f"{name}: {value}" for each in blocks for name, value in each.items())
    return _decoded(part)


def _told(report: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}:\s*(?:rfc822;\s*)?(.+)$", report)
    return found[1].strip() if found else ""


def _original(part: Message) -> list[str]:
    inner = part.get_payload()
    if isinstance(inner, list):
        return [found for each in inner if isinstance(each, Message) for found in _ids(each, "Message-ID")]
    return ID.findall(_told(_decoded(part), "message-id"))


def _raw(mail: Message) -> str:
    try:
        return clean(mail.as_bytes()[:LONGEST_RAW].decode("utf-8", "replace"))
    except Exception:  # what cannot be written as it was read
        return clean("\n".join(f"{name}: {header(mail, name)}" for name in mail))[:LONGEST_RAW]
