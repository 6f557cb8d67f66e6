"""Merge fields: the lead's own words as text, and no other language. In a mail; the script's are in tests/calls."""

import pytest

from leads.merge import fields, filled, merge, strange

WORDS = {"first_name": "Helen", "company": "Aegean\r\nFoods", "setter": ""}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello {first_name}!", "Hello Helen!"),
        ("Hello {setter}, and welcome", "Hello, and welcome"),
        ("{setter} Hello", " Hello"),
        ("At {company}.", "At Aegean Foods."),
        ("{first_name}{first_name}", "HelenHelen"),
        ("No field here { }", "No field here { }"),
        ("{nobody}", ""),
    ],
)
def test_fields_are_filled(text, said):
    assert filled(text, WORDS) == said


@pytest.mark.parametrize(
    "word", ["{company}", "{{ 7*7 }}", "{% load x %}", "<script>", "%(x)s", "{0.__class__}", "\\1"]
)
def test_a_word_is_put_in_as_it_stands_and_never_read_again(word):
    assert filled("To {first_name}", {"first_name": word, "company": "secret"}) == f"To {word}"


def test_a_word_with_lines_cannot_add_a_header_or_a_paragraph():
    assert filled("{x}", {"x": "Helen\r\nBcc: all@example.com\n\nBuy!"}) == "Helen Bcc: all@example.com Buy!"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Hello {first_name}", ""),
        ("", ""),
        ("Hello {firstname}", "{firstname}"),
        ("Hello {{first_name}}", "{{first_name}}"),
        ("Hello {first name}", "{first name}"),
        ("{% if x %}", "{% if x %}"),
        ("Hello {first_name", "{first_name"),
        ("Hello first_name}", "}"),
        ("{first_name!r}", "{first_name!r}"),
        ("{first_name.__class__}", "{first_name.__class__}"),
    ],
)
def test_what_is_no_field_is_found(text, wrong):
    assert strange(text, {"first_name", "company"}) == wrong


def test_the_fields_of_a_text():
    assert fields("{a} and {b}, {a}") == {"a", "b"}


def test_a_script_shows_a_gap_where_a_mail_shows_nothing():
    assert [part.text for part in merge("Hi {setter}", WORDS)[0]] == ["Hi ", "…"]
