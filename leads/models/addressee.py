"""For whom a mail is that came in: the client whose mail it answers, whose address it was sent to, or who knows the
sender. Asked before any client's rows are open, so each question is asked under one client's row policy."""

import re
from collections.abc import Iterable

from django.conf import settings

from leads.mailreading import Letter
from leads.models.lead import Lead
from leads.models.nurturing import Nurturing
from office import isolation
from office.models import Client, Message

WORD = re.compile(r"(?:<|\+)(\d{1,9}\.[0-9a-f]{32})@")  # what a mail of a track carries: client and random word
SLUG = re.compile(r"\+([a-z0-9_-]{1,50})@")


def words_in(said: Iterable[str]) -> list[str]:
    """The words of mails of ours in Message-IDs and addresses: "3.9f86…", each once."""
    return list(dict.fromkeys(found for text in said for found in WORD.findall(text.lower())))


def addressee(letter: Letter) -> Client | None:
    """The client, or None where nothing tells and several could be meant."""
    return _by_word(letter) or _by_slug(letter) or _by_sender(letter) or _usual()


def _by_word(letter: Letter) -> Client | None:
    for word in words_in([*letter.refs, *letter.recipients]):
        pk = int(word.partition(".")[0])
        with isolation.seeing([pk]):
            message = Message.objects.of_client(pk).bearing(f"<{word}@").first()
        if message:
            return Client.objects.get(pk=pk)
    return None


def _by_slug(letter: Letter) -> Client | None:
    for slug in SLUG.findall(" ".join(letter.recipients)):
        if client := Client.objects.slugged(slug).first():
            return client
    return None


def _by_sender(letter: Letter) -> Client | None:
    """Who has the sender in a track, or (by nobody's track) among the leads; where that is one client only."""
    address = letter.failed_to or letter.sender
    if not address:
        return None
    inside, known = list[Client](), list[Client]()
    for client in Client.objects.by_name():
        with isolation.seeing([client.pk]):
            theirs = Lead.objects.of_client(client)
            if Nurturing.objects.of_client(client).open().from_address(address).exists():
                inside.append(client)
            if theirs.with_address(address).exists():
                known.append(client)
    found = inside or known
    return found[0] if len(found) == 1 else None


def _usual() -> Client | None:
    """The one that the settings name for mail without a name, else the only one there is."""
    if settings.INBOUND_CLIENT:
        return Client.objects.slugged(settings.INBOUND_CLIENT).first()
    every = list(Client.objects.by_name()[:2])
    return every[0] if len(every) == 1 else None


def clients_who_wrote_to(address: str) -> list[Client]:
    """Those from whose mail the address has had something: a provider's report of it concerns each of them."""
    found = []
    for client in Client.objects.by_name():
        with isolation.seeing([client.pk]):
            if Message.objects.of_client(client).gone().to_address(address).exists():
                found.append(client)
    return found
