"""Speed to lead: four moments, minutes in the campaign's hours, target, and every number opens into its rows."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt
from leads.models import Enrollment, HandOff, LeadImport, LeadList, ListHandOff, Pace, Priority
from office import clock
from reports.figures.acceptance import Acceptance
from reports.figures.speed import Speed
from reports.forms import SpeedForm
from tests import factories
from tests.leads.test_handed_over import why
from tests.leads.test_returns import THAT_MORNING, carried, not_now

PAGE = reverse("reports:speed")
LINK = re.compile(r'href="(/performance/[^"]*)" data-figure="(\w+)">\s*(\d+)')


def speed(cast, **asked):
    form = SpeedForm(_query({"period": "30d", **asked}), user=cast.mo)
    return Speed.of(form.scope(clock.now()), user=cast.mo, now=clock.now(), source=form.source_asked)


def _query(told):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update(told)
    return data


def hot(campaign, by, **details):
    return factories.enrolled(campaign, by, queue={"priority": Priority.HOT}, **details)


def pace(campaign, **told):
    return Pace.objects.create(client_id=campaign.client_id, campaign=campaign, **told)


def dial(setter, after):
    clock.advance(after)
    return CallAttempt.dial(queue.claim(setter), by=setter)


def test_the_clocks_of_a_lead_that_came_back_on_its_day(cast, campaign):
    carried(not_now(campaign, cast.sam))
    clock.advance(THAT_MORNING - clock.now() + timedelta(minutes=70))  # the sweep is late: 9:10 in Athens
    HandOff.objects.sweep()
    clock.advance(timedelta(minutes=5))
    queue.claim(cast.sam)
    dial(cast.sam, timedelta(minutes=1))
    (lead,) = speed(cast).leads
    assert lead.detected == THAT_MORNING
    assert lead.minutes == {"routed": 10, "noticed": 5, "acted": 1, "whole": 16}  # from 9:00 on


def test_one_that_marketing_brought_back_was_detected_then(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    clock.advance(timedelta(minutes=30))
    handoff.bring_back(by=cast.mia)
    (lead,) = speed(cast).leads
    assert (lead.detected, lead.minutes["routed"], lead.minutes["noticed"]) == (clock.now(), 0, None)


def test_one_that_came_by_an_import_was_detected_when_its_rows_came_in(cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Web", by=cast.mia)
    made = LeadImport.receive_rows(
        [{"Phone": "6912345678"}], name="form", door="form", lead_list=lead_list, by=cast.mia
    )
    clock.advance(timedelta(minutes=3))
    made.load_now(by=cast.mia)
    Enrollment.objects.update(was_hot=True)
    (lead,) = speed(cast).leads
    assert (lead.detected, lead.minutes["routed"]) == (made.created_at, 3)


def test_cold_leads_do_not_count_and_those_of_another_client_neither(cast, campaign, other_campaign):
    factories.enrolled(campaign, cast.mia)
    hot(other_campaign, cast.olga)
    assert speed(cast).leads == ()


def test_the_first_dial_counts_not_a_later_one(cast, campaign, django_assert_num_queries):
    enrollment = hot(campaign, cast.mia)
    attempt = dial(cast.sam, timedelta(minutes=4))
    CallAttempt.objects.filter(pk=attempt.pk).update(state="ended")
    assert speed(cast).leads[0].acted == attempt.started_at
    assert speed(cast).leads[0].enrollment == enrollment
    with django_assert_num_queries(4):  # campaigns and setters of the form, passes, paces
        speed(cast)


def test_the_night_does_not_count_nor_a_holiday_unless_they_work(cast, campaign):
    clock.advance(datetime(2026, 12, 24, 15, 50, tzinfo=UTC) - clock.now())  # 17:50, ten minutes before they close
    hot(campaign, cast.mia)
    clock.advance(timedelta(hours=16))  # 9:50 on Christmas Day
    assert speed(cast).leads[0].hours.minutes(clock.now() - timedelta(hours=16), clock.now()) == 10
    pace(campaign, on_holidays=True)
    assert speed(cast).leads[0].hours.minutes(clock.now() - timedelta(hours=16), clock.now()) == 60


def test_within_target_late_and_still_running(cast, campaign):
    pace(campaign, target=10)
    other = factories.campaign(cast.a, cast.mo, name="No target")
    for _each in range(3):
        hot(campaign, cast.mia)
    hot(other, cast.mia)
    dial(cast.sam, timedelta(minutes=8))
    found = speed(cast)
    assert [found.count(which) for which in ("hot", "within", "late", "uncalled")] == [4, 1, 0, 3]
    assert found.within == 100.0
    dial(cast.sue, timedelta(minutes=8))
    found = speed(cast)
    assert [found.count(which) for which in ("hot", "within", "late", "uncalled")] == [4, 1, 2, 2]
    assert found.within == 33.3


def test_a_dial_exactly_at_the_target_is_in_time(cast, campaign):
    pace(campaign, target=10)
    hot(campaign, cast.mia)
    dial(cast.sam, timedelta(minutes=10))
    assert speed(cast).within == 100.0


def test_median_and_ninetieth_percentile(cast, campaign):
    begun = [hot(campaign, cast.mia) for _each in range(10)]
    for minutes, enrollment in enumerate(begun, start=1):
        Enrollment.objects.filter(pk=enrollment.pk).update(noticed_at=clock.now() + timedelta(minutes=minutes))
    noticed = speed(cast).steps[1]
    assert (noticed.n, noticed.median, noticed.p90) == (10, 5.5, 9)
    acted = speed(cast).steps[2]
    assert (acted.n, acted.median, acted.p90) == (0, None, None)


def test_it_is_narrowed_by_campaign_and_source(cast, campaign):
    hot(campaign, cast.mia, source="fair"), hot(campaign, cast.mia, source="web")
    other = factories.campaign(cast.a, cast.mo, name="Other")
    hot(other, cast.mia, source="fair")
    assert len(speed(cast, source="fair").leads) == 2
    assert len(speed(cast, campaign=str(campaign.pk)).leads) == 2
    assert len(speed(cast, campaign=str(other.pk), source="web").leads) == 0


# --- Acceptance -------------------------------------------------------------------------------------


@pytest.fixture
def answered(cast, campaign):
    """Of ten leads four are accepted, three given back and three wait."""
    accepted, rejected, _waiting = (
        factories.list_handoff(campaign, cast.mia, leads=n, name=name) for n, name in ((4, "A"), (3, "R"), (3, "W"))
    )
    accepted.accept(by=cast.mo)
    rejected.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    unfit = Enrollment.objects.claimed_by(cast.sam).get()
    carried(HandOff.give_back(unfit, stage="disqualified", reason="permanent", by=cast.sam))
    single = Enrollment.objects.open().first()
    carried(HandOff.send_back(single, by=cast.mo, why=why(cast.a), from_team="setters"))


def test_acceptance_is_accepted_of_handed_over_and_rejection_is_not_disqualification(cast, answered):
    scope = SpeedForm(_query({"period": "week"}), user=cast.mo).scope(clock.now())
    found = Acceptance.of(scope, user=cast.mo)
    assert found.leads == {"handed": 10, "accepted": 4, "rejected": 3, "unanswered": 3, "before": 4, "after": 1}
    assert found.rate == 40.0


def test_without_a_hand_over_there_is_no_rate(cast, campaign):
    scope = SpeedForm(_query({"period": "week"}), user=cast.mo).scope(clock.now())
    assert Acceptance.of(scope, user=cast.mo).rate is None


# --- The page ---------------------------------------------------------------------------------------


def test_every_number_opens_into_as_many_rows(as_, cast, campaign, answered):
    pace(campaign, target=5)
    for _each in range(3):
        hot(campaign, cast.mia)
    dial(cast.sue, timedelta(minutes=3))
    clock.advance(timedelta(minutes=30))
    mo = as_("mo")
    links = LINK.findall(mo.get(f"{PAGE}?period=7d").content.decode())
    assert len(links) == 14
    for url, figure, number in links:
        rows = mo.get(unescape(url))
        shown = rows.context.get("leads", rows.context["page"].paginator.count)
        assert shown == int(number), figure


def test_every_figure_has_its_definition_on_the_page(as_, cast, campaign):
    page = as_("vic").get(PAGE)
    text = unescape(page.content.decode())
    assert all(str(figure.definition) in text for figure in page.context["figures"])
    assert str(page.context["hours"]) in text


@pytest.mark.parametrize("who", ["sam", "rita", "alex", "ada"])
@pytest.mark.parametrize("name", ["speed", "clocks", "handed"])
def test_the_door_is_shut_to_the_others(as_, who, name):
    assert as_(who).get(reverse(f"reports:{name}")).status_code == 404


def test_nobody_sees_another_clients_hot_leads(as_, cast, campaign):
    hot(campaign, cast.mia, first_name="Secret")
    assert "Secret" not in as_("otto").get(reverse("reports:clocks")).content.decode()
    assert "Secret" in as_("mo").get(reverse("reports:clocks")).content.decode()


def test_the_page_asks_as_many_questions_for_many_leads_as_for_few(as_, cast, campaign):
    mo = as_("mo")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert mo.get(f"{PAGE}?period=30d").status_code == 200
        return len(found)

    hot(campaign, cast.mia)
    few = asked()
    for _each in range(20):
        hot(campaign, cast.mia)
    assert asked() == few <= 12


@pytest.mark.parametrize(
    "query", ["source=a%00b", "period=custom&first=0001-01-01&last=0001-01-02", "which=nonsense&page=9"]
)
def test_nonsense_in_the_address_is_no_error(as_, cast, campaign, query):
    for name in ("speed", "clocks", "handed"):
        assert as_("mo").get(f"{reverse(f'reports:{name}')}?{query}").status_code == 200


# --- The pace of a campaign -------------------------------------------------------------------------


def test_a_manager_sets_the_pace(as_, cast, campaign):
    url = reverse("leads:pace", args=[campaign.pk])
    told = {"target": 15, "opens": "08:30", "closes": "16:00", "weekdays": [0, 5]}
    mo = as_("mo")
    assert mo.post(url, told).status_code == 302
    found = Pace.of(campaign)
    assert (found.target, found.opens, found.closes, found.weekdays) == (15, time(8, 30), time(16), [0, 5])
    assert 'value="08:30"' in mo.get(url).content.decode()
    backwards = mo.post(url, {**told, "closes": "08:30"})
    assert backwards.status_code == 422 and "ends before it begins" in backwards.content.decode()
    assert as_("mia").get(url).status_code == 404
    assert as_("otto").post(url, told).status_code == 404
