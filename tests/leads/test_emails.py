"""Addresses are lowered and checked; a likely slip is told, and never put right in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.emails import suggested, tidy


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" Ann@Example.ORG ", "ann@example.org"),
        ("<ann@example.org>", "ann@example.org"),
        ("Ann Smith <Ann@example.org>", "ann@example.org"),
        ("'ann@example.org'", "ann@example.org"),
        ("mailto:ann@example.org?subject=x", "ann@example.org"),
        ("ann@\u200bexample.org\u00a0", "ann@example.org"),
        ("γιώργος@παράδειγμα.ελ", "γιώργος@παράδειγμα.ελ"),
        ("ann@", ""),
        ("ann@example", ""),
        ("a b@example.org", ""),
        ("ann..b@example.org", ""),
        ("@example.org", ""),
    ],
)
def test_addresses_are_lowered_and_checked(raw, address):
    assert tidy(raw) == address


@pytest.mark.parametrize(
    ("raw", "better"),
    [
        ("ann@gmial.com", "ann@gmail.com"),
        ("ANN@GMAIL.CON", "ann@gmail.com"),
        ("ann@gmail,com", "ann@gmail.com"),
        ("ann @ gmail.com", "ann@gmail.com"),
        ("ann@gmail", "ann@gmail.com"),
        ("anngmail.com", "ann@gmail.com"),
        ("ann@yaho.gr", "ann@yahoo.gr"),
        ("ann@otenet", "ann@otenet.gr"),
        ("ann@example.con", "ann@example.com"),
        ("ann(at)example.org", "ann@example.org"),
        ("ann at example dot org", "ann@example.org"),
        ("ann@@example..org", "ann@example.org"),
        ("ann.@example.org.", "ann@example.org"),
        ("αnn@gmail.com", "ann@gmail.com"),
        ("ann@gmail.com; bob@example.org", "ann@gmail.com"),
        ("ann@gmail.com", ""),
        ("ann@example.org", ""),
        ("γιώργος@παράδειγμα.ελ", ""),
        ("no address", ""),
        ("ann@example", ""),
        ("", ""),
    ],
)
def test_a_slip_gets_a_suggestion(raw, better):
    assert suggested(raw) == better


@given(st.text(max_size=40))
def test_a_suggestion_is_always_an_address(raw):
    better = suggested(raw)
    assert better == "" or tidy(better) == better
