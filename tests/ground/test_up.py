"""`manage.py up`, for real: started, killed, started again, ended by Ctrl-C; nothing is lost or left behind."""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import psycopg2
import pytest

from setterdesk import embedded
from setterdesk.embedded.folder import free_port
from setterdesk.management.commands.up import Command
from tests.ground.conftest import ROOT, command_of, living_in
from tests.ground.test_children import until

PATIENCE = 240
ALL_WELL = dict.fromkeys(("database", "broker", "worker", "beat"), "ok")


@pytest.fixture
def start(data):
    """Starts `manage.py up --no-demo` on the test's data folder and waits until it says that it is up."""
    started = []

    def go(port, *, ready=True):
        words = ["up", "--no-demo", "--port", str(port), "--data", str(data)]
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        if ready:
            lines = iter(process.stdout.readline, "")
            assert any("SetterDesk is up" in line for line in lines), "it ended before it was up"
        return process

    yield go
    for process in started:
        process.kill()
        process.stdout.close()
        process.wait()


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {}


def ask(data, question):
    door = psycopg2.connect(embedded.database_url(data))
    door.autocommit = True
    with door.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchone() if cursor.description else None
    door.close()
    return answer and answer[0]


def child(data, name):
    """The leader of the processes that run as `name`, which is a word of its command line."""
    found = [p for p in living_in(data) if name in command_of(p) and p.pid == os.getpgid(p.pid)]
    return found[0] if found else None


def test_a_day_of_kills(start, data):
    port = free_port()
    up = start(port)
    assert health(port) == ALL_WELL
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30) as page:
        assert page.status == 200
    ask(data, "CREATE TABLE kept AS SELECT 7 AS figure")

    for name in ("setterdesk.wsgi", "worker", "beat"):
        before = child(data, name)
        before.kill()
        until(lambda name=name, before=before: child(data, name) not in (None, before), patience=PATIENCE)
    until(lambda: health(port) == ALL_WELL, patience=PATIENCE)

    up.kill()
    up.wait()
    until(lambda: not any(child(data, name) for name in ("setterdesk.wsgi", "worker", "beat")), patience=PATIENCE)

    again = start(port)
    assert health(port) == ALL_WELL
    assert ask(data, "SELECT figure FROM kept") == 7
    os.kill(again.pid, signal.SIGINT)
    assert again.wait(60) == 0
    assert living_in(data) == []


def test_sigterm_while_it_is_still_starting_leaves_nothing(start, data):
    up = start(free_port(), ready=False)
    assert any("up to date" in line for line in iter(up.stdout.readline, ""))
    up.terminate()
    assert up.wait(60) == 0
    until(lambda: living_in(data) == [])


def test_a_taken_port_is_said_with_a_way_out(start, data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = start(port, ready=False)
        said = up.stdout.read()
    assert up.wait(60) == 1
    assert f"Port {port} is taken by another program. Choose another: bin/up --port {port + 1}" in said
    assert "Traceback" not in said
    assert living_in(data) == []


def test_one_up_per_data_folder(start, data):
    with embedded.Folder.of(data).path.joinpath("up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = start(free_port(), ready=False)
        said = second.stdout.read()
    assert second.wait(60) == 1
    assert f"SetterDesk is already up in {data}" in said
    assert living_in(data) == []


class Recorded(Command):
    """The command with its other processes left out: only what it would run is written down."""

    def __init__(self, *, fails=False):
        super().__init__()
        self.ran, self.fails = [], fails

    def manage(self, *words):
        self.ran.append(words[0])
        if words[0] == "migrate":
            return
        if self.fails:
            raise KeyboardInterrupt


@pytest.fixture
def services(data, monkeypatch):
    services = embedded.ensure(data)
    yield services
    services.stop()


def people_table(data, *emails):
    ask(data, "CREATE TABLE office_user (id serial PRIMARY KEY, email text, is_demo boolean DEFAULT true)")
    ask(data, "CREATE TABLE office_membership (user_id int, role text)")
    for email in emails:
        ask(data, f"INSERT INTO office_user (email) VALUES ('{email}')")


def test_the_demo_is_loaded_into_an_empty_house_only(services, data):
    people_table(data)
    empty, lived_in = Recorded(), Recorded()
    empty.prepare_database(services, demo=True)
    ask(data, "INSERT INTO office_user (email) VALUES ('sam@demo.test')")
    lived_in.prepare_database(services, demo=True)
    assert empty.ran == ["migrate", "demo"]
    assert lived_in.ran == ["migrate"]


def test_without_the_demo_the_house_stays_empty(services, data):
    people_table(data)
    command = Recorded()
    command.prepare_database(services, demo=False)
    assert command.ran == ["migrate"]


def test_a_demo_that_was_cut_short_begins_again_from_nothing(services, data):
    people_table(data)
    with pytest.raises(KeyboardInterrupt):
        Recorded(fails=True).prepare_database(services, demo=True)
    ask(data, "INSERT INTO office_user (email) VALUES ('half@demo.test')")
    again = Recorded()
    with pytest.raises(psycopg2.errors.UndefinedTable):  # nothing migrates here, so the emptied database stays empty
        again.prepare_database(services, demo=True)
    assert again.ran == ["migrate"]
    assert ask(data, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_the_log_ins_are_printed(services, data, capsys):
    people_table(data, "sam@demo.test")
    ask(data, "INSERT INTO office_membership VALUES (1, 'setter')")
    Command().greet("http://127.0.0.1:8000", demo=True)
    said = capsys.readouterr().out
    assert "SetterDesk is up: http://127.0.0.1:8000" in said
    assert "the password of all is demo-setterdesk" in said
    assert ["sam@demo.test", "setter"] in [line.split() for line in said.splitlines()]
