"""Lists handed to the setters: noted once, accepted or given back; what was called stays, the rest goes, once each."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from calls import queue
from calls.models import CallAttempt
from leads.models import LEASE, Activity, Enrollment, HandOff, LeadImport, LeadList, ListHandOff, Priority, ReturnReason
from leads.models import listhandoff as noun
from leads.states import Stage
from leads.tasks import hand_over
from office import clock, isolation
from office.models import Job, Notice, Refused
from tests import factories
from tests.leads.test_returns import carried, not_now

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys, time, django
django.setup()
from django.db import connection
from leads.models import ListHandOff
connection.settings_dict["NAME"] = sys.argv[1]
line = ListHandOff._line

def slow(self, enrollment):
    print("in the middle", flush=True)
    time.sleep(600)
    return line(self, enrollment)

ListHandOff._line = slow
ListHandOff.objects.sweep()
"""


def why(client, label="Wrong numbers"):
    return next(each for each in ReturnReason.lay(client) if each.label == label)


@pytest.fixture
def handed(cast, campaign):
    """Three leads of a loaded list, just handed over."""
    return factories.list_handoff(campaign, cast.mia, leads=3)


def loaded(campaign, by, name="Later"):
    """A loaded import that nobody has noted."""
    made = factories.list_handoff(campaign, by, leads=2, name=name)
    ListHandOff.objects.filter(pk=made.pk).delete()
    return LeadImport.objects.get(pk=made.lead_import_id)


# --- Noting -----------------------------------------------------------------------------------------


def test_a_loaded_import_is_noted_once_with_its_leads_and_the_managers_are_told(cast, campaign):
    made = loaded(campaign, cast.mia)
    Notice.objects.all().delete()
    hand_over()
    hand_over()
    found = ListHandOff.objects.get()
    assert (found.lead_import, found.lead_list, found.campaign) == (made, made.lead_list, campaign)
    assert (found.count, found.by, found.handed_at) == (2, cast.mia, made.finished_at)
    assert [notice.user for notice in Notice.objects.all()] == [cast.mo]
    assert "Later (2)" in Notice.objects.get().text


def test_what_puts_nobody_into_the_queue_is_nothing_to_answer(as_, cast, campaign):
    made = loaded(campaign, cast.mia)
    rows = [{"Phone": number} for number in made.ledger.values_list("lead__phone", flat=True)]
    again = LeadImport.receive_rows(rows, name="again", door="paper", lead_list=made.lead_list, by=cast.mia)
    assert again.load_now(by=cast.mia)
    ListHandOff.of_import(again)
    assert ListHandOff.objects.get().count == 0
    assert as_("mo").get(reverse("leads:handed_over")).context["waiting"] == []


def test_a_load_that_was_taken_back_is_nothing_to_answer(as_, cast, handed):
    assert [row for row, _form in as_("mo").get(reverse("leads:handed_over")).context["waiting"]] == [handed]
    handed.lead_import.undo(by=cast.mia)
    assert as_("mo").get(reverse("leads:handed_over")).context["waiting"] == []
    LeadImport.objects.sweep()
    assert as_("mo").get(reverse("leads:handed_over")).context["waiting"] == []
    assert Enrollment.objects.open().count() == 0


def test_leads_that_trickle_in_by_a_form_are_one_hand_over_until_it_is_answered(cast, campaign):
    lead_list = LeadList.open(campaign=campaign, name="Website", by=cast.mia)

    def sent(number):
        rows = [{"Phone": number}]
        made = LeadImport.receive_rows(rows, name="form", door="form", lead_list=lead_list, by=cast.mia)
        assert made.load_now(by=cast.mia)
        clock.advance(timedelta(minutes=1))
        return ListHandOff.note_all()

    assert [sent("6912340001"), sent("6912340002"), sent("6912340003")] == [1, 0, 0]
    pile = ListHandOff.objects.unanswered().newest().get()
    assert (pile.count, pile.passes.count(), Notice.objects.to(cast.mo).count()) == (3, 3, 1)
    assert sum(ListHandOff.objects.values_list("count", flat=True)) == 3
    pile.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    assert HandOff.objects.at_marketing().count() == 3
    assert sent("6912340004") == 1
    assert [each.count for each in ListHandOff.objects.unanswered()] == [1]
    assert Enrollment.objects.open().count() == 1


def test_what_was_loaded_long_ago_is_not_asked_about(cast, campaign):
    loaded(campaign, cast.mia)
    clock.advance(noun.RECENT + timedelta(days=1))
    assert ListHandOff.note_all() == 0


