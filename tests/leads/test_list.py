"""The list of leads: found by words and filters, in any order, page by page, and only one's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import Company, Enrollment, Lead, LeadList, Supplier
from leads.models.order import OTHERS, TEXTS, Order, Page
from leads.states import Stage
from office import clock
from tests import factories

LIST = "/leads/"
COLUMNS = [*TEXTS, *OTHERS, "custom.size"]


@pytest.fixture
def people(cast, campaign):
    """Seven leads that differ in every column, some with nothing in it."""
    lead_list = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme")
    rows = [
        ("Άννα", "Ζήση", "Zeta", "Αθήνα", "210", "10558", "GR", "fair", "5"),
        ("Ben", "Young", "Alpha", "Bath", "1225", "BA1 1AA", "GB", "web", "30"),
        ("Cleo", "Xenou", "", "", "", "", "", "", ""),
        ("Dan", "White", "Alpha", "Bath", "1225", "BA1 1AA", "GB", "web", "30"),
        ("Eva", "Vale", "Midas", "Cork", "21", "T12", "IE", "", "4"),
        ("Fay", "Unger", "", "Köln", "221", "50667", "DE", "fair", ""),
        ("Gus", "Tail", "Omega", "Athens", "210", "10558", "GR", "fair", "5"),
    ]
    made = []
    for turn, (first, last, company, city, area, postal, country, source, size) in enumerate(rows):
        clock.advance(timedelta(minutes=1))
        details = {"city": city, "area_code": area, "postal_code": postal, "country": country, "source": source}
        lead = factories.lead(
            cast.a, cast.mia, first_name=first, last_name=last, custom={"size": size} if size else {}, **details,
            company=Company.named(company, client=cast.a) if company else None, owner=cast.sam if turn % 2 else None,
        )  # fmt: skip
        made.append(lead)
        if turn != 4:
            lead.enroll(campaign, by=cast.mia, lead_list=lead_list)
            Enrollment.objects.of_lead(lead).update(attempts=turn % 3, call_after=clock.now() + timedelta(days=turn))
    made[0].listed_on(lead_list, by=cast.mia)
    Enrollment.objects.get(lead=made[1]).become(Stage.NURTURE)
    cast.mia.look_as(["marketing"])
    return made


def found(browser, **query):
    return [lead.first_name for lead in browser.get(LIST, query).context["page"].leads]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", COLUMNS)
def test_turning_pages_shows_every_lead_once_in_order_and_back(cast, people, column, sign):
    order = Order.read(f"{sign}{column}")
    mine = Lead.objects.visible_to(cast.mia)
    whole = Page.of(mine, order)
    pages, page = [], Page.of(mine, order, size=2)
    while True:
        pages.append([lead.pk for lead in page.leads])
        if not page.after:
            break
        page = Page.of(mine, order, after=page.after, size=2)
    assert sum(pages, []) == [lead.pk for lead in whole.leads]
    assert sorted(sum(pages, [])) == sorted(lead.pk for lead in people)
    for expected in reversed(pages[:-1]):
        page = Page.of(mine, order, before=page.before, size=2)
        assert [lead.pk for lead in page.leads] == expected
    assert page.before == "" and page.after


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("name", "Gus"), ("-name", "Άννα"), ("company", "Ben"), ("-city", "Άννα"), ("city", "Gus"),
        ("area_code", "Ben"),
        ("postal_code", "Άννα"), ("country", "Fay"), ("stage", "Άννα"), ("-attempts", "Fay"), ("next_call", "Άννα"),
        ("created", "Άννα"), ("-created", "Gus"), ("custom.size", "Ben"),
    ],
)  # fmt: skip
def test_each_order_begins_with_the_right_one(as_, people, order, first):
    assert found(as_("mia"), order=order)[0] == first


@pytest.mark.parametrize("column", ["company", "city", "area_code", "postal_code", "country", "custom.size"])
def test_what_is_missing_comes_last(as_, people, column):
    assert "Cleo" in found(as_("mia"), order=column)[-3:]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "αννα"}, ["Άννα"]),
        ({"q": "ΖΗΣΗ ανν"}, ["Άννα"]),
        ({"q": "koln"}, ["Fay"]),
        ({"q": "alpha"}, ["Dan", "Ben"]),
        ({"q": "nobody at all"}, []),
        ({"q": "100%_"}, []),
        ({"stage": "nurture"}, ["Ben"]),
        ({"country": "gr"}, ["Gus", "Άννα"]),
        ({"source": "WEB"}, ["Dan", "Ben"]),
        ({"area": "210"}, ["Gus", "Άννα"]),
        ({"area": "0210"}, ["Gus", "Άννα"]),  # as it is dialled at home
        ({"own": "30"}, ["Dan", "Ben"]),
        ({"own": "size"}, []),  # the name of a column is none of its values
        ({"own": "%"}, []),
        ({"own": "5", "source": "fair"}, ["Gus", "Άννα"]),
        ({"stage": "no such stage", "country": "gr"}, ["Gus", "Άννα"]),
    ],
)
def test_words_and_filters_narrow(as_, people, query, names):
    assert found(as_("mia"), **query) == names


def test_a_number_is_found_as_it_is_typed(as_, people):
    number = people[2].phone
    for typed in (
        number,
        number[3:],
        f"0{number[3:]}",
        f"{number[:3]} {number[3:6]} {number[6:]}",
        f"({number[3:6]}) {number[6:]}",
    ):
        assert found(as_("mia"), q=typed) == ["Cleo"], typed


def test_filters_by_campaign_list_and_owner(as_, cast, people, campaign):
    mia = as_("mia")
    assert found(mia, list=LeadList.objects.get().pk) == ["Άννα"]
    assert len(found(mia, campaign=campaign.pk)) == 6
    assert found(mia, owner=cast.sam.pk) == ["Fay", "Dan", "Ben"]


def test_a_filter_by_supplier_asks_for_one_of_the_suppliers(as_, cast, people):
    mia, acme = as_("mia"), Supplier.objects.get()
    assert found(mia, supplier=acme.pk) == ["Άννα"]
    assert mia.get(LIST).context["form"]["supplier"].field.choices[1:] == [(acme.pk, "Acme")]
    other = Supplier.open(client=cast.a, name="Nobody’s", by=cast.mia)
    LeadList.open(campaign=LeadList.objects.get().campaign, name="Empty", by=cast.mia, supplier=other)
    assert found(mia, supplier=other.pk) == []


def test_the_address_keeps_filters_when_the_page_is_turned(as_, cast, campaign):
    for _each in range(51):
        factories.lead(cast.a, cast.mia, city="Bath")
    mia = as_("mia")
    page = mia.get(LIST, {"q": "bath", "order": "-city"})
    assert len(page.context["page"].leads) == 50
    content = page.content.decode()
    after = content[content.index('rel="next"') :].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert "q=bath" in after and "order=-city" in after
    assert len(mia.get(LIST + after).context["page"].leads) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"order": "password"}, {"order": "custom."}, {"order": "custom.no such"}, {"order": "-"},
        {"order": "custom.a'b\"c"},
        {"order": "custom.%s"}, {"order": "custom.\x00"}, {"after": "garbage"}, {"after": "[]"}, {"after": '["a"]'},
        {"after": '["a", "b"]'}, {"after": '["a", 99999999999999999999]'}, {"after": '["\\u0000", 1]'},
        {"after": '["\\ud800", 1]'}, {"after": '[1, 1]'}, {"order": "stage", "after": '["x", 1]'},
        {"order": "stage", "after": '[99999999999, 1]'}, {"order": "created", "after": '["yesterday", 1]'},
        {"order": "created", "after": '["2026-01-01T00:00:00", 1]'}, {"before": "{}"}, {"q": "\x00"}, {"q": "a" * 999},
        {"campaign": "1; DROP TABLE"}, {"campaign": "99999999999999999999"}, {"owner": "-1"}, {"column": "no such"},
        {"country": "G\x00"},
    ],
)  # fmt: skip
def test_an_address_that_was_tampered_with_is_a_page_all_the_same(as_, people, query):
    assert as_("mia").get(LIST, query).status_code == 200


def test_a_page_costs_at_most_eight_queries(as_, people):
    mia, supplier = as_("mia"), Supplier.objects.get().pk
    mia.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = mia.get(LIST, {"order": "company", "q": "a", "column": "size", "supplier": supplier})
    assert page.status_code == 200
    own = [query["sql"] for query in asked if "notice" not in query["sql"]]
    assert len(own) <= 8, "\n\n".join(own)


def test_rows_do_not_add_queries(as_, cast, people):
    mia = as_("mia")
    with CaptureQueriesContext(connection) as few:
        mia.get(LIST)
    for _each in range(20):
        factories.lead(cast.a, cast.mia)
    with CaptureQueriesContext(connection) as many:
        mia.get(LIST)
    assert len(many) == len(few)


def test_nobody_sees_the_other_client_s_leads(as_, cast, people, other_campaign):
    theirs = factories.lead(cast.b, cast.olga, first_name="Olympia")
    assert "Olympia" not in found(as_("mia"))
    assert found(as_("olga")) == ["Olympia"]
    assert as_("mia").get(reverse("leads:lead", args=[theirs.pk])).status_code == 404
    content = as_("olga").get(LIST).content.decode()
    assert "Cold-store audit" not in content and "Acme" not in content


def test_a_name_cannot_be_markup(as_, cast, campaign):
    factories.lead(
        cast.a, cast.mia, first_name="<script>alert(1)</script>", last_name='"><img src=x>', custom={"<b>": "<i>"}
    )
    content = as_("mia").get(LIST, {"column": "<b>"}).content.decode()
    assert "<script>alert" not in content and "<img src=x>" not in content and "<i>" not in content


def test_the_columns_of_a_sheet_are_shown_when_asked_for(as_, people):
    page = as_("mia").get(LIST, {"column": "size"})
    assert page.context["custom"] == ["size"] and page.context["shown"] == ["size"]
    assert as_("mia").get(LIST).context["shown"] == []


@pytest.mark.parametrize("column", ["name", "city", "area_code", "postal_code", "created"])
def test_these_orders_come_from_an_index_under_the_row_policies(cast, people, column):
    """As the app's own role: both the order and the place where a page begins are answered by the index."""
    order = Order.read(column)
    mark = order.place(Page.of(Lead.objects.visible_to(cast.mia), order, size=2).after)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("setterdesk_app",)
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = Lead.objects.visible_to(cast.mia).in_order(order, beyond=mark).values("pk")[:50].explain()
    assert f"lead_by_{column}" in plan and "Sort" not in plan
    condition = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "ROW(" in condition


def test_a_column_of_the_sheet_may_be_called_by_a_number(as_, cast):
    for size in ("b", "a"):
        factories.lead(cast.a, cast.mia, last_name=f"Size-{size}", custom={"2024": size})
    page = as_("mo").get(reverse("leads:list"), {"order": "custom.2024"}).content.decode()
    assert page.index("Size-a") < page.index("Size-b")
    assert as_("mo").get(reverse("leads:list"), {"order": f"custom.{10**20}"}).status_code == 200
