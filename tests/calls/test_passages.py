"""Locked passages, own words and merge fields: what is said, and that nothing in a lead's words is ever understood."""

import pytest

from calls.mergewords import FIELDS, wrong_field
from calls.passages import in_own_words, is_open, locked, passages, spoken
from calls.worddiff import worddiff

STEP = "Hello {first_name}!\n\n[[This call is recorded,\n\n{client} keeps it.]]\n\nMay I ask something?"


def said(text, **words):
    return [["".join(part.text for part in paragraph) for paragraph in [p]][0] for p in spoken(text, words)]


def test_the_passages_of_a_step():
    assert [(p.text.strip(), p.locked) for p in passages(STEP)] == [
        ("Hello {first_name}!", False),
        ("This call is recorded,\n\n{client} keeps it.", True),
        ("May I ask something?", False),
    ]


def test_fields_are_filled_and_locked_passages_marked_over_paragraphs():
    shown = spoken(STEP, {"first_name": "Eva", "client": "Acme"})
    assert said(STEP, first_name="Eva", client="Acme") == [
        "Hello Eva!", "This call is recorded,", "Acme keeps it.", "May I ask something?",
    ]  # fmt: skip
    assert [part.locked for paragraph in shown for part in paragraph] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip
    assert [part.text for paragraph in shown for part in paragraph if part.opens] == ["This call is recorded,"]
    assert [part.text for paragraph in shown for part in paragraph if part.field] == ["Eva", "Acme"]


def test_a_passage_within_a_sentence():
    (paragraph,) = spoken("Good day, [[this is {client}]], may I?", {"client": "Acme"})
    assert "".join(part.text for part in paragraph) == "Good day, this is Acme, may I?"
    assert [part.text for part in paragraph if part.locked] == ["this is ", "Acme"]


@pytest.mark.parametrize(
    "evil", ["{setter}", "[[locked]]", "{{ 7|add:1 }}", "{% load x %}", "<b>x</b>", "a\n\nb", "%(x)s", "{0.__class__}"]
)
def test_what_a_leads_word_holds_is_only_letters(evil):
    (paragraph,) = spoken("Hi {first_name}, {setter} here.", {"first_name": evil, "setter": "Sam"})
    assert [part.text for part in paragraph] == ["Hi ", evil, ", ", "Sam", " here."]
    assert not any(part.locked for part in paragraph)


def test_a_field_without_a_word_is_a_gap():
    assert said("Hi {first_name}!", first_name="") == ["Hi …!"]


@pytest.mark.parametrize("text", ["[[a", "a]]", "[[a]] b]]", "[[a [[b]] c", "[[a [[b]]"])
def test_an_open_bracket_is_seen(text):
    assert is_open(text)


@pytest.mark.parametrize("text", ["", "a [b] c", "[[a]] [[b]]", "[[a]"[:3] + "]]"])
def test_closed_brackets_are_well(text):
    assert not is_open(text)


def test_own_words_never_touch_what_is_locked():
    own = in_own_words(STEP, ["Hey {first_name}!", "Two questions?"])
    assert locked(own) == locked(STEP) and said(own, first_name="Eva")[0] == "Hey Eva!"
    assert in_own_words(STEP, []) == "[[This call is recorded,\n\n{client} keeps it.]]"
    assert in_own_words(STEP, ["a", "b", "c"]).count("c") == in_own_words(STEP, ["a", "b"]).count("c")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{frist_name}", "Did you mean {first_name}?"),
        ("{First_Name}", "Did you mean {first_name}?"),
        ("{Sites}", "Did you mean {sites}?"),
        ("{xyzzy}", "There are: {first_name}"),
        ("{first_name", "Did you mean {first_name}?"),
        ("{first_name.upper}", "is no merge field"),
        ("{{first_name}}", "is no merge field"),
        ("{% now %}", "is no merge field"),
    ],
)
def test_an_unknown_field_is_named_with_the_nearest(text, words):
    assert words in wrong_field(f"Hi {text}!", [*FIELDS, "sites"])


def test_known_fields_are_well():
    assert wrong_field("Hi {first_name} of {company}, {sites} sites.", [*FIELDS, "sites"]) == ""


def test_what_became_of_a_text_word_by_word():
    changes = [(change.kind, change.text) for change in worddiff("Good day, sir.", "Good morning, sir!")]
    assert changes == [
        ("same", "Good "), ("gone", "day"), ("new", "morning"), ("same", ", sir"), ("gone", "."), ("new", "!"),
    ]  # fmt: skip


def test_words_that_changed_one_after_the_other_are_one_change():
    changes = worddiff("May I ask two short questions?", "Got a minute for two questions?")
    assert [(change.kind, change.text) for change in changes] == [
        ("gone", "May I ask"), ("new", "Got a minute for"), ("same", " two "),
        ("gone", "short "), ("same", "questions?"),
    ]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [("", "a b"), ("a b", ""), ("Καλημέρα σας", "Καλησπέρα σας"), ("x", "x")])
def test_a_diff_holds_both_texts(old, new):
    changes = worddiff(old, new)
    assert "".join(c.text for c in changes if c.kind != "new") == old
    assert "".join(c.text for c in changes if c.kind != "gone") == new
