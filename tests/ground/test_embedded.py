"""The embedded services: Postgres and Redis in a data folder, started, found again, and left."""

import os
import signal
import socket
import stat
import subprocess
import sys
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest
import redis

from setterdesk import embedded
from setterdesk.embedded.folder import processes
from tests.ground.conftest import ROOT, command_of, living_in


def ask(question, url=None):
    door = psycopg2.connect(url or os.environ["DATABASE_URL"])
    try:
        door.autocommit = True
        with door.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        door.close()


@pytest.fixture
def services(data):
    services = embedded.ensure(data)
    yield services
    services.stop()


def postmaster(data):
    pid = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
    return psutil.Process(pid)


def forget():
    """As in another process: nothing of the services stands in the environment."""
    del os.environ["DATABASE_URL"], os.environ["REDIS_URL"]


def test_urls_start_nothing_and_stay_the_same(data):
    assert embedded.database_url(data) == embedded.database_url(data)
    assert embedded.redis_url(data, number=3).endswith("/3")
    assert living_in(data) == []


def test_secrets_are_for_the_owner_only(data):
    embedded.database_url(data), embedded.redis_url(data), embedded.secret_key(data)
    secrets = [*data.glob("*.secret")]
    assert len(secrets) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets} == {0o600}
    assert len({path.read_text() for path in secrets}) == 3


def test_postgres_18_speaks_utf8_and_folds_greek(services):
    assert ask("SHOW server_version").startswith("18")
    assert ask("SHOW server_encoding") == "UTF8"
    assert ask("SELECT lower('ΆΛΦΑ')") == "άλφα"
    assert ask("SHOW max_connections") == "300"
    assert ask("SHOW fsync") == "on"


def test_redis_keeps_an_append_only_file_and_evicts_nothing(services, data):
    broker = redis.Redis.from_url(os.environ["REDIS_URL"])
    assert broker.config_get("appendonly")["appendonly"] == "yes"
    assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    assert stat.S_IMODE((data / "redis" / "redis.conf").stat().st_mode) == 0o600


def test_both_listen_on_the_loopback_only(services, data):
    listening = [
        door.laddr.ip
        for process in living_in(data)
        for door in process.net_connections()
        if door.status == psutil.CONN_LISTEN
    ]
    assert len(listening) == 2
    assert set(listening) == {"127.0.0.1"}


@pytest.mark.parametrize("url", ["database_url", "redis_url"])
def test_nobody_enters_without_the_password(services, data, url):
    place = urlsplit(getattr(embedded, url)(data))
    stranger = place._replace(netloc=f"{place.username}:guess@127.0.0.1:{place.port}").geturl()
    with pytest.raises((psycopg2.OperationalError, redis.AuthenticationError)):
        redis.Redis.from_url(stranger).ping() if url == "redis_url" else psycopg2.connect(stranger)


def test_the_last_one_puts_out_the_light(services, data):
    forget()
    second = embedded.ensure(data)
    services.stop()
    assert ask("SELECT 1") == 1
    second.stop()
    assert living_in(data) == []


def test_postgres_stays_while_a_client_is_connected(services, data):
    door = psycopg2.connect(os.environ["DATABASE_URL"])
    assert services.stop(patience=0) is False
    assert processes("postgres", data / "postgres")
    door.close()
    forget()
    assert embedded.ensure(data).stop(patience=5) is True
    assert living_in(data) == []


def test_what_the_environment_names_is_left_alone(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    services = embedded.ensure(data)
    assert living_in(data) == []
    assert os.environ["DATABASE_URL"] == "postgres://elsewhere/db"
    services.stop()


def test_rows_and_messages_survive_a_kill_of_both(services, data):
    ask("CREATE TABLE kept AS SELECT 7 AS figure")
    redis.Redis.from_url(os.environ["REDIS_URL"]).set("bell", "rung")
    postmaster(data).kill()
    for process in processes("redis-server", data / "redis"):
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    forget()
    again = embedded.ensure(data)
    assert ask("SELECT figure FROM kept") == 7
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).get("bell") == b"rung"
    again.stop()


def test_a_pid_file_with_the_number_of_another_program_does_not_block(services, data):
    services.stop()
    other = subprocess.Popen(["sleep", "600"])
    (data / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n{data}/postgres\n0\n1\n\n127.0.0.1\n0 0\nready\n")
    forget()
    again = embedded.ensure(data)
    assert ask("SELECT 1") == 1
    again.stop()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_taken_port_is_chosen_anew(services, data):
    services.stop()
    places = [urlsplit(embedded.database_url(data)).port, urlsplit(embedded.redis_url(data)).port]
    squatters = [socket.create_server(("127.0.0.1", place)) for place in places]
    forget()
    again = embedded.ensure(data)
    assert ask("SELECT 1") == 1
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    assert not {urlsplit(os.environ[name]).port for name in ("DATABASE_URL", "REDIS_URL")} & set(places)
    again.stop()
    for squatter in squatters:
        squatter.close()


def test_a_half_made_cluster_is_made_anew(data):
    draft = data / "postgres.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18")
    services = embedded.ensure(data)
    assert ask("SELECT 1") == 1
    services.stop()


def test_ten_at_once_start_one(data):
    code = f"""
import os, pathlib, sys
sys.path.insert(0, {str(ROOT)!r})
from setterdesk import embedded
services = embedded.ensure(pathlib.Path({str(data)!r}))
print(os.environ["DATABASE_URL"])
input()
services.stop()
"""
    crowd = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(10)
    ]
    urls = {process.stdout.readline() for process in crowd}
    assert len(urls) == 1
    assert len([p for p in processes("postgres", data / "postgres") if "-D" in command_of(p)]) == 1
    assert len(processes("redis-server", data / "redis")) == 1
    for process in crowd:
        process.communicate("\n")
    assert living_in(data) == []