def test_returned_leads_of_a_campaign_are_one_pile_until_it_is_answered(cast, campaign):
    first, second, third = (carried(not_now(campaign, cast.sam)) for _each in range(3))
    first.bring_back(by=cast.mia)
    assert ListHandOff.note_all() == 1
    second.bring_back(by=cast.mia)
    assert ListHandOff.note_all() == 0
    pile = ListHandOff.objects.get()
    assert (pile.count, pile.lead_list, pile.campaign) == (2, None, campaign)
    assert str(pile) == "Returned leads of “Cold-store audit”"
    assert pile.passes.count() == 2
    pile.accept(by=cast.mo)
    third.bring_back(by=cast.mia)
    assert ListHandOff.note_all() == 1
    assert sorted(ListHandOff.objects.values_list("count", flat=True)) == [1, 2]


def test_it_is_answered_once_and_one_way_also_for_the_database(cast, handed):
    with pytest.raises(IntegrityError, match="accepted_or_rejected"), transaction.atomic():
        ListHandOff.objects.update(accepted_at=clock.now(), rejected_at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_note_each_list_and_each_return_once(cast, campaign):
    loaded(campaign, cast.mia, "One"), loaded(campaign, cast.mia, "Two")
    for _each in range(4):
        carried(not_now(campaign, cast.sam)).bring_back(by=cast.mia)
    now, ready = clock.now(), threading.Barrier(2)

    def note():
        with clock.frozen(now):
            ready.wait(30)
            hand_over()
        connections.close_all()

    sweepers = [threading.Thread(target=note) for _each in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join(60)
    hand_over()
    assert sorted(ListHandOff.objects.values_list("count", flat=True)) == [2, 2, 4]
    assert HandOff.objects.filter(back_in__isnull=True, reentered_at__isnull=False).count() == 0


# --- Accepting --------------------------------------------------------------------------------------


def test_a_manager_accepts_and_marketing_is_told(as_, cast, handed):
    Notice.objects.all().delete()
    as_("mo").post(reverse("leads:accept_list", args=[handed.pk]))
    handed.refresh_from_db()
    assert (handed.accepted_at, handed.answered_by) == (clock.now(), cast.mo)
    assert "accepted" in Notice.objects.to(cast.mia).get().text
    assert queue.claim(cast.sam) is not None


def test_a_pile_of_nobody_is_told_to_all_of_marketing(cast, campaign):
    carried(not_now(campaign, cast.sam)).bring_back(by=None)
    ListHandOff.note_all()
    ListHandOff.objects.get().accept(by=cast.mo)
    assert "accepted" in Notice.objects.to(cast.mia).get().text


@pytest.mark.parametrize("act", ["accept", "reject"])
def test_what_is_answered_is_answered(cast, handed, act):
    handed.accept(by=cast.mo)
    with pytest.raises(Refused, match="answered already"):
        getattr(handed, act)(by=cast.mo, **({"why": why(cast.a)} if act == "reject" else {}))


def test_marketing_sees_but_does_not_answer(as_, cast, handed):
    page = as_("mia").get(reverse("leads:handed_over")).content.decode()
    assert "waits for the setters’ manager" in page and "Accept" not in page
    assert as_("mia").post(reverse("leads:accept_list", args=[handed.pk])).status_code == 404


def test_another_clients_manager_sees_and_answers_nothing(as_, cast, handed):
    otto = as_("otto")
    assert otto.get(reverse("leads:handed_over")).context["waiting"] == []
    for act in ("accept_list", "reject_list"):
        assert otto.post(reverse(f"leads:{act}", args=[handed.pk]), {"why": why(cast.b).pk}).status_code == 404


# --- Giving back ------------------------------------------------------------------------------------


def test_rejected_leads_leave_the_queue_at_once_and_go_back_with_the_reason(as_, cast, handed):
    told = {f"{handed.pk}-why": why(cast.a).pk, f"{handed.pk}-note": "All of them faxes"}
    as_("mo").post(reverse("leads:reject_list", args=[handed.pk]), told)
    assert queue.claim(cast.sam) is None
    assert Enrollment.objects.open().count() == 3
    ListHandOff.objects.sweep()
    handed.refresh_from_db()
    assert (handed.state, handed.taken_back, handed.note) == (Job.State.DONE, 3, "All of them faxes")
    for back in HandOff.objects.at_marketing():
        assert (back.reason, back.label, back.why, back.before_contact) == ("data", "Wrong numbers", why(cast.a), True)
        assert (back.from_team, back.by, back.enrollment.stage) == ("setters", cast.mo, Stage.DISQUALIFIED)
        assert Activity.objects.of_lead(back.lead).filter(kind="returned", by=cast.mo).count() == 1
    assert HandOff.objects.in_state("waiting").count() == 3
    assert "gave the leads back: Wrong numbers" in Notice.objects.to(cast.mia).get().text


def test_what_was_called_stays(cast, handed):
    called = CallAttempt.dial(queue.claim(cast.sam), by=cast.sam)
    handed.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    handed.refresh_from_db()
    assert (handed.taken_back, handed.state) == (2, Job.State.DONE)
    assert Enrollment.objects.open().get() == called.enrollment


def test_what_is_offered_just_now_is_asked_about_again(cast, handed):
    queue.claim(cast.sam)
    handed.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    handed.refresh_from_db()
    assert (handed.taken_back, handed.state, handed.due_at) == (2, Job.State.DUE, clock.now() + LEASE)
    clock.advance(LEASE + timedelta(seconds=1))
    queue.release_lapsed()
    assert ListHandOff.objects.sweep() == 1
    handed.refresh_from_db()
    assert (handed.taken_back, handed.state) == (3, Job.State.DONE)


def test_a_rejected_pile_of_returned_leads_goes_back_too(cast, campaign):
    handoff = carried(not_now(campaign, cast.sam))
    handoff.bring_back(by=cast.mia)
    ListHandOff.note_all()
    ListHandOff.objects.get().reject(by=cast.mo, why=why(cast.a, "Too old"))
    ListHandOff.objects.sweep()
    assert [each.label for each in HandOff.objects.of_lead(handoff.lead).newest()] == ["Too old", "Budget next year"]
    assert not Enrollment.objects.open().exists()


def test_leads_of_another_list_stay(cast, campaign, handed):
    other = factories.list_handoff(campaign, cast.mia, leads=2, name="Other")
    handed.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    assert Enrollment.objects.open().filter(lead_list=other.lead_list, priority=Priority.NEW).count() == 2


def test_in_chunks_every_lead_goes_once(cast, campaign, monkeypatch):
    monkeypatch.setattr(noun, "CHUNK", 2)
    handed = factories.list_handoff(campaign, cast.mia, leads=5)
    handed.reject(by=cast.mo, why=why(cast.a))
    ListHandOff.objects.sweep()
    handed.refresh_from_db()
    assert (handed.taken_back, HandOff.objects.count()) == (5, 5)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "Choose the reason."),
        ({"why": "Something else"}, "word of explanation"),
        ({"why": "No need"}, "Choose the reason."),  # a reason of calls, not of lists
    ],
)
def test_a_rejection_without_what_it_needs_is_said(as_, cast, handed, told, words):
    told = {f"{handed.pk}-{name}": why(cast.a, label).pk for name, label in told.items()}
    answer = as_("mo").post(reverse("leads:reject_list", args=[handed.pk]), told, follow=True)
    assert words in answer.content.decode()
    handed.refresh_from_db()
    assert handed.rejected_at is None


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_rejection_leaves_the_same_result(real_clock, cast, campaign):
    handed = factories.list_handoff(campaign, cast.mia, leads=3)
    handed.reject(by=cast.mo, why=why(cast.a))
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"}
    told = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]]
    worker = subprocess.Popen(told, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "in the middle\n"
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL
    assert HandOff.objects.count() == 0 and Enrollment.objects.open().count() == 3
    handed.refresh_from_db()
    with clock.frozen(handed.lease_until + timedelta(seconds=1)):
        assert ListHandOff.objects.sweep() == 1
    handed.refresh_from_db()
    assert (handed.state, handed.taken_back, HandOff.objects.count()) == (Job.State.DONE, 3, 3)
    assert Activity.objects.filter(kind="returned").count() == 3


@pytest.mark.django_db(transaction=True)
def test_accepted_and_rejected_at_once_is_one_of_the_two(cast, campaign):
    handed = factories.list_handoff(campaign, cast.mia, leads=2)
    reason, now, ready, said = why(cast.a), clock.now(), threading.Barrier(2), []

    def answer(act):
        with clock.frozen(now), isolation.seeing([cast.a.pk]):
            mine = ListHandOff.objects.get(pk=handed.pk)
            ready.wait(30)
            try:
                act(mine)
                said.append("done")
            except Refused:
                said.append("refused")
        connections.close_all()

    acts = [lambda mine: mine.accept(by=cast.mo), lambda mine: mine.reject(by=cast.mo, why=reason)]
    people = [threading.Thread(target=answer, args=[act]) for act in acts]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    handed.refresh_from_db()
    assert sorted(said) == ["done", "refused"]
    assert bool(handed.accepted_at) != bool(handed.rejected_at)
