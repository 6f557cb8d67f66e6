"""Calls in by ad and coupon: counted over the period's days, and each number opens into as many calls."""

import re
from datetime import timedelta
from html import unescape

import pytest

from calls.models import Disposition, InboundCall
from leads.models import Ad
from office import clock
from tests import factories

URL = "/performance/called-in/"


@pytest.fixture
def called(cast, campaign):
    """Two because of SPRING24 (one of them booked), one of an unheard code from nobody we knew, one without a code."""
    outcomes = {made.code: made for made in Disposition.lay(campaign)}
    Ad.open(campaign=campaign, code="SPRING24", label="Leaflet <b>", by=cast.mia)
    kind = factories.bookable(campaign, cast.rita)

    def take(*, code="", outcome="busy", by=cast.sam, **told):
        call = InboundCall.take(factories.enrolled(campaign, cast.mia).lead, by=by, code=code, **told)
        more = {"hold": factories.held(call.attempt.enrollment, kind, by).token} if outcome == "booked" else {}
        call.attempt.log(outcomes[outcome], by=by, **more)
        return call

    return [
        take(code="spring 24"), take(code="SPRING24", outcome="booked"), take(code="unheard", new=True), take(),
    ]  # fmt: skip


def words(cell):
    return " ".join(re.sub(r"<[^>]+>", " ", cell).split())


@pytest.fixture
def rows(as_):
    """The body of the page's table: [ad, campaign, calls, new, met, share]."""

    def rows(who="mo", query=""):
        page = as_(who).get(f"{URL}?{query}").content.decode()
        table = re.search(r"<tbody>(.*?)</tbody>", page, re.S)
        lines = re.findall(r"<tr>(.*?)</tr>", table[1], re.S) if table else []
        return [[words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)] for line in lines]

    return rows


def test_by_ad_and_code_the_most_first(called, rows):
    assert rows() == [
        ["SPRING24 Leaflet &lt;b&gt;", "Cold-store audit", "2", "0", "1", "50.0%"],
        ["no code told", "Cold-store audit", "1", "0", "0", "0.0%"],
        ["UNHEARD no ad of this code", "Cold-store audit", "1", "1", "0", "0.0%"],
        ["All", "", "4", "1", "1", "25.0%"],
    ]


def test_each_number_opens_into_as_many_calls(as_, called):
    mo = as_("mo")
    page = mo.get(URL).content.decode()
    links = re.findall(r'<a class="sd-num" href="([^"]+)">(\d+)</a>', page)
    assert len(links) == 12
    for href, count in links:
        opened = mo.get(unescape(href)).content.decode()
        assert re.search(r"data-count>(\d+)<", opened)[1] == count, href


def test_the_calls_tell_lead_code_and_outcome(as_, called):
    page = as_("mo").get(f"{URL}calls/?which=met").content.decode()
    lead = called[1].lead
    assert f'href="/leads/{lead.pk}/"' in page and "Leaflet &lt;b&gt;" in page and "Meeting booked" in page
    assert f'href="/leads/{lead.pk}/"' not in as_("vic").get(f"{URL}calls/?which=met").content.decode()


def test_an_undone_booking_is_no_meeting(cast, called, rows):
    called[1].attempt.undo(by=cast.sam)
    assert rows()[-1] == ["All", "", "4", "1", "0", "0.0%"]


def test_of_the_period_the_campaign_and_the_setter_only(cast, campaign, called, rows):
    later = clock.now() + timedelta(days=7)
    assert rows(query=f"campaign={campaign.pk}&setter={cast.sam.pk}")[-1][2] == "4"
    assert rows(query=f"setter={cast.sue.pk}") == []
    with clock.frozen(later):
        assert rows() == [] and rows(query="period=30d")[-1][2] == "4"


@pytest.mark.parametrize("query", ["through=x&code=1", "through=&code=", "which=nonsense&page=99", "code=%00"])
def test_nonsense_in_the_address_is_no_fault(as_, called, query):
    assert as_("mo").get(f"{URL}calls/?{query}").status_code == 200


def test_another_client_sees_none_of_it(called, rows, as_):
    assert rows("otto") == []
    assert "data-count>0<" in as_("otto").get(f"{URL}calls/").content.decode()


@pytest.mark.parametrize("who", ["sam", "rita", "alex"])
def test_not_for_everybody(as_, cast, who):
    assert as_(who).get(URL).status_code == 404
