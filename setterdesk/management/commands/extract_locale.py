"""`manage.py extract_locale`: brings locale/*/LC_MESSAGES/django.po up to what the sources say."""

from typing import Any

from django.core.management.base import BaseCommand

from setterdesk import catalogue


class Command(BaseCommand):
    help = "Writes the catalogue of every language anew from the sources. Translations are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        for language in catalogue.languages():
            words = catalogue.updated(language)
            path = catalogue.po_file(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(catalogue.as_text(words, language))
            missing = sum(not all(catalogue.texts(message)) for message in words if message.id)
            self.stdout.write(f"{language}: {len(words)} texts, {missing} not yet translated")
