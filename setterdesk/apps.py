from django.apps import AppConfig


class SetterdeskConfig(AppConfig):
    name = "setterdesk"
