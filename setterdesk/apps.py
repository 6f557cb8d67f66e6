from importlib import import_module
from pathlib import Path

from anymail import signals
from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps

from calls import rules

NIGHT_OWLS = Path(__file__).parent / "demo" / "hours.toml"


class SetterdeskConfig(AppConfig):
    name = "setterdesk"
    default = True

    def ready(self) -> None:
        """In demo mode the people of an invented town may be called at any hour; nowhere else does that rule exist."""
        if settings.DEMO:
            rules.add(NIGHT_OWLS)
        self.open_the_letterbox()

    def open_the_letterbox(self) -> None:
        """Mail that a provider brings is told by a library's signals, which only the frame may receive."""
        letterbox = import_module("setterdesk.letterbox")  # knows models, which are ready only now
        signals.inbound.connect(letterbox.receive, dispatch_uid="setterdesk.letterbox")
        signals.tracking.connect(letterbox.report, dispatch_uid="setterdesk.letterbox")


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with our own site in front."""

    default_site = "setterdesk.backoffice.BackOffice"
    default = False
