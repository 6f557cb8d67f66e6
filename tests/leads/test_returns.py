"""Back to marketing, and back again: with reason and date, each lead exactly once, whatever dies in between."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from leads.models import Activity, Enrollment, HandOff, LeadList, Priority, Suppression
from leads.states import Stage
from office import clock, isolation
from office.models import Job, Refused
from office.models.job import LEASE
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
NEXT_MONTH = date(2026, 12, 23)
THAT_MORNING = datetime(2026, 12, 23, 6, 0, tzinfo=UTC)  # 8:00 in Athens
WORKER = """
import sys, time, django
django.setup()
from django.db import connection
from leads.models import HandOff, Lead
connection.settings_dict["NAME"] = sys.argv[1]
record = Lead.record

def slow(self, *args, **details):
    made = record(self, *args, **details)
    print("in the middle", flush=True)
    time.sleep(float(sys.argv[2]))
    return made

Lead.record = slow
HandOff.objects.sweep()
"""


@pytest.fixture
def lead_list(cast, campaign):
    return LeadList.open(campaign=campaign, name="Fair", by=cast.mia, source="fair", supplier="Acme")


def not_now(campaign, by, on=NEXT_MONTH, **more):
    enrollment = factories.enrolled(campaign, by, **more)
    return HandOff.give_back(
        enrollment,
        stage=Stage.NURTURE,
        reason="temporary",
        by=by,
        label="Budget next year",
        note="Ask Eva",
        return_on=on,
    )


def carried(handoff):
    HandOff.objects.filter(pk=handoff.pk).update(due_at=clock.now())
    HandOff.objects.sweep()
    handoff.refresh_from_db()
    return handoff


def passes(lead):
    return list(Enrollment.objects.of_lead(lead).order_by("number").values_list("number", "stage", "priority"))


def kinds(lead, kind):
    return Activity.objects.of_lead(lead).filter(kind=kind).count()


def test_it_goes_when_it_can_no_longer_be_undone_and_comes_back_on_its_day(cast, campaign, lead_list):
    handoff = not_now(campaign, cast.sam, lead_list=lead_list)
    assert HandOff.objects.sweep() == 0
    clock.advance(timedelta(seconds=60))
    assert HandOff.objects.sweep() == 1
    handoff.refresh_from_db()
    assert (handoff.carried_at, handoff.state, handoff.due_at) == (clock.now(), Job.State.DUE, THAT_MORNING)
    with clock.frozen(THAT_MORNING - timedelta(seconds=1)):
        assert HandOff.objects.sweep() == 0
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 1
        assert HandOff.objects.sweep() == 0
    assert passes(handoff.lead) == [(1, "nurture", Priority.NEW), (2, "new", Priority.HOT)]
    back = Enrollment.objects.current().get()
    assert (back.campaign, back.lead_list, back.next_number) == (campaign, lead_list, handoff.lead.phone)
    assert (kinds(handoff.lead, "returned"), kinds(handoff.lead, "reentered")) == (1, 1)


def test_what_is_for_good_stays_with_marketing(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    handoff = carried(HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.sam))
    assert handoff.state == Job.State.DONE
    with clock.frozen(THAT_MORNING + timedelta(days=900)):
        assert HandOff.objects.sweep() == 0


def test_not_now_without_a_date_is_refused_in_words_and_by_the_database(cast, campaign):
    with pytest.raises(Refused, match="1, 3 or 6 months"):
        not_now(campaign, cast.sam, on=None)
    handoff = not_now(campaign, cast.sam)
    with pytest.raises(IntegrityError, match="not_now_has_a_date"), transaction.atomic():
        HandOff.objects.filter(pk=handoff.pk).update(return_on=None)


def test_a_date_that_is_past_is_refused(cast, campaign):
    with pytest.raises(Refused, match="future"):
        not_now(campaign, cast.sam, on=clock.today("Europe/Athens"))
    assert Enrollment.objects.filter(stage=Stage.NURTURE).count() == 0


def test_an_undone_outcome_is_not_carried_and_a_carried_one_not_undone(cast, campaign):
    undone, gone = not_now(campaign, cast.sam), not_now(campaign, cast.sam)
    undone.call_off()
    carried(gone)
    assert kinds(undone.lead, "returned") == 0
    with pytest.raises(Refused, match="already"):
        gone.call_off()


def test_who_must_not_be_called_does_not_come_back(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.suppress(by=cast.mo, source="asked", evidence="by letter")
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    assert passes(handoff.lead) == [(1, "do_not_call", Priority.NEW)]


def test_a_number_suppressed_meanwhile_is_not_dialled_but_the_other_one_is(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    both = factories.enrolled(campaign, cast.sam, "+306900011111", "+306900022222")
    second = carried(
        HandOff.give_back(both, stage=Stage.NURTURE, reason="temporary", by=cast.sam, return_on=NEXT_MONTH)
    )
    Suppression.put(handoff.lead.phone, client=cast.a, source="asked", by=cast.mo)
    Suppression.put("+306900011111", client=cast.a, source="asked", by=cast.mo)
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    numbers = [Enrollment.objects.current().get(lead=each.lead).next_number for each in (handoff, second)]
    assert numbers == ["", "+306900022222"]


def test_who_is_in_a_later_pass_already_does_not_come_back_twice(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.enroll(campaign, by=cast.mia).become(Stage.NURTURE)
    with clock.frozen(THAT_MORNING):
        HandOff.objects.sweep()
    handoff.refresh_from_db()
    assert len(passes(handoff.lead)) == 2 and handoff.state == Job.State.DONE


def test_with_the_broker_away_nothing_is_lost(cast, campaign):
    handoff = not_now(campaign, cast.sam)
    clock.advance(timedelta(seconds=61))
    script = (
        "import django; django.setup(); from leads.tasks import carry; from office.nudge import nudge; nudge(carry)"
    )
    away = {**os.environ, "REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "setterdesk.settings"}
    rung = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=away, capture_output=True, timeout=120)
    assert rung.returncode == 0, rung.stderr.decode()
    HandOff.objects.sweep()
    handoff.refresh_from_db()
    assert handoff.carried_at


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_carry_each_lead_once(real_clock, cast, campaign):
    given = [not_now(campaign, cast.sam, on=clock.today("UTC") + timedelta(days=30)) for _each in range(12)]
    HandOff.objects.update(due_at=clock.now() - timedelta(seconds=1))
    ready = threading.Barrier(2)

    def sweep():
        ready.wait()
        HandOff.objects.sweep()
        connections.close_all()

    sweepers = [threading.Thread(target=sweep) for _each in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join(60)
    assert [kinds(each.lead, "returned") for each in given] == [1] * 12
    assert set(HandOff.objects.values_list("attempts", "state")) == {(0, Job.State.DUE)}


def swept(seconds):
    """A real process that sweeps, and stops in the middle of each return for some seconds."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"}
    name = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, name, str(seconds)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_the_same_result(real_clock, cast, campaign):
    day = clock.today("UTC") + timedelta(days=30)
    disturbed, spared = not_now(campaign, cast.sam, on=day), not_now(campaign, cast.sam, on=day)
    HandOff.objects.filter(pk=disturbed.pk).update(due_at=clock.now() - timedelta(seconds=1))
    worker = swept(600)
    assert worker.stdout.readline() == "in the middle\n"
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL
    disturbed.refresh_from_db()
    assert (disturbed.state, disturbed.carried_at, kinds(disturbed.lead, "returned")) == (Job.State.RUNNING, None, 0)
    with clock.frozen(disturbed.lease_until + timedelta(seconds=1)):
        HandOff.objects.filter(pk=spared.pk).update(due_at=clock.now())
        assert HandOff.objects.sweep() == 2
    assert story(disturbed) == story(spared)
    with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        HandOff.objects.sweep()
    assert story(disturbed) == story(spared)
    assert len(passes(disturbed.lead)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_brings_a_lead_back_leaves_the_same_result(real_clock, cast, campaign):
    disturbed = carried(not_now(campaign, cast.sam, on=clock.today("UTC") + timedelta(days=30)))
    HandOff.objects.update(due_at=clock.now() - timedelta(seconds=1))
    worker = swept(600)
    assert worker.stdout.readline() == "in the middle\n"
    worker.kill()
    worker.wait(30)
    assert len(passes(disturbed.lead)) == 1
    with clock.frozen(clock.now() + LEASE + timedelta(seconds=5)):
        assert HandOff.objects.sweep() == 1
        assert HandOff.objects.sweep() == 0
    assert len(passes(disturbed.lead)) == 2
    assert (kinds(disturbed.lead, "reentered"), kinds(disturbed.lead, "enrolled")) == (1, 2)


def story(handoff):
    """All that a return leaves behind, without ids and times."""
    handoff.refresh_from_db()
    lines = Activity.objects.of_lead(handoff.lead).order_by("pk").values_list("kind", "details")
    state = (handoff.state, handoff.carried_at is not None, handoff.reentered_at is not None, handoff.return_on)
    return state, list(lines), passes(handoff.lead)


# --- What marketing does with it ----------------------------------------------------------------


def test_marketing_brings_a_lead_back_before_its_day(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.bring_back(by=cast.mia)
    assert passes(handoff.lead)[-1] == (2, "new", Priority.HOT)
    with pytest.raises(Refused, match="already"):
        handoff.bring_back(by=cast.mia)
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 0


def test_a_lead_that_is_being_worked_is_not_brought_back(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.lead.enroll(campaign, by=cast.sam)
    with pytest.raises(Refused, match="worked already"):
        handoff.bring_back(by=cast.mia)
    handoff.refresh_from_db()
    assert handoff.reentered_at is None and handoff.state == Job.State.DUE


def test_marketing_chooses_another_day(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.postpone(date(2027, 1, 15), by=cast.mia)
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 0
    with clock.frozen(datetime(2027, 1, 15, 6, tzinfo=UTC)):
        assert HandOff.objects.sweep() == 1
    assert len(passes(handoff.lead)) == 2
    with pytest.raises(Refused):
        carried(not_now(campaign, cast.sam)).postpone(clock.today("Europe/Athens"), by=cast.mia)


def test_what_had_no_day_gets_one(cast, campaign):
    enrollment = factories.enrolled(campaign, cast.sam)
    handoff = carried(HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="data", by=cast.sam))
    handoff.postpone(NEXT_MONTH, by=cast.mia)
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 1
    assert passes(handoff.lead)[-1][:2] == (2, "new")


def test_marketing_closes_a_return(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.close(by=cast.mia)
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.sweep() == 0
    assert len(passes(handoff.lead)) == 1 and handoff.to_user == cast.mia


@pytest.mark.parametrize("act", ["bring_back", "close", "postpone"])
def test_marketing_cannot_change_what_a_worker_holds(cast, campaign, act):
    handoff = carried(not_now(campaign, cast.sam))
    with clock.frozen(THAT_MORNING):
        assert HandOff.objects.take(handoff.pk)
        with pytest.raises(Refused, match="already"):
            getattr(handoff, act)(*[date(2027, 2, 1)] * (act == "postpone"), by=cast.mia)


def test_what_has_not_arrived_is_not_marketing_s_yet(cast, campaign):
    with pytest.raises(Refused):
        not_now(campaign, cast.sam).close(by=cast.mia)


# --- The inbox -----------------------------------------------------------------------------------


@pytest.fixture
def inbox(cast, campaign, lead_list):
    dated = carried(not_now(campaign, cast.sam, lead_list=lead_list, first_name="Dora"))
    enrollment = factories.enrolled(campaign, cast.sue, first_name="Paul")
    final = carried(
        HandOff.give_back(enrollment, stage=Stage.DISQUALIFIED, reason="permanent", by=cast.sue, label="Too small")
    )
    return dated, final


def names(page):
    return [row.lead.first_name for row in page.context["rows"]]


def test_the_inbox_tells_reason_words_day_list_campaign_and_by_whom(as_, inbox):
    page = as_("mia").get(reverse("leads:returns")).content.decode()
    for words in (
        "Not now",
        "Budget next year",
        "Ask Eva",
        "23 Dec 2026",
        "Fair",
        "Cold-store audit",
        "Sam",
        "For good",
    ):
        assert words in page, words


@pytest.mark.parametrize(
    ("query", "found"),
    [("", ["Paul", "Dora"]), ("reason=temporary", ["Dora"]), ("state=dated", ["Dora"]), ("state=closed", [])],
)
def test_the_inbox_is_filtered(as_, inbox, query, found):
    assert names(as_("mia").get(f"{reverse('leads:returns')}?{query}")) == found


def test_the_inbox_is_filtered_by_list_campaign_and_setter(as_, cast, inbox, campaign, lead_list):
    ask = as_("mia").get
    url = reverse("leads:returns")
    assert names(ask(url, {"list": lead_list.pk})) == ["Dora"]
    assert names(ask(url, {"campaign": campaign.pk})) == ["Paul", "Dora"]
    assert names(ask(url, {"setter": cast.sue.pk})) == ["Paul"]


def test_the_reasons_are_mixed_down(as_, cast, inbox):
    ask = as_("mia").get
    url = reverse("leads:returns")
    by_list = {group["name"]: group["counts"] for group in ask(url).context["mix"]}
    assert by_list == {"Fair": {"temporary": 1}, None: {"permanent": 1}}
    by_setter = {group["name"]: group["counts"] for group in ask(url, {"by": "setter"}).context["mix"]}
    assert by_setter == {"Sam": {"temporary": 1}, "Sue": {"permanent": 1}}
    by_supplier = {group["name"]: group["counts"] for group in ask(url, {"by": "supplier"}).context["mix"]}
    assert by_supplier == {"Acme": {"temporary": 1}, None: {"permanent": 1}}
    for by in ("campaign", "source", "nonsense"):
        assert ask(url, {"by": by}).status_code == 200


def test_the_chosen_ones_are_brought_back_together(as_, inbox):
    chosen = {"handoffs": [each.pk for each in inbox], "back": "reason="}
    answer = as_("mia").post(reverse("leads:bring_back"), chosen)
    assert answer.url == f"{reverse('leads:returns')}?reason="
    assert [len(passes(each.lead)) for each in inbox] == [2, 2]


def test_all_or_none(as_, inbox):
    inbox[0].bring_back(by=inbox[0].by)
    answer = as_("mia").post(reverse("leads:bring_back"), {"handoffs": [each.pk for each in inbox]}, follow=True)
    assert "is back or closed already" in answer.content.decode()
    assert len(passes(inbox[1].lead)) == 1


def test_a_day_for_the_chosen_ones(as_, inbox):
    mia = as_("mia")
    nothing = mia.post(reverse("leads:postpone"), {"handoffs": [inbox[0].pk]}, follow=True)
    assert "Choose the day" in nothing.content.decode()
    mia.post(reverse("leads:postpone"), {"handoffs": [each.pk for each in inbox], "day": "2027-01-15"})
    assert set(HandOff.objects.values_list("return_on", flat=True)) == {date(2027, 1, 15)}


def test_nobody_s_returns_are_touched_by_another_client(as_, inbox):
    answer = as_("olga").post(reverse("leads:close"), {"handoffs": [inbox[0].pk]}, follow=True)
    inbox[0].refresh_from_db()
    assert inbox[0].accepted_at is None and "closed" not in str(list(answer.context["messages"]))
    assert names(as_("olga").get(reverse("leads:returns"))) == []


def test_the_way_back_stays_in_the_house(as_, inbox):
    answer = as_("mia").post(reverse("leads:close"), {"handoffs": inbox[0].pk, "back": "//evil.example/?a=1"})
    assert answer.url.startswith(f"{reverse('leads:returns')}?")


def test_a_return_that_failed_is_shown_and_tried_again(as_, cast, campaign):
    handoff = not_now(campaign, cast.sam)
    clock.advance(timedelta(seconds=61))
    with mock.patch.object(HandOff, "_carry", side_effect=Refused("The list is closed.")):
        HandOff.objects.sweep()
    mia = as_("mia")
    assert "The list is closed." in mia.get(reverse("leads:returns")).content.decode()
    with mock.patch("office.nudge._publish"):
        mia.post(reverse("leads:retry", args=[handoff.pk]))
    with isolation.seeing([]):
        HandOff.objects.sweep()
    handoff.refresh_from_db()
    assert handoff.carried_at
