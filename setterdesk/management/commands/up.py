"""`manage.py up`: the whole of SetterDesk in one terminal, ended by Ctrl-C."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from setterdesk import embedded, health
from setterdesk.children import Child, Family, end_with_parent
from setterdesk.embedded.folder import Folder, is_free

MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
AFTER_THE_CALLS = ["nice", "-n", "5"]  # the worker's part: whoever is on the phone does not wait for it
CELERY = [sys.executable, "-m", "celery", "-A", "setterdesk"]
READY_WITHIN = 180.0
PEOPLE = """
SELECT email, coalesce(string_agg(DISTINCT role, ', '), '') FROM office_user
LEFT JOIN office_membership ON office_membership.user_id = office_user.id
WHERE {which} GROUP BY office_user.id ORDER BY office_user.id
"""


class Leave(Exception):
    """Somebody asked us to end."""


class Ear:
    """Hears Ctrl-C, SIGTERM and a closed terminal; while it listens, the first of them raises Leave."""

    def __init__(self) -> None:
        self.asked = self.listening = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.hear)

    def hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self.listening:
            self.listening = False
            raise Leave

    def listen(self) -> None:
        self.listening = True
        if self.asked:
            self.listening = False
            raise Leave

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """What is heard meanwhile is raised at the end: a child that is just being made would be nobody's."""
        self.listening = False
        yield
        self.listen()


class Command(BaseCommand):
    help = "Starts everything: database, Redis, web server, worker and clock. The first start loads the demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where the web server listens (8000)")
        parser.add_argument("--host", default="127.0.0.1", help="on which address (this machine only)")
        parser.add_argument("--data", help="the data folder (SETTERDESK_DATA, or var beside manage.py)")
        parser.add_argument("--no-demo", action="store_true", help="an empty house: no demo people, no demo data")

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare_environment(options)
        folder = Folder.of(embedded.data_dir())
        with alone(folder):
            ear = self.ear = Ear()
            self.say("Starting the database and Redis.")
            services = self.services()
            try:
                ear.listen()
                self.wait_for_port(options["host"], options["port"])
                self.prepare_database(services, demo=not options["no_demo"])
                self.run(folder, options)
            except Leave:
                pass
            finally:
                ear.listening = False
                if not services.stop(patience=5):
                    self.say("The database stays up: somebody else is still connected to it.")
                self.say("Ended.")

    def prepare_environment(self, options: dict[str, Any]) -> None:
        if options["data"]:
            os.environ["SETTERDESK_DATA"] = options["data"]
        os.environ["SETTERDESK_DATA"] = str(embedded.data_dir())
        os.environ["SETTERDESK_DEMO"] = "0" if options["no_demo"] else "1"
        os.environ.setdefault("BASE_URL", f"http://{options['host']}:{options['port']}")
        os.environ.setdefault("SECRET_KEY", embedded.secret_key())

    def services(self) -> embedded.Services:
        try:
            return embedded.ensure()
        except embedded.ServiceError as error:
            raise CommandError(str(error)) from error

    def wait_for_port(self, host: str, port: int) -> None:
        """The web server of a killed start may need a moment to let go of the port."""
        until = time.monotonic() + 5
        while not is_free(port, host):
            if time.monotonic() > until:
                raise CommandError(f"Port {port} is taken by another program. Choose another: bin/up --port {port + 1}")
            time.sleep(0.2)

    def prepare_database(self, services: embedded.Services, *, demo: bool) -> None:
        """Migrate, and load the demo into an empty house; a load that was cut short begins again from nothing."""
        begun = services.folder.path / "demo.begun"
        if begun.exists() and services.database:
            services.database.make_anew()
        begun.unlink(missing_ok=True)
        self.say("Bringing the database up to date.")
        self.manage("migrate", "--verbosity", "0")
        if demo and not people("true"):
            begun.touch()
            self.say("Loading the demo: two clients and a month of work. This takes a while, once.")
            self.manage("demo")
            begun.unlink()

    def manage(self, *words: str) -> None:
        """Another command, in a process of its own that ends with us."""
        child = None
        try:
            with self.ear.held_back():
                child = subprocess.Popen([sys.executable, str(MANAGE), *words], preexec_fn=end_with_parent(os.getpid()))
            code = child.wait()
        except BaseException:
            if child:
                child.kill()
                child.wait()
            raise
        if code:
            raise CommandError(f"manage.py {words[0]} failed with exit code {code}.")

    def run(self, folder: Folder, options: dict[str, Any]) -> None:
        family = Family(children(folder, options), folder.path / "children.json", self.say)
        address = f"http://{options['host']}:{options['port']}"
        try:
            family.start()
            self.wait_until_ready(family, options["host"], options["port"])
            self.greet(address, demo=not options["no_demo"])
            while True:
                family.look()
                time.sleep(0.5)
        except Leave:
            self.say("Ending: what is under way is finished first, ten seconds or so.")
            raise
        finally:
            family.stop()

    def wait_until_ready(self, family: Family, host: str, port: int) -> None:
        until = time.monotonic() + READY_WITHIN
        while health.ask(port, host) != 200:
            family.look()
            for child in family.children:
                if child.deaths > 3:
                    raise CommandError(f"{child.name} does not start. Its last words:\n{child.last_words()}")
            if time.monotonic() > until:
                raise CommandError(f"Not all parts are well after {READY_WITHIN:.0f} s; see /healthz and the logs.")
            time.sleep(0.3)

    def greet(self, address: str, *, demo: bool) -> None:
        self.say(f"\nSetterDesk is up: {address}")
        if demo and (known := people("is_demo")):
            self.say(f"Log in as one of these; the password of all is {settings.DEMO_PASSWORD}")
            for email, work in known:
                self.say(f"  {email:<24}{work}")
        self.say("Ctrl-C ends everything.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def children(folder: Folder, options: dict[str, Any]) -> list[Child]:
    """Web server, worker and clock, each with its log in the data folder."""
    address = f"{options['host']}:{options['port']}"
    web = [sys.executable, "-m", "gunicorn", "setterdesk.wsgi", "--bind", address, "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "4", "--graceful-timeout", "8", "--no-control-socket"]
    worker = [*AFTER_THE_CALLS, *CELERY, "worker", "--concurrency", "2", "--prefetch-multiplier", "1"]
    worker += ["--loglevel", "INFO"]
    beat = [*CELERY, "beat", "--loglevel", "INFO", "--pidfile", ""]
    commands = {"web": web, "worker": worker, "beat": beat}
    return [Child(name, command, folder.log(name), MANAGE.parent) for name, command in commands.items()]


def people(which: str) -> list[tuple[str, str]]:
    """E-mail and roles of the people who are `which` (a condition in SQL), in the order in which they came."""
    door = psycopg2.connect(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    try:
        with door.cursor() as cursor:
            cursor.execute(PEOPLE.format(which=which))
            return [*cursor.fetchall()]
    finally:
        door.close()


@contextmanager
def alone(folder: Folder) -> Iterator[None]:
    """One `up` per data folder."""
    with (folder.path / "up.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"SetterDesk is already up in {folder.path}; choose another --data.") from error
        yield
