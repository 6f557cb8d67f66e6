"""`manage.py healthy PART`: the health check of a container, by its exit code."""

from http.client import HTTPConnection
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from office import clock
from setterdesk import health


class Command(BaseCommand):
    help = "Ends with 0 when the part is well, else with 1 and a sentence."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", "database", "broker", "worker", "beat"])
        parser.add_argument("--port", type=int, default=8000, help="where the web server of this machine listens")

    def handle(self, *args: Any, part: str, port: int, **options: Any) -> None:
        well = web_answers(port) if part == "web" else health.state(clock.now())[part]
        if not well:
            raise CommandError(f"{part} is down.")
        self.stdout.write(f"{part} is well.")


def web_answers(port: int) -> bool:
    """Whether the web server itself answers, be the other parts up (200) or down (503)."""
    door = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        door.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0], "X-Forwarded-Proto": "https"})
        return door.getresponse().status in (200, 503)
    except OSError:
        return False
    finally:
        door.close()
