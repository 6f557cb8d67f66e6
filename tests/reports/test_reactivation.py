"""What became of returned leads: came back, and a meeting set in a later pass; each number opens into its leads."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from leads.models import Enrollment, HandOff, LeadList, ReturnReason, Supplier
from leads.states import Stage
from office import clock
from reports.figures.reactivation import Reactivation
from reports.models import Returns
from tests import factories
from tests.leads.test_returns import carried
from tests.reports import world

URL = "/performance/reactivation/"


def returned(campaign, by, label, **details):
    enrollment = factories.enrolled(campaign, by, **details)
    return carried(HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=by, label=label))


def meet(cast, handoff, enrollment=None, **told):
    """A meeting of the returned lead, in its present pass unless said otherwise."""
    enrollment = enrollment or Enrollment.objects.of_lead(handoff.lead).current().get()
    starts = clock.now() + timedelta(days=2)
    return world.meeting(enrollment, cast.sam, cast.rita, clock.now(), starts, **told)


@pytest.fixture
def three(cast, campaign):
    """No need: one came back and met, one came back only. My words: one stayed."""
    acme = LeadList.open(campaign=campaign, name="Fair", by=cast.mia, supplier="Acme")
    met, worked = returned(campaign, cast.sam, "No need", lead_list=acme), returned(campaign, cast.sam, "No need")
    stayed = returned(campaign, cast.sam, "My words")
    for each in (met, worked):
        each.bring_back(by=cast.mia)
    meet(cast, met)
    return met, worked, stayed


def rows(cast):
    found = Reactivation.of(Returns.seen_by(cast.mia).at_marketing())
    return {row.text: (row.returned, row.back, row.later, row.share) for row in found.rows}, found.whole


def test_by_reason_returned_came_back_and_later_set(cast, three):
    by_reason, whole = rows(cast)
    assert by_reason == {"No need": (2, 2, 1, 50.0), "My words": (1, 0, 0, 0.0)}
    assert (whole.returned, whole.back, whole.later, whole.share) == (3, 2, 1, 33.3)


def test_a_meeting_of_the_pass_that_ended_is_no_reactivation(cast, three):
    _met, _worked, stayed = three
    meet(cast, stayed, stayed.enrollment)
    assert rows(cast)[0]["My words"][2] == 0


def test_a_booking_that_was_undone_is_none(cast, three):
    _met, worked, _stayed = three
    meet(cast, worked, state="cancelled", cancelled_at=clock.now() + timedelta(seconds=30))
    assert rows(cast)[0]["No need"][2] == 1
    meet(cast, worked, state="cancelled", cancelled_at=clock.now() + timedelta(days=1))
    assert rows(cast)[0]["No need"][2] == 2


def test_reworded_reasons_are_one_row(cast, campaign, three):
    reason = next(each for each in ReturnReason.lay(cast.a) if each.label == "No need")
    reason.reword(by=cast.mia, label="Sees no use")
    returned(campaign, cast.sam, "Sees no use")
    assert rows(cast)[0]["Sees no use"][0] == 3


def test_every_number_opens_into_as_many_leads(as_, cast, three):
    mia = as_("mia")
    page = mia.get(f"{URL}?supplier=&state=closed").content.decode()
    links = re.findall(r'<a href="([^"]+)">(\d+)</a>', page)
    assert len(links) == 3 + 1 + 3
    for url, number in links:
        answer = mia.get(unescape(url))
        shown = answer.context["total"] if "total" in answer.context else answer.context["page"].paginator.count
        assert shown == int(number), url


def test_it_stands_under_the_filters_of_the_inbox(as_, three):
    page = as_("mia").get(URL, {"supplier": Supplier.objects.called("Acme").get().pk}).context["reactivation"]
    assert (page.whole.returned, page.whole.later) == (1, 1)


def test_the_inbox_fetches_it(as_, three):
    assert f'hx-get="{URL}?q=need"' in as_("mo").get("/returns/?q=need").content.decode()


@pytest.mark.parametrize("who", ["sam", "vic", "ada"])
@pytest.mark.parametrize("name", ["reactivation", "reactivated"])
def test_the_door_is_shut_to_the_others(as_, who, name):
    assert as_(who).get(reverse(f"reports:{name}")).status_code == 404


def test_another_client_sees_nothing(as_, three):
    assert as_("olga").get(URL).context["reactivation"].rows == ()
    assert as_("olga").get(reverse("reports:reactivated")).context["page"].paginator.count == 0


@pytest.mark.parametrize("query", ["own=x&kind=nonsense", "words=a%00b", "own=99999999999999999999", "page=x"])
def test_nonsense_in_the_address_is_no_error(as_, three, query):
    assert as_("mia").get(f"{reverse('reports:reactivated')}?{query}").status_code == 200
