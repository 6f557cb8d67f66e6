"""Short messages to telephones. `SETTERDESK_SMS` says how they leave: empty (none are written), `console`, `memory`
(for tests), or the address of a provider, read by `Provider`."""

import json
import sys
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TIMEOUT = 10  # seconds, as for mail
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
outbox: list[tuple[str, str]] = []  # what `memory` took: (number, text)


class NotTaken(Exception):
    """The provider did not take the message: it is tried again."""


class Provider:
    """A provider with the plainest of doors: one POST with a JSON body, Basic authentication, any 2xx is a yes.

    `https://key:secret@sms.example/v1/messages?from=Aegean` sends {"from": "Aegean", "to": "+30…", "text": "…"}. Whose
    fields have other names says so behind the ?: `…?from=Aegean&from_field=sender&to_field=msisdn&text_field=body`.
    A provider with other habits is a subclass with its own `body`. Redirects are not followed; http is for loopback.
    """

    def __init__(self, address: str) -> None:
        self.at: SplitResult = urlsplit(address)
        self.said = {name: values[0] for name, values in parse_qs(self.at.query).items()}
        safe = self.at.scheme == "https" or (self.at.scheme == "http" and self.at.hostname in LOOPBACK)
        if not safe or not self.at.hostname:
            raise ImproperlyConfigured("SETTERDESK_SMS must be empty, console, memory or an https address.")

    def body(self, to: str, text: str) -> dict[str, str]:
        """What the provider reads."""
        told = {"from": self.said.get("from", ""), "to": to, "text": text}
        return {self.said.get(f"{name}_field", name): value for name, value in told.items() if value}

    def __call__(self, to: str, text: str) -> None:
        kind = HTTPSConnection if self.at.scheme == "https" else HTTPConnection
        line = kind(self.at.hostname or "", self.at.port, timeout=TIMEOUT)
        try:
            line.request("POST", self.at.path or "/", json.dumps(self.body(to, text)).encode(), self._headers())
            status = line.getresponse().status
        except (OSError, HTTPException) as error:
            raise NotTaken(f"The SMS provider did not answer ({type(error).__name__}).") from error
        finally:
            line.close()
        if not 200 <= status < 300:
            raise NotTaken(f"The SMS provider answered {status}.")

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.at.username:
            who = f"{unquote(self.at.username)}:{unquote(self.at.password or '')}"
            headers["Authorization"] = f"Basic {b64encode(who.encode()).decode()}"
        return headers


def _console(to: str, text: str) -> None:
    sys.stdout.write(f"SMS to {to}: {text}\n")


def _memory(to: str, text: str) -> None:
    outbox.append((to, text))


BACK_ENDS: dict[str, Callable[[str, str], None]] = {"console": _console, "memory": _memory}


def is_on() -> bool:
    """Short messages can leave."""
    return bool(settings.SMS)


def send(to: str, text: str) -> None:
    """Hand a message over. `to` in E.164. Raises NotTaken when it did not leave."""
    if not settings.SMS:
        raise NotTaken("SETTERDESK_SMS is empty: no short message can leave.")
    back_end = BACK_ENDS.get(settings.SMS) or Provider(settings.SMS)
    back_end(to, text)
