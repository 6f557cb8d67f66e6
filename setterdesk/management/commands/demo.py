"""`manage.py demo`: two invented clients and a month of work, in an empty house."""

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from calls import rules
from office import clock, isolation
from office.models import User
from setterdesk.apps import NIGHT_OWLS
from setterdesk.demo import today
from setterdesk.demo.month import Month


class Command(BaseCommand):
    help = "Loads the demo into an empty house: two clients, their people, a month of calls and meetings that ends now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="how much of it: 0.2 is a fifth")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's password is public: set SETTERDESK_DEMO=1 to have it.")
        if User.objects.exists():
            self.stdout.write("There are people here already: nothing was done.")
            return
        began = time.monotonic()
        rules.add(NIGHT_OWLS)
        with isolation.seeing([]), transaction.atomic():
            month = Month(clock.now(), options["scale"], tell=self.tell)
            month.live()
            today.prepare(month)
        self.stdout.write(f"The demo is loaded ({time.monotonic() - began:.0f} s).")

    def tell(self, first_day: date) -> None:
        """A sign of life: the whole takes minutes on a small machine."""
        self.stdout.write(f"  lived through from {first_day:%d %b}")
        self.stdout.flush()
