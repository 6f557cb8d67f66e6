#!/usr/bin/env python
"""Django's command line. Any command works by itself: it finds or starts the embedded services and leaves them last."""

import os
import sys
from pathlib import Path

import environ
from django.core.management import execute_from_command_line
from django.db import connections

from setterdesk import embedded

WITHOUT_DATABASE = {
    "collectstatic",
    "compile_locale",
    "compilemessages",
    "diffsettings",
    "extract_locale",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "up",
    "vendor",
}


def needs_database(arguments: list[str]) -> bool:
    """Whether this command line asks for a command that talks to the database."""
    words = [word for word in arguments[1:] if not word.startswith("-")]
    return bool(words) and words[0] not in WITHOUT_DATABASE and not {"-h", "--help"} & set(arguments)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
    environ.Env.read_env(Path(__file__).resolve().parent / ".env")
    if not needs_database(sys.argv):
        execute_from_command_line(sys.argv)
        return
    try:
        services = embedded.ensure()
    except embedded.ServiceError as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    finally:
        connections.close_all()
        services.stop()


if __name__ == "__main__":
    main()
