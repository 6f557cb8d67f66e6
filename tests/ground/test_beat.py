"""Beat: every sweep is asked at the start, life is signed, and a missing Redis or database does not end it."""

import socket

import pytest
from celery import Celery
from django.db import OperationalError

from office import clock
from office.models import Pulse
from setterdesk.beat import Beat
from setterdesk.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(monkeypatch):
    names = []
    monkeypatch.setattr(Beat, "apply_async", lambda self, entry, **options: names.append(entry.task))
    return names


def until_quiet(beat):
    """Tick until beat would sleep."""
    while beat.tick() <= 0:
        continue


def test_all_tasks_are_asked_at_the_start_once(sent):
    beat = Beat(app)
    until_quiet(beat)
    until_quiet(beat)
    assert sorted(sent) == sorted(entry["task"] for entry in app.conf.beat_schedule.values())


def test_it_signs_its_life(sent):
    Beat(app).tick()
    assert Pulse.alive("beat", now=clock.now())


def test_a_database_that_is_away_does_not_end_it(monkeypatch, sent):
    def refuse(name):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Pulse, "beat", refuse)
    until_quiet(Beat(app))
    assert sent


def test_redis_that_is_away_does_not_end_it():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    lonely = Celery("lonely", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    lonely.conf.task_publish_retry = False
    lonely.conf.broker_transport_options = app.conf.broker_transport_options
    lonely.conf.beat_schedule = {"post": {"task": "office.tasks.post", "schedule": 15.0}}
    beat = Beat(lonely)
    until_quiet(beat)
    assert Pulse.alive("beat", now=clock.now())


def test_the_table_names_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
