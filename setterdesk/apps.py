from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class SetterdeskConfig(AppConfig):
    name = "setterdesk"
    default = True


class BackOfficeConfig(admin_apps.AdminConfig):
    """Django's admin with our own site in front."""

    default_site = "setterdesk.backoffice.BackOffice"
    default = False
