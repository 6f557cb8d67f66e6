"""`manage.py compile_locale`: makes the .mo files of every language, without a system gettext."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po into .mo files; what is up to date already is left alone."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_po(source):
                    self.stdout.write(f"Compiled {source.parent.parent.name}: {source.stem}")


def compile_po(source: Path) -> bool:
    """Write the .mo beside `source` (fuzzy entries left out), whole or not at all. False when it is newer already."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return False
    draft = target.with_suffix(".draft")
    with source.open("rb") as read, draft.open("wb") as write:
        write_mo(write, read_po(read))
    draft.replace(target)
    return True
