"""SMS: a Message like any other, by whatever back end the house names; the provider's on loopback."""

import json
import threading
from base64 import b64decode
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from office import clock, sms
from office.models import Job, Message

NUMBER = "+306900000001"


@pytest.fixture(autouse=True)
def empty_outbox():
    sms.outbox.clear()


@pytest.fixture
def provider(settings):
    """A provider on loopback: `asked` is what it read, `says` the statuses that it answers with."""

    class Door(BaseHTTPRequestHandler):
        asked, says = [], []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.asked.append((self.path, self.headers, json.loads(body)))
            self.send_response(self.says.pop(0) if self.says else 202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Nothing on the console."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS = f"http://key:s%40cret@127.0.0.1:{server.server_port}/v1/send?from=Aegean"
    yield Door
    server.shutdown()
    thread.join(10)
    server.server_close()


def write(client, **more):
    details = {"to": NUMBER, "subject": "", "body": "Tomorrow at 10: {link}", "due_at": clock.now()}
    told = details | {"link": "https://desk.example/m/1/", "channel": Message.Channel.SMS} | more
    return Message.write(client=client, key="appointment:1:v1:reminder-24h:lead-sms", **told)


def test_it_leaves_as_an_sms_and_not_as_a_mail(cast, settings):
    settings.SMS = "memory"
    message = write(cast.a)
    Message.objects.sweep()
    Message.objects.sweep()
    assert sms.outbox == [(NUMBER, "Tomorrow at 10: https://desk.example/m/1/")]
    assert mail.outbox == []
    message.refresh_from_db()
    assert (message.state, message.link) == (Job.State.DONE, "")


def test_the_console_says_it(cast, settings, capsys):
    settings.SMS = "console"
    sms.send(NUMBER, "Hello")
    assert capsys.readouterr().out == f"SMS to {NUMBER}: Hello\n"


def test_a_provider_gets_one_post_with_the_key_beside_it(cast, provider):
    write(cast.a)
    Message.objects.sweep()
    [(path, headers, told)] = provider.asked
    assert path == "/v1/send"
    assert told == {"from": "Aegean", "to": NUMBER, "text": "Tomorrow at 10: https://desk.example/m/1/"}
    assert b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == "key:s@cret"


def test_fields_may_have_other_names(provider, settings):
    settings.SMS += "&to_field=msisdn&text_field=body"
    sms.send(NUMBER, "Hello")
    assert provider.asked[0][2] == {"from": "Aegean", "msisdn": NUMBER, "body": "Hello"}


def test_what_the_provider_did_not_take_is_tried_again(cast, provider):
    provider.says[:] = [500]
    message = write(cast.a)
    Message.objects.sweep()
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.error) == (Job.State.DUE, None, "The SMS provider answered 500.")
    clock.advance(timedelta(minutes=1))
    Message.objects.sweep()
    assert len(provider.asked) == 2
    message.refresh_from_db()
    assert message.state == Job.State.DONE


def test_a_redirect_is_no_yes(cast, provider):
    provider.says[:] = [302]
    with pytest.raises(sms.NotTaken, match="302"):
        sms.send(NUMBER, "Hello")
    assert len(provider.asked) == 1


def test_a_provider_that_does_not_answer_is_tried_again(settings):
    settings.SMS = "http://127.0.0.1:9/"  # discard: nobody listens
    with pytest.raises(sms.NotTaken, match="did not answer"):
        sms.send(NUMBER, "Hello")


@pytest.mark.parametrize("said", ["http://sms.example/send", "ftp://sms.example/", "nonsense", "https:///send"])
def test_a_key_never_goes_over_an_open_line(settings, said):
    settings.SMS = said
    with pytest.raises(ImproperlyConfigured, match="SETTERDESK_SMS"):
        sms.send(NUMBER, "Hello")


def test_where_none_can_leave_none_does(settings):
    settings.SMS = ""
    assert not sms.is_on()
    with pytest.raises(sms.NotTaken, match="is empty"):
        sms.send(NUMBER, "Hello")
