"""GET /healthz and `manage.py healthy`: what is down is said, by name."""

import socket
import threading
from datetime import timedelta
from wsgiref.simple_server import make_server

import pytest
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from office import clock
from office.models import Pulse
from setterdesk import health

ALL = ("database", "broker", "worker", "beat")


@pytest.fixture
def alive(db):
    Pulse.beat("worker")
    Pulse.beat("beat")


def test_all_is_well(client, alive):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == dict.fromkeys(ALL, "ok")


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_part_without_a_recent_sign_of_life_is_down(client, alive, part):
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        Pulse.beat({"worker": "beat", "beat": "worker"}[part])
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {**dict.fromkeys(ALL, "ok"), part: "down"}


def test_redis_away(client, alive, settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {**dict.fromkeys(ALL, "ok"), "broker": "down"}


def test_redis_that_does_not_answer_costs_a_second_at_most(client, alive, settings):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.REDIS_URL = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        assert client.get("/healthz").json()["broker"] == "down"


def test_database_away(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "down", "broker": "ok", "worker": "down", "beat": "down"}


def test_it_is_open_to_a_visitor_and_tells_nothing_else(client, alive):
    assert set(client.get("/healthz").json()) == set(ALL)


@pytest.mark.parametrize("part", ALL)
def test_the_command_says_that_a_part_is_well(alive, part, capsys):
    call_command("healthy", part)
    assert capsys.readouterr().out == f"{part} is well.\n"


def test_the_command_fails_for_a_part_that_is_down(db):
    with pytest.raises(CommandError, match="beat is down"):
        call_command("healthy", "beat")


@pytest.mark.django_db(transaction=True)
def test_web_is_well_when_it_answers_at_all(settings, capsys):
    server = make_server("127.0.0.1", 0, get_wsgi_application())
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    call_command("healthy", "web", "--port", str(server.server_port))
    thread.join()
    server.server_close()
    assert "web is well" in capsys.readouterr().out
    with pytest.raises(CommandError, match="web is down"):
        call_command("healthy", "web", "--port", str(server.server_port))
