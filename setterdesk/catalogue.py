"""The words of the house: found in its Python and its templates, kept as a gettext catalogue for each language.

No system gettext is needed: Babel reads Python, and Django's own templatize() turns a template into Python for it.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

CODE = ("setterdesk", "office", "leads", "appointments", "calls", "reports")
KEYWORDS = {
    "_": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "N_": None,  # of pure modules, which know no Django: translated where it is shown
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def po_file(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    """Those that are translated into: all but the language of the sources."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def in_sources() -> Catalog:
    """Every word that a person may read, as the sources say it now."""
    found = Catalog()
    for text in _python():
        for _line, message, _comments, context in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
            found.add(message, context=context)
    return found


def updated(language: str) -> Catalog:
    """The catalogue of a language, brought up to the sources: what is there is kept, what is gone is dropped."""
    path = po_file(language)
    if path.exists():
        with path.open("rb") as text:
            kept = read_po(text, locale=language)
    else:
        kept = Catalog(locale=language)
    kept.update(in_sources(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def as_text(catalogue: Catalog, language: str) -> str:
    """A .po file that changes only where the words change: sorted, without dates and line numbers."""
    body = BytesIO()
    write_po(body, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)
    return HEADER.format(language=language) + body.getvalue().decode()


def texts(message: Message) -> list[str]:
    """The translation, one text for each number where it counts."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ("",))


def _python() -> Iterator[str]:
    for folder in CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.read_text()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield in_template(path.read_text())


def in_template(text: str) -> str:
    """What a template says, as Python: its words in calls of gettext, all else blotted out, nothing indented."""
    return "\n".join(line.strip() for line in templatize(text).splitlines())
