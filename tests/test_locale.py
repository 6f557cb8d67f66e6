"""The catalogues say what the sources say, and Greek is complete."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.utils import translation

from setterdesk import catalogue

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")
GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]")
LATIN_ONLY = re.compile(r"[A-Za-z]{2}")
# Said in Latin letters in Greek too.
SAME = {"CalDAV", "SetterDesk", "PDF", "English", "SLA", "CSV", "Z", "SMS", "E-mail", "e-mail", "email"}


@cache
def written(language="el"):
    with catalogue.po_file(language).open("rb") as text:
        return read_po(text, locale=language)


def texts(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def test_the_catalogue_equals_the_sources():
    """`manage.py extract_locale` brings it up to them."""
    keys = {(message.id, message.context) for message in catalogue.in_sources() if message.id}
    have = {(message.id, message.context) for message in written() if message.id}
    assert keys - have == set(), "missing in the catalogue"
    assert have - keys == set(), "no longer in the sources"
    assert not written().obsolete


def test_the_file_is_as_the_command_writes_it():
    assert catalogue.po_file("el").read_text() == catalogue.as_text(catalogue.updated("el"), "el")


def test_greek_is_complete():
    empty = [message.id for message in written() if message.id and not all(text.strip() for text in texts(message))]
    assert empty == []
    assert [message.id for message in written() if message.id and message.fuzzy] == []


def test_greek_is_greek():
    """A text left in English by mistake has no Greek letter in it."""
    plain = [
        message.id
        for message in written()
        if message.id
        and LATIN_ONLY.search(PLACES.sub("", texts(message)[0]))
        and not GREEK.search(texts(message)[0])
        and ids(message)[0] not in SAME
    ]
    assert plain == []


def test_what_is_put_in_is_the_same():
    wrong = [
        message.id
        for message in written()
        if message.id
        for text in texts(message)
        if sorted(PLACES.findall(text)) not in [sorted(PLACES.findall(source)) for source in ids(message)]
    ]
    assert wrong == []


def test_the_ends_of_a_text_are_the_same():
    """A line end at the end of a mail, a space, a colon: lost easily."""
    wrong = [
        message.id
        for message in written()
        if message.id
        if (texts(message)[0][-1:] == "\n") != (ids(message)[0][-1:] == "\n")
    ]
    assert wrong == []


def test_a_page_speaks_greek(settings, db, cast, as_):
    call_command("compile_locale", verbosity=0)
    browser = as_("ada")
    session = browser.session
    session["language"] = "el"
    session.save()
    page = browser.get("/people/")
    assert page["Content-Language"] == "el"
    with translation.override("el"):
        assert translation.gettext("Log in") != "Log in"
    assert 'lang="el"' in page.content.decode()


@pytest.mark.parametrize(("source", "found"), [
    ('{% trans "A word" %}', "A word"),
    ("{% blocktrans trimmed with a=b %}\n  Hello {{ a }}\n{% endblocktrans %}", "Hello %(a)s"),
    ('{% include "x" with text=_("Inside a tag") only %}', "Inside a tag"),
])  # fmt: skip
def test_words_are_found_wherever_a_template_says_them(source, found, monkeypatch):
    monkeypatch.setattr(catalogue, "_python", lambda: iter([catalogue.in_template(source)]))
    assert [message.id for message in catalogue.in_sources() if message.id] == [found]
