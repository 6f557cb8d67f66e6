"""People, numbers, times and icons as templates draw them."""

import re
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from office.templatetags import face

AT = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return Template("{% load face %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Eva Martin", "EM"), ("Άρης Λάμπρου", "ΑΛ"), ("Ana Maria de Souza", "AS"), ("Cher", "C"), ("", "–")],
)
def test_initials_are_first_and_last_letters_without_accents(name, letters):
    assert f">{letters}<" in drawn("{% initials name %}", name=name)


def test_initials_of_a_wicked_name_are_escaped():
    assert "<script" not in drawn("{% initials name %}", name="<script> <b")


def test_one_name_has_one_colour():
    assert drawn("{% initials 'Eva Martin' %}") == drawn("{% initials 'Eva Martin' %}")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+442079460812", "+44 20 7946 0812"), ("+302107654321", "+30 21 0765 4321"), ("n/a", "n/a"), (None, "")],
)
def test_phone_is_spaced_and_left_to_right(number, shown):
    assert drawn("{{ number|phone }}", number=number) == f'<bdi dir="ltr">{shown}</bdi>'


@pytest.mark.parametrize(
    ("address", "shown"), [("eva@fresh.example", "eva@<wbr>fresh.example"), ("<b>", "&lt;b&gt;"), ("", ""), (None, "")]
)
def test_an_address_may_break_after_its_at(address, shown):
    assert drawn("{{ address|breakable }}", address=address) == shown


def test_phone_that_is_markup_is_escaped():
    assert "<img" not in drawn("{{ number|phone }}", number="<img src=x>")


def test_two_times_gives_the_leads_in_bold_and_mine_under_it():
    html = drawn("{% two_times at 'Europe/London' 'Europe/Athens' %}", at=AT)
    bold, small = re.search(r"<b>(.*?)</b>.*<small>(.*?)</small>", html, re.DOTALL).groups()
    assert "10:42" in bold and "London" in bold
    assert "12:42 Athens" in small


def test_two_times_that_are_one_are_said_once():
    assert "<small>" not in drawn("{% two_times at 'Europe/Athens' 'Europe/Athens' %}", at=AT)


@pytest.mark.parametrize(
    ("at", "clock"),
    [(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "02:59"), (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "04:00")],
)
def test_clock_jumps_with_the_zone_in_spring(at, clock):
    assert face.clock_in(at, "Europe/Athens") == clock


def test_in_zone_is_the_wall_clock():
    assert str(face.in_zone(AT, "America/New_York")) == "2026-11-23 05:42:00"
    assert face.in_zone(None, "Europe/Athens") is None


def test_days_are_named_in_the_readers_language():
    with translation.override("el"):
        assert face.day_in(AT, "Europe/Athens").startswith("Δευ")


def test_share_of_nothing_is_nothing():
    assert (face.share_of(1, 4), face.share_of(3, 0), face.share_of(None, 5)) == (25.0, 0.0, 0.0)


def test_every_icon_that_a_template_names_is_in_the_sprite():
    names = set(tomllib.loads(Path(settings.BASE_DIR, "setterdesk/vendor.toml").read_text())["icons"]["names"])
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    used = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page.read_text())}
    assert used and used <= names


def test_every_page_of_the_shell_stands_in_its_margins():
    templates = Path(settings.BASE_DIR, "templates")
    frames = ('{% extends "base.html" %}', '{% extends "leads/import_base.html" %}')
    inside = {page: page.read_text() for page in templates.rglob("*.html") if page.name != "import_base.html"}
    pages = [page for page, text in inside.items() if any(frame in text for frame in frames)]
    bare = {str(page.relative_to(templates)) for page in pages if 'class="sd-page' not in page.read_text()}
    assert len(pages) > 25
    assert bare == {"calls/desk.html", "calls/practice.html", "reports/wallboard.html"}  # from edge to edge


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (None, "–"),
        ("0", "0.00"),
        ("0.125", "0.1250"),
        ("0.1", "0.10"),
        ("1240.5", "1,240.50"),
        ("333.33333", "333.33"),
        ("18.4615", "18.46"),
    ],
)
def test_money_shows_cents_and_more_only_where_it_has_more(amount, said):
    assert face.money(amount and Decimal(amount)) == said
