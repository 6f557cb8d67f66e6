"""Addresses that people of ours name and this server calls: what may be called, and how.

Never inside the network: a name is resolved and judged **when the connection is made**, and the connection goes to the
address that was judged; so neither a redirect nor a name that changes its mind between question and call leads
inside. Only https (http by `OUTSIDE_HTTP`); networks of one's own that may be called all the same stand in
`OUTSIDE_NETWORKS`. Answers have a size and a time. No proxy and no password of this machine's own is used.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.poolmanager import PoolManager

Address = IPv4Address | IPv6Address
TIMEOUTS = (5.0, 10.0)  # seconds to connect, and between two pieces of an answer
WHOLE = 30.0  # seconds for an answer
LIFE = 50.0  # seconds for a line, with all that is asked on it: less than the lease of a job
LARGEST = 10 * 1024 * 1024  # bytes of an answer
HOPS = 5  # redirects that are followed
NAT64, SIX_TO_FOUR, LOCAL_NAT64 = map(ip_network, ("64:ff9b::/96", "2002::/16", "64:ff9b:1::/48"))


class Fault(Exception):
    """It could not be read. `why`: inside, scheme, unknown, away, slow, large, certificate, or a status such as 404."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def tidy(url: str) -> str:
    """Return the address as it is called: `webcal:` is https. Raises Fault for one that is none, and for http where it
    is not allowed."""
    try:
        parts = urlsplit(url.strip())
        _port = parts.port
    except ValueError as error:
        raise Fault("unknown") from error
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme.lower(), parts.scheme.lower())
    if scheme not in ("http", "https") or (scheme == "http" and not settings.OUTSIDE_HTTP):
        raise Fault("scheme")
    if not parts.hostname:
        raise Fault("unknown")
    return urlunsplit(parts._replace(scheme=scheme))


def judge(url: str) -> None:
    """Refuse an address before anything is stored. What counts is what is judged when it is called."""
    parts = urlsplit(tidy(url))
    addresses_of(parts.hostname or "", parts.port or 443)


def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the order of the resolver; all of them must be outside. Raises Fault."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Fault("unknown") from error
    said = list(dict.fromkeys(str(address[0]) for *_rest, address in found))
    if not said or not all(is_outside(each) for each in said):
        raise Fault("inside")
    return said


def is_outside(said: str) -> bool:
    """Say whether a numeric address is one of the public Internet, or of a network that the settings let in."""
    address = _embedded(ip_address(said.partition("%")[0]))
    if any(address in ip_network(network) for network in settings.OUTSIDE_NETWORKS):
        return True
    site = isinstance(address, IPv6Address) and address.is_site_local
    local = address.is_multicast or address.is_reserved or site or address in LOCAL_NAT64
    return address.is_global and not local


def _embedded(address: Address) -> Address:
    """Return the IPv4 address that stands in an IPv6 one."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.teredo:
        return address.teredo[1]
    if address in SIX_TO_FOUR and address.sixtofour:
        return address.sixtofour
    if address in NAT64 or 0xFFFF < int(address) < 1 << 32:  # the latter is ::a.b.c.d, out of use
        return IPv4Address(address.packed[12:])
    return address


def _call(host: str, port: int, connect: Callable[[str], socket.socket]) -> socket.socket:
    """Connect to the first of the judged addresses that answers."""
    *others, last = addresses_of(host, port)
    for address in others:
        with suppress(OSError):
            return connect(address)
    return connect(last)


class _Judged(HTTPConnection):
    """A connection to a judged address that lives so long and no longer: who sends a byte now and then holds nobody."""

    def _new_conn(self) -> socket.socket:
        def connect(address: str) -> socket.socket:
            return socket.create_connection((address, self.port), TIMEOUTS[0])

        return _call(self.host, self.port, connect)

    def connect(self) -> None:
        """Connect, and wind the clock."""
        super().connect()
        self._clock = threading.Timer(LIFE, _hang_up, [self.sock])
        self._clock.daemon = True
        self._clock.start()

    def close(self) -> None:
        """Hang up, and stop the clock."""
        if clock := vars(self).get("_clock"):
            clock.cancel()
        super().close()


class _Safe(_Judged, HTTPSConnection):
    """The same, over TLS."""


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Judged


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _Safe


class _Adapter(HTTPAdapter):
    """Judges each hop, and lets connections go to judged addresses only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Pools whose connections are ours."""
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SafePool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Refuse http where only https is allowed: a redirect may lead there."""
        tidy(request.url or "")
        return super().send(request, *args, **kwargs)


class Session(requests.Session):
    """`requests`, to the outside only, with a limit of size and time. What goes wrong on the way is a Fault."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = HOPS
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """One request with its redirects; the answer is read whole, as far as it may be."""
        kwargs |= {"stream": True, "timeout": TIMEOUTS, "verify": True}
        with _told():
            answer = super().send(request, **kwargs)
            _read(answer)
        return answer


class _told:
    """Turns what `requests` raises into a Fault with its reason."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, Fault):
            return
        if isinstance(error, requests.exceptions.SSLError):
            raise Fault("certificate") from error
        if isinstance(error, requests.exceptions.Timeout):
            raise Fault("slow") from error
        if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            raise Fault("unknown") from error
        if isinstance(error, requests.exceptions.RequestException | OSError):
            raise Fault("away") from error


def _read(answer: requests.Response) -> None:
    """Read the body into the answer, or give up when it is too large or takes too long."""
    until, pieces, size = time.monotonic() + WHOLE, [], 0
    for piece in answer.iter_content(65_536):
        size += len(piece)
        if size > LARGEST or time.monotonic() > until:
            answer.close()
            raise Fault("large" if size > LARGEST else "slow")
        pieces.append(piece)
    vars(answer).update(_content=b"".join(pieces), _content_consumed=True)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered. `body` is None when it says that nothing has changed."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


def fetch(url: str, *, etag: str = "", modified: str = "") -> Fetched:
    """GET an address; with what it said last time, only when it has changed since. Raises Fault."""
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"User-Agent": "SetterDesk", **{name: said for name, said in known.items() if said}}
    with Session() as session:
        answer = session.get(tidy(url), headers=headers)
    if answer.status_code == 304:
        return Fetched(None, etag, modified)
    if answer.status_code != 200:
        raise Fault(str(answer.status_code))
    said = answer.headers
    return Fetched(answer.content, said.get("ETag", "")[:200], said.get("Last-Modified", "")[:60])
