"""Nothing of practice reaches a figure, an export, a search, an import, a queue or a cap: every table but its own stays
as it was, bit for bit, and no other page reads its own. So no number anywhere can differ before and after.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve, reverse

from calls import queue
from calls.models import CallAttempt, Disposition, PracticeCall, PracticeLead
from office import isolation
from office.access import EVERYONE
from tests import factories
from tests.calls.test_practice_pages import practise

OWN = {"calls_practicelead", "calls_practicecall"}
SESSION = {"django_session", "usersessions_usersession"}  # who is logged in where
# what differs from look to look: the form's token, and the real clock of a ticking <sd-clock>
TOKEN = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|"x-csrftoken": ?"[^"]+"|<sd-(palette|presence) [^>]*token="[^"]+"'
    rb'|<sd-clock [^>]*now="[^"]+"',
    re.I,
)


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        return sorted({name for (name,) in cursor.fetchall()} - OWN - SESSION)


def fingerprint():
    """A sum over every row of every table, practice's own left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(
                f'SELECT count(*), md5(coalesce(string_agg(t::text, $$|$$ ORDER BY t::text), $$$$)) FROM "{table}" t'
            )
            found[table] = cursor.fetchone()
    return found


def addresses():
    """Every address without a parameter that a person of some role may look at, practice's own left out."""
    for pattern in every_pattern(get_resolver()):
        path = f"/{pattern}"
        door = getattr(resolve(path).func, "door", ())
        if door and set(door) & set(EVERYONE) and not path.startswith("/practice/"):
            yield path


def every_pattern(resolver, before=""):
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$").removesuffix("\\Z")
        if hasattr(entry, "url_patterns"):
            yield from every_pattern(entry, route)
        elif "<" not in route and "(" not in route:
            yield route


@pytest.fixture
def house(cast, campaign):
    """A campaign at work: a lead in the queue, a call with its outcome, a call owed."""
    outcomes = {made.code: made for made in Disposition.lay(campaign)}
    for _ in range(3):
        factories.enrolled(campaign, cast.mia, email="helen@fresh.example")
    CallAttempt.dial(queue.claim(cast.sam), by=cast.sam).log(outcomes["not-interested"], by=cast.sam, reason="No need")
    factories.question(campaign)
    for person in (cast.mo, cast.sam, cast.mia):
        for role in EVERYONE:
            person.join(cast.a, role)
    return campaign


@pytest.fixture(autouse=True)
def in_full(settings):
    """Statements are read here: none goes by a name."""
    settings.PREPARE_STATEMENTS = False


def seen(browser):
    """What every page shows, and which of them asked practice's own tables."""
    pages, readers = {}, []
    for path in addresses():
        with isolation.seeing([]), CaptureQueriesContext(connection) as asked:
            answer = browser.get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        pages[path] = answer.status_code, TOKEN.sub(b"", content)
        if any(table in query["sql"] for query in asked.captured_queries for table in OWN):
            readers.append(path)
    return pages, readers


def test_a_session_of_practice_leaves_every_other_table_as_it_was(cast, house, as_):
    browser = as_("sue")
    before = fingerprint()
    ahead = [enrollment.pk for enrollment in queue.ahead(cast.sam)]
    practise(browser, house)
    assert PracticeCall.objects.over().count() == PracticeLead.objects.count() == 8
    assert fingerprint() == before
    assert [enrollment.pk for enrollment in queue.ahead(cast.sam)] == ahead


def test_the_fingerprint_sees_a_change(cast, house):
    """A battery that cannot fail proves nothing."""
    before = fingerprint()
    factories.enrolled(house, cast.mia)
    assert fingerprint() != before
    before = fingerprint()
    house.change(by=cast.mo, product="Another")
    assert {name for name, row in fingerprint().items() if row != before[name]} == {
        "leads_campaign",
        "leads_campaignevent",
    }


def test_every_page_says_the_same_before_and_after_and_asks_nothing_of_practice(cast, house, as_):
    browser, other = as_("mo"), as_("sue")
    seen(browser)  # the first look lays what is laid at a first look
    before, readers = seen(browser)
    assert readers == []
    assert sum(code == 200 for code, _content in before.values()) > 40
    practise(other, house)
    after, readers = seen(browser)
    assert readers == []
    assert [path for path in before if before[path] != after[path]] == []


def test_the_leak_test_sees_who_asks(cast, house, as_):
    with CaptureQueriesContext(connection) as asked:
        as_("sam").get(reverse("calls:practice"))
    assert any("calls_practicelead" in query["sql"] for query in asked.captured_queries)


def test_no_number_can_be_dialled_from_practice(cast, house, as_):
    browser = as_("sue")
    for page in practise(browser, house):
        assert "tel:" not in page and "sd-call" not in page.replace("sd-call-acts", "")
        assert not re.search(r"\+\d{8,}", page)
