"""`manage.py healthy PART`: the health check of a container, by its exit code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office import clock
from setterdesk import health


class Command(BaseCommand):
    help = "Ends with 0 when the part is well, else with 1. Web is well when it answers, be the other parts up or down."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", choices=["web", "database", "broker", "worker", "beat"])
        parser.add_argument("--port", type=int, default=8000, help="where the web server of this machine listens")

    def handle(self, *args: Any, part: str, port: int, **options: Any) -> None:
        well = health.ask(port) in (200, 503) if part == "web" else health.state(clock.now())[part]
        if not well:
            raise CommandError(f"{part} is down.")
        self.stdout.write(f"{part} is well.")
