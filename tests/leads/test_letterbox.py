"""The one door for mail that comes in: a provider's webhooks, with a secret, each delivery once, nothing lost."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
from unittest import mock

import pytest
from django.core import mail
from django.test import Client as Browser
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from leads.models import InboundMail, MailBar, Nurturing
from leads.models.nurturings import End
from office import clock, isolation
from office.models import Message
from tests import factories
from tests.leads.test_mailreading import REPORT
from tests.leads.test_nurture import TUESDAY, run
from tests.leads.test_returns import ROOT

SECRET = "setterdesk:a-long-random-word-for-the-door"
HELEN = "helen@example.com"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.ANYMAIL_PROVIDER, settings.ANYMAIL_WEBHOOK_SECRET = "postmark", SECRET
    with mock.patch("office.nudge._publish"):
        yield


@pytest.fixture
def nurturing(cast, campaign):
    track = factories.track(cast.a, cast.mia, "First", "Second")
    handoff = factories.returned(campaign, cast.sam, first_name="Helen", email=HELEN)
    made = Nurturing.put_in([handoff], track, by=cast.mia)[0]
    run(TUESDAY)
    return made


def the_id():
    return Message.objects.get().message_id


def post(told, door="mail_in", secret=SECRET, **more):
    """As a provider's machine does: no cookie, no client's rows open."""
    if secret:
        more["HTTP_AUTHORIZATION"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    more.setdefault("content_type", "application/json")
    body = json.dumps(told) if isinstance(told, dict) and more["content_type"] == "application/json" else told
    with isolation.seeing([]):
        return Browser(raise_request_exception=False, enforce_csrf_checks=True).post(reverse(door), body, **more)


def postmark(refs="", text="Yes, call me", sender=HELEN, number="a1", **more):
    """An inbound mail as Postmark posts it."""
    return {
        "FromName": "Helen",
        "From": sender,
        "FromFull": {"Email": sender, "Name": "Helen", "MailboxHash": ""},
        "ToFull": [{"Email": "in@mail.example.com", "Name": "", "MailboxHash": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": "in@mail.example.com",
        "Subject": "Re: First",
        "MessageID": number,
        "Date": "Tue, 24 Nov 2026 12:00:00 +0200",
        "TextBody": text,
        "HtmlBody": "",
        "StrippedTextReply": "",
        "Headers": [{"Name": "Return-Path", "Value": f"<{sender}>"}, {"Name": "In-Reply-To", "Value": refs}],
        "Attachments": [],
        **more,
    }


def sweep():
    with clock.frozen(TUESDAY):
        InboundMail.objects.update(due_at=clock.now())
        InboundMail.objects.sweep()


def test_an_answer_by_postmark_lifts_out(nurturing):
    assert post(postmark(the_id())).status_code == 200
    kept = InboundMail.objects.get()
    assert (kept.source, kept.sender, kept.kind, kept.key) == ("Postmark", HELEN, "", "Postmark:inbound:a1")
    sweep()
    nurturing.refresh_from_db()
    assert nurturing.end == End.REPLY


def test_a_raw_mail_by_postmark(nurturing):
    raw = f"From: {HELEN}\nSubject: Re\nReferences: {the_id()}\nContent-Type: text/plain\n\nYes"
    post(postmark(RawEmail=raw))
    sweep()
    nurturing.refresh_from_db()
    assert nurturing.end == End.REPLY and "References" in InboundMail.objects.get().raw


def mailgun(key, **told):
    """An inbound mail as Mailgun posts it, signed."""
    stamp, token = "1795500000", "t" * 50
    signed = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    fields = {"sender": HELEN, "recipient": "in@mail.example.com", "from": f"Helen <{HELEN}>", "subject": "Re: First"}
    headers = [["From", HELEN], ["To", "in@mail.example.com"], ["Subject", "Re: First"], ["In-Reply-To", the_id()]]
    signature = {"timestamp": stamp, "token": token, "signature": signed}
    body = {"body-plain": "Yes", "stripped-text": "Yes", "message-headers": json.dumps(headers)}
    return {**fields, **body, **signature, **told}


def test_an_answer_by_mailgun_with_its_signature(settings, nurturing):
    settings.ANYMAIL_PROVIDER, settings.ANYMAIL = "mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": "signing-key"}
    true, forged = mailgun("signing-key"), mailgun("another-key", token="u" * 50)
    assert post(true, content_type=MULTIPART_CONTENT).status_code == 200
    assert post(forged, content_type=MULTIPART_CONTENT).status_code == 400
    sweep()
    nurturing.refresh_from_db()
    assert nurturing.end == End.REPLY and InboundMail.objects.count() == 1


def test_the_same_delivery_twice_does_nothing_twice(nurturing):
    for _time in range(2):
        assert post(postmark(the_id())).status_code == 200
        sweep()
    assert InboundMail.objects.count() == 1
    assert nurturing.lead.enrollments.count() == 2


@pytest.mark.parametrize("secret", ["", "x", "setterdesk:", "setterdesk:wrong", SECRET + "x", "é:é"])
@pytest.mark.parametrize("door", ["mail_in", "mail_report"])
def test_a_forged_secret_opens_nothing(nurturing, secret, door):
    assert post(postmark(the_id()), door=door, secret=secret).status_code == 400
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("name", ["", "nobody", "postmark_inbound_webhook", "../postmark", "amazon"])
def test_without_a_provider_there_is_no_door(settings, nurturing, name):
    settings.ANYMAIL_PROVIDER = name
    assert post(postmark(the_id())).status_code == 404
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("secret", ["", "short:secret", "no-colon-in-this-long-secret"])
def test_a_provider_without_a_good_secret_stops_the_start(secret):
    away = {**os.environ, "ANYMAIL_PROVIDER": "postmark", "ANYMAIL_WEBHOOK_SECRET": secret}
    command = [sys.executable, "-c", "import setterdesk.settings"]
    ran = subprocess.run(command, cwd=ROOT, env=away, capture_output=True, text=True, timeout=60)
    assert ran.returncode and "ANYMAIL_WEBHOOK_SECRET" in ran.stderr


BROKEN = [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"Headers": 1}', b'{"FromFull": 3}']


@pytest.mark.parametrize("body", BROKEN)
def test_what_cannot_be_read_is_refused_and_breaks_nothing(nurturing, body):
    for door in ("mail_in", "mail_report"):
        assert post(body, door=door).status_code in {200, 400, 503}
    sweep()
    nurturing.refresh_from_db()
    assert nurturing.ended_at is None and not MailBar.objects.exists()


def test_a_huge_mail_is_refused_before_it_is_read(settings, nurturing):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    with mock.patch("setterdesk.letterbox.read") as reader:
        assert post(postmark(the_id(), text="x" * 6000)).status_code == 413
        lied = post(postmark(the_id(), text="x" * 6000), CONTENT_LENGTH="12")
    assert lied.status_code == 400 and not reader.called
    assert not InboundMail.objects.exists()


def test_headers_that_would_break_out_are_one_line(nurturing):
    assert post(postmark(the_id(), sender="h@example.com\r\nBcc: x@example.com")).status_code == 400
    raw = f"From: {HELEN}\nSubject: Re\r\n\tBcc: all@example.com\nIn-Reply-To:\n {the_id()}\n\nYes"
    post(postmark(RawEmail=raw))
    kept = InboundMail.objects.get()
    assert (kept.subject, kept.sender, len(kept.threads)) == ("Re Bcc: all@example.com", HELEN, 1)


def test_what_cannot_be_kept_is_tried_again_by_the_provider(nurturing):
    with mock.patch.object(InboundMail, "receive", side_effect=KeyError("no room")):
        assert post(postmark(the_id())).status_code == 503
    assert post(postmark(the_id())).status_code == 200


def test_mail_for_nobody_is_kept_by_the_provider_until_the_settings_say(cast, settings):
    stranger = postmark(sender="stranger@example.com")
    assert post(stranger).status_code == 503
    settings.INBOUND_CLIENT = "aegean"
    assert post(stranger).status_code == 200
    assert InboundMail.objects.get().client == cast.a


def test_a_report_of_non_delivery_that_comes_as_mail(nurturing):
    raw = REPORT % {b"action": b"failed", b"status": b"5.1.1", b"part": b"message/rfc822"}
    raw = re.sub(rb"<3\.0+a@x\.example>", the_id().encode(), raw)
    post(postmark(RawEmail=raw.decode(), sender="mailer-daemon@mx.example.com"))
    sweep()
    nurturing.refresh_from_db()
    assert nurturing.end == End.BOUNCED


def bounce(kind="HardBounce", email=HELEN, record="Bounce", **more):
    told = {
        "RecordType": record,
        "Type": kind,
        "ID": 42,
        "Email": email,
        "Description": "The server was unable to deliver",
    }
    return {**told, "MessageID": "postmark-own-id", "BouncedAt": "2026-11-24T12:00:00Z", **more}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (bounce(), "bounced"),
        (bounce("BadEmailAddress"), "bounced"),
        (bounce("SpamComplaint", record="SpamComplaint"), "complained"),
        (bounce("Transient"), None),
        (bounce("AutoResponder"), None),
        (bounce(email="nobody@example.com"), None),
    ],
)
def test_the_provider_s_report(nurturing, told, why):
    for _twice in range(2):
        assert post(told, door="mail_report").status_code == 200
    sweep()
    assert [bar.why for bar in MailBar.objects.all()] == ([why] if why else [])
    nurturing.refresh_from_db()
    assert bool(nurturing.ended_at) == bool(why)


def test_a_report_reaches_only_the_clients_that_wrote_to_the_address(cast, nurturing):
    factories.lead(cast.b, cast.olga, email=HELEN)
    post(bounce(), door="mail_report")
    sweep()
    assert [each.client for each in InboundMail.objects.all()] == [cast.a]
    assert [bar.client for bar in MailBar.objects.all()] == [cast.a]
    assert len(mail.outbox) == 1
