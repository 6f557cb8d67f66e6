"""The one door for mail that comes in: the webhooks of a mail provider, read by django-anymail.

Off (404) unless ANYMAIL_PROVIDER is set; nobody gets past it without the secret. What comes is kept as an InboundMail
before the provider is told that all is well; the sweep sorts it.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from anymail import urls as anymail
from anymail.exceptions import AnymailError
from anymail.signals import AnymailInboundEvent, AnymailTrackingEvent
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leads.mailreading import LONGEST_RAW, Letter, clean, read
from leads.models import InboundMail
from leads.models.addressee import addressee, clients_who_wrote_to
from leads.tasks import sort_mail
from office import isolation, nudge
from office.access import public
from office.models import Client

log = structlog.get_logger(__name__)
VIEWS = {pattern.name: pattern.callback for pattern in anymail.urlpatterns}
REPORTS = {"bounced": "bounced", "rejected": "bounced", "complained": "complained", "unsubscribed": "unsubscribed"}


class NotKept(Exception):
    """It could not be written down: the provider is told so, keeps it and tries again."""


@public
@csrf_exempt
@require_POST
def mail_in(request: HttpRequest) -> HttpResponse:
    """A mail that somebody wrote to us."""
    return _open(request, "inbound")


@public
@csrf_exempt
@require_POST
def mail_report(request: HttpRequest) -> HttpResponse:
    """What the provider tells of a mail of ours: not delivered, reported as spam, no more of them."""
    return _open(request, "tracking")


def _open(request: HttpRequest, what: str) -> HttpResponse:
    view = VIEWS.get(f"{settings.ANYMAIL_PROVIDER}_{what}_webhook")
    if view is None:
        raise Http404
    if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return HttpResponse("Too large.", status=413, content_type="text/plain")
    try:
        answer: HttpResponse = view(request)
    except (NotKept, ImproperlyConfigured):
        log.exception("inbound_mail_not_kept")
        return HttpResponse("Try again.", status=503, content_type="text/plain")
    except (AnymailError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        log.warning("inbound_mail_unreadable", error=type(error).__name__)
        return HttpResponse("Not readable.", status=400, content_type="text/plain")
    return answer


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(told) if told.isascii() and told.isdigit() else 0


@contextmanager
def _keeping() -> Iterator[None]:
    """What goes wrong within is our fault, not that of what was sent."""
    try:
        yield
    except Exception as error:
        raise NotKept from error


def receive(sender: Any, event: AnymailInboundEvent, esp_name: str, **more: Any) -> None:
    """Anymail has read a mail."""
    mail = event.message
    letter = read(mail, delivered_to=[mail.envelope_recipient or ""], own_words=mail.stripped_text or "")
    with _keeping():
        client = addressee(letter)
        if client is None:
            raise LookupError("For whom? Set INBOUND_CLIENT to the short name of a client.")
        _keep(letter, client, key=_key(event, esp_name, letter.raw), source=esp_name)
        nudge.nudge(sort_mail)


def report(sender: Any, event: AnymailTrackingEvent, esp_name: str, **more: Any) -> None:
    """Anymail has read a report on a mail of ours. Of what concerns no address of ours, nothing is kept."""
    what = REPORTS.get(event.event_type, "")
    if not what or not event.recipient:
        return
    said = clean(" ".join(str(each) for each in (event.description, event.mta_response) if each))
    raw = clean(json.dumps(event.esp_event, default=str)[:LONGEST_RAW])
    address = clean(event.recipient).lower()[:254]
    status = "5.0.0" if what == "bounced" else ""
    letter = Letter(subject=said[:300], refs=(str(event.message_id),), failed_to=address, failed_status=status, raw=raw)
    with _keeping():
        for client in clients_who_wrote_to(address):
            _keep(letter, client, key=_key(event, esp_name, raw), source=esp_name, report=what)
        nudge.nudge(sort_mail)


def _keep(letter: Letter, client: Client, **told: str) -> None:
    with isolation.seeing([client.pk]):
        InboundMail.receive(letter, client=client, **told)


def _key(event: Any, esp_name: str, raw: str) -> str:
    """The provider's id of this delivery, else the mail's own content."""
    told = str(event.event_id or "") or hashlib.sha256(raw.encode()).hexdigest()
    return clean(f"{esp_name}:{event.event_type}:{told}")[:200]
