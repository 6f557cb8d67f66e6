"""The manager's page: who may look, what the URL keeps, and that each number opens into as many rows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import clock
from tests.reports import world

LINK = re.compile(r'href="(/performance/(?:calls|meetings|returned)/[^"]*)"[^>]*>\s*(\d+)')


@pytest.fixture
def made(cast):
    return world.peopled(cast, now=clock.now(), calls=120)


@pytest.fixture
def boss(made, client):
    client.force_login(made.boss)
    return client


def test_page_needs_ten_queries_at_most_however_many_rows(boss):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert boss.get("/performance/?period=30d").status_code == 200
    assert len(asked) <= 10, [query["sql"][:120] for query in asked]


def test_every_number_opens_into_as_many_rows(boss):
    page = boss.get("/performance/?period=7d").content.decode()
    links = {(unescape(url), int(number)) for url, number in LINK.findall(page)}
    assert len(links) > 40
    for url, number in links:
        rows = boss.get(url)
        assert rows.context["page"].paginator.count == number, url
        assert f"<span data-count>{number}</span>" in rows.content.decode(), url


def test_rows_are_paged_and_none_is_lost(boss):
    rows, page = set(), 1
    while page:
        answer = boss.get(f"/performance/calls/?period=custom&first=2026-09-01&last=2026-11-30&page={page}")
        shown = answer.context["page"]
        assert not rows & {call.pk for call in shown}
        rows |= {call.pk for call in shown}
        page = shown.next_page_number() if shown.has_next() else 0
    assert len(rows) == shown.paginator.count == 242


def test_filters_stay_in_the_url_of_every_period_and_number(boss, made):
    campaign = made.campaigns[1]
    page = boss.get(f"/performance/?period=30d&campaign={campaign.pk}").content.decode()
    assert f"campaign={campaign.pk}" in re.search(r'href="([^"]*period=today[^"]*)"', page).group(1)
    assert all(f"campaign={campaign.pk}" in unescape(url) for url, _ in LINK.findall(page))


def test_manager_and_viewer_see_their_own_client_only(made, as_, cast):
    for who in ("mo", "vic"):
        page = as_(who).get("/performance/?period=30d")
        assert {row.name.name for row in page.context["board"].setters} == {"Sam", "Sue"}
        assert "Oscar" not in page.content.decode()
        rows = as_(who).get(f"/performance/calls/?period=30d&setter={cast.oscar.pk}")
        assert rows.context["page"].paginator.count == 0


def test_other_client_and_campaign_are_no_choice(made, as_, cast):
    for query in (f"client={cast.b.pk}", f"campaign={made.campaigns[1].pk}", "campaign=nonsense"):
        page = as_("mo").get(f"/performance/?{query}")
        assert page.status_code == 200 and page.context["filters"].errors
        assert {row.name.name for row in page.context["board"].setters} <= {"Sam", "Sue"}


@pytest.mark.parametrize("who", ["sam", "rita", "mia", "alex"])
@pytest.mark.parametrize("path", ["", "floor/", "calls/", "meetings/"])
def test_door_is_shut_to_the_others(as_, who, path):
    assert as_(who).get(f"/performance/{path}").status_code == 404


def test_word_client_appears_only_where_there_are_several(made, as_, boss):
    assert ">Client<" in boss.get("/performance/").content.decode()
    assert "Client" not in as_("mo").get("/performance/").content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("period=custom", "Give the first and the last day."),
        ("period=custom&first=2026-11-20&last=2026-11-01", "The last day lies before the first."),
        ("period=custom&first=2020-01-01&last=2026-11-01", "At most three years at a time."),
        ("period=custom&first=yesterday&last=2026-11-01", "Enter a valid date."),
    ],
)
def test_days_that_make_no_period_are_said_at_their_field(as_, campaign, query, words):
    page = as_("mo").get(f"/performance/?{query}")
    assert page.status_code == 200 and words in page.content.decode()


def test_every_figure_has_its_definition_beside_it(boss):
    page = unescape(boss.get("/performance/").content.decode())
    for figure in boss.get("/performance/").context["figures"]:
        assert str(figure.definition) in page


def test_month_without_calls_says_so(as_, campaign):
    page = as_("mo").get("/performance/?period=30d").content.decode()
    assert "Nothing happened in this period" in page


def test_manager_without_any_campaign_reads_an_empty_page(as_):
    assert "Nothing happened in this period" in as_("mo").get("/performance/").content.decode()


def test_page_has_no_inline_style_or_script(boss):
    page = boss.get("/performance/?period=30d").content.decode()
    assert " style=" not in page and "<script>" not in page and not re.search(r"\son\w+=", page)


def test_week_of_one_day_is_drawn_as_seven_places(boss):
    drawn = boss.get("/performance/?period=week").content.decode()
    chart = drawn[drawn.index('class="sd-rep-bars"') : drawn.index('class="sd-rep-ticks"')]
    assert chart.count("<rect") == 7


@pytest.mark.parametrize("days", [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31")])
def test_days_at_the_end_of_the_calendar_are_no_period(as_, campaign, days):
    asked = {"period": "custom", "first": days[0], "last": days[1]}
    assert as_("mo").get(reverse("reports:dashboard"), asked).status_code == 200


def test_words_that_no_database_holds_are_no_error(as_, campaign):
    assert as_("mo").get(reverse("reports:returned"), {"reason": "\0", "label": "a\0b"}).status_code == 200


def test_marketing_reads_what_went_back_to_it_and_finds_its_own_way_back(as_, campaign):
    page = as_("mia").get(reverse("reports:returned"))
    assert page.status_code == 200 and reverse("reports:speed") in page.content.decode()
    assert as_("sam").get(reverse("reports:returned")).status_code == 404
