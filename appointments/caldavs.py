"""A calendar server that somebody uses, spoken to by CalDAV (RFC 4791) through the library `caldav`, over a line that
leads outside only (office/outside.py). What goes wrong is an `outside.Fault`; a write that meets something else than it
expected is `Changed`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

import structlog
from caldav.davclient import DAVClient, DAVResponse
from caldav.lib.error import AuthorizationError, DAVError, NotFoundError
from caldav.lib.url import URL

from office import outside
from office.outside import Fault

log = structlog.get_logger(__name__)

ETAG, DATA = "{DAV:}getetag", "{urn:ietf:params:xml:ns:caldav}calendar-data"
QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{}</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
WELL_KNOWN = "/.well-known/caldav"
NOT_HERE = ("404", "no_calendar")  # a server answered, but is none at this address
WITHIN = '<C:time-range start="{:%Y%m%dT%H%M%SZ}" end="{:%Y%m%dT%H%M%SZ}"/>'
BEARING = '<C:prop-filter name="UID"><C:text-match collation="i;octet">{}</C:text-match></C:prop-filter>'


class Changed(Exception):
    """It is not there as it was left (412)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event of a calendar: its address, its version there, its text."""

    href: str
    etag: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Remote:
    """An open line to a calendar server."""

    client: Any  # a DAVClient; the library says little of its types

    def calendars(self) -> list[tuple[str, str]]:
        """Return (address, name) of each calendar of this user, as the server names them; where none is at the address
        that was given, at the one to which its host points (RFC 6764, section 5)."""
        try:
            return self._calendars()
        except Fault as fault:
            there = self._well_known() if fault.why in NOT_HERE else ""
            if not there:
                raise
            self.client.url = URL.objectify(there)
            return self._calendars()

    def _calendars(self) -> list[tuple[str, str]]:
        with _told():
            found = self.client.principal().calendars()
            return [(str(each.url), str(each.get_display_name() or _last(str(each.url)))) for each in found]

    def _well_known(self) -> str:
        """Where the host says that its calendars are; empty where it does not say. On another host nobody is given the
        password."""
        asked = urljoin(str(self.client.url), WELL_KNOWN)
        try:
            answer = self.client.session.get(asked, allow_redirects=False)
        except Fault:
            return ""
        there = urljoin(asked, answer.headers.get("Location", "")) if answer.is_redirect else ""
        return there if urlsplit(there).hostname == urlsplit(asked).hostname else ""

    def within(self, calendar: str, start: datetime, end: datetime) -> list[Found]:
        """Return the events of a calendar that touch a span (aware, in UTC); a series stands for its occurrences."""
        return self._query(calendar, WITHIN.format(start, end))

    def bearing(self, calendar: str, uid: str) -> Found | None:
        """Return the event of a UID, wherever in the calendar it lies."""
        found = self._query(calendar, BEARING.format(escape(uid)))
        return next((each for each in found if uid.encode() in each.data), None)

    def get(self, href: str) -> Found | None:
        """Return an event as it stands; None when it is not there."""
        answer = self._ask(href, "GET", good=(200, 404, 410))
        if answer.status != 200:
            return None
        return Found(href, _etag(answer), answer.raw.encode())

    def put(self, href: str, data: bytes, *, etag: str) -> str:
        """Write an event over the version that is known, or (no etag) where nothing is yet. Return its new version;
        empty when the server does not say. Raises Changed."""
        expected = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **expected}
        answer = self._ask(href, "PUT", data.decode(), headers, good=(200, 201, 204, 409, 412))
        if answer.status in (409, 412):  # 409: its UID lies elsewhere in the calendar
            raise Changed
        return _etag(answer)

    def delete(self, href: str, *, etag: str) -> None:
        """Take an event away, in the version that is known. What is not there is gone. Raises Changed."""
        answer = self._ask(href, "DELETE", headers={"If-Match": etag}, good=(200, 202, 204, 404, 410, 412))
        if answer.status == 412:
            raise Changed

    def _query(self, calendar: str, what: str) -> list[Found]:
        answer = self._ask(calendar, "REPORT", QUERY.format(what), {"Depth": "1"}, good=(207,))
        with _told():
            said = answer.find_objects_and_props()
        return list(_found(calendar, said))

    def _ask(
        self, url: str, method: str, body: str = "", headers: dict[str, str] | None = None, *, good: tuple[int, ...]
    ) -> DAVResponse:
        with _told():
            answer: DAVResponse = self.client.request(url, method, body, headers or {})
        if answer.status not in good:
            raise Fault(str(answer.status))
        return answer


def _found(calendar: str, said: dict[str, dict[str, Any]]) -> Iterator[Found]:
    for href, props in said.items():
        if DATA in props and props[DATA].text:
            etag = props[ETAG].text if ETAG in props else ""
            yield Found(urljoin(calendar, quote(href, safe="/@:%+")), etag or "", props[DATA].text.encode())


def _etag(answer: DAVResponse) -> str:
    return str(answer.headers.get("ETag", ""))


def _last(url: str) -> str:
    return unquote(url.rstrip("/").rpartition("/")[2])


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the library raises into a Fault with its reason."""
    try:
        yield
    except Fault:
        raise
    except AuthorizationError as error:
        raise Fault("password") from error
    except NotFoundError as error:
        raise Fault("404") from error
    except DAVError as error:
        raise Fault("no_calendar") from error
    except Exception as error:  # an answer that the library does not understand: a page of another kind of server
        log.warning("caldav_not_understood", error=repr(error))
        raise Fault("no_calendar") from error


@contextmanager
def opened(address: str, username: str, password: str) -> Iterator[Remote]:
    """Open a line to a server; nothing is asked yet. Raises Fault for an address that is not called."""
    client = DAVClient(url=outside.tidy(address), username=username, password=password)
    client.session.close()
    client.session = outside.Session()
    with client:
        yield Remote(client)


def href_of(calendar: str, uid: str) -> str:
    """Return where an event of ours lies in a calendar."""
    return f"{calendar.rstrip('/')}/{quote(uid, safe='@')}.ics"
