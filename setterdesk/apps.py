from pathlib import Path

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


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with our own site in front."""

    default_site = "setterdesk.backoffice.BackOffice"
    default = False
