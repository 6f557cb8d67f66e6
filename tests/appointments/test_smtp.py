"""Through a real SMTP server on loopback: what a mail program gets of a meeting from its booking to its end."""

import email
import socket
from collections import defaultdict
from datetime import UTC, timedelta

import pytest
import recurring_ical_events
from aiosmtpd.controller import Controller
from icalendar import Calendar

from appointments.models.moving import move
from office import clock
from office.models import Message
from tests import factories

HELEN, RITA = "helen@fresh.example", "rita@demo.test"


class Letterbox:
    """An SMTP server's handler: keeps the mails of each recipient as they came over the wire."""

    def __init__(self):
        self.mails = defaultdict(list)

    async def handle_DATA(self, server, session, envelope):
        for to in envelope.rcpt_tos:
            self.mails[to].append(email.message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def letterbox(settings):
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield box
    server.stop()


def sweep_at(moment):
    clock.advance(moment - clock.now())
    return Message.objects.sweep()


def calendars(mail):
    """(METHOD as the part's header says, the calendar) of the inline part, and the calendar of the attachment."""
    inline = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    attached = [part for part in mail.walk() if part.get_content_type() == "application/ics"]
    [one], [other] = inline, attached
    text = Calendar.from_ical(one.get_payload(decode=True))
    assert one.get_payload(decode=True).strip() == other.get_payload(decode=True).strip()
    assert other.get_filename() == "invite.ics"
    return one.get_param("method"), text


def test_from_the_booking_to_the_end(cast, letterbox, ahead):
    first = ahead.starts_at
    assert sweep_at(clock.now() + timedelta(minutes=1)) == 2
    assert sweep_at(first - timedelta(hours=24)) == 2

    kind = factories.bookable(ahead.enrollment.campaign, cast.rita, notice=72 * 60, name="Later")
    move(ahead, hold=factories.held(ahead.enrollment, kind, cast.sam).token, by=cast.sam, due_at=clock.now())
    second = ahead.starts_at
    assert second > first
    assert sweep_at(clock.now()) == 2
    ahead.cancel(by=cast.rita, reason="ill")
    assert sweep_at(clock.now()) == 2
    assert sweep_at(second) == 0, "no reminder after the end"

    confirmation, reminder, update, cancel = letterbox.mails[HELEN]
    assert [part.get_content_type() for part in reminder.walk()] == ["text/plain"]
    found = [calendars(each) for each in (confirmation, update, cancel)]
    assert [method for method, _calendar in found] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(calendar["method"]) for _method, calendar in found] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [calendar.walk("VEVENT")[0] for _method, calendar in found]
    assert {str(event["uid"]) for event in events} == {ahead.uid}
    assert [event["sequence"] for event in events] == [0, 1, 2]
    for event, start in zip(events, (first, second, second), strict=True):
        assert event["dtstart"].to_ical() == start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode()
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)

    shown = recurring_ical_events.of(found[1][1]).between(first, second + timedelta(hours=1))
    assert [each["dtstart"].dt for each in shown] == [second]
    assert len(letterbox.mails[RITA]) == 4, "the rep has as many"


def test_what_a_person_reads_comes_first_and_in_their_language(cast, letterbox, campaign):
    kind = factories.bookable(campaign, cast.rita, notice=48 * 60)
    greek = factories.enrolled(campaign, cast.sam, email="eleni@fresh.example", language="el", first_name="Ελένη")
    factories.booked(greek, kind, cast.sam)
    assert sweep_at(clock.now() + timedelta(minutes=1)) == 2
    [mail] = letterbox.mails["eleni@fresh.example"]
    words = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    text = words.get_payload(decode=True).decode(words.get_content_charset())
    assert "Ελένη" in text and "12:00" in text
    assert f"/m/{cast.a.pk}-" in text
    assert mail["Message-ID"].startswith(f"<{cast.a.pk}.")


def test_a_server_that_refuses_is_tried_again_and_hears_it_once(cast, letterbox, ahead, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # nobody listens there
    sweep_at(clock.now() + timedelta(minutes=1))
    assert letterbox.mails == {}
    settings.EMAIL_PORT = port
    sweep_at(clock.now() + timedelta(minutes=1))
    sweep_at(clock.now() + timedelta(minutes=1))
    assert {to: len(mails) for to, mails in letterbox.mails.items()} == {HELEN: 1, RITA: 1}
