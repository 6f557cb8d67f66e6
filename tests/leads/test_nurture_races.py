"""At most once, whatever dies and whoever comes at the same time. With threads and real processes."""

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import connection, connections

from leads.models import Enrollment, MailBar, MailLink, Nurturing
from leads.models.nurturings import End
from office import clock, isolation
from office.models import Job, Message, Refused
from office.models.job import LEASE
from tests import factories
from tests.leads.test_returns import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
WORKER = """
import sys, time, django
django.setup()
from django.db import connection
from leads.models import Lead, Nurturing
from office import clock
from datetime import datetime
connection.settings_dict["NAME"] = sys.argv[1]
record = Lead.record

def slow(self, *args, **details):
    made = record(self, *args, **details)
    print("in the middle", flush=True)
    time.sleep(600)
    return made

Lead.record = slow
with clock.frozen(datetime.fromisoformat(sys.argv[2])):
    Nurturing.objects.sweep()
"""


@pytest.fixture
def track(real_clock, cast):
    return factories.track(cast.a, cast.mia, "First", "Second", wait_days=0, end_days=0)


@pytest.fixture
def noon():
    """A coming Tuesday, twelve in Athens."""
    now = clock.now()
    return (now + timedelta(days=(1 - now.weekday()) % 7 or 7)).replace(hour=10, minute=0, second=0, microsecond=0)


def put_in(cast, campaign, track, count=1):
    chosen = [factories.returned(campaign, cast.sam) for _each in range(count)]
    return Nurturing.put_in(chosen, track, by=cast.mia)


def together(*acts):
    """All at once, each in its own thread and connection; what they raise is returned."""
    ready, raised = threading.Barrier(len(acts)), list[Exception]()
    seen, at = isolation.clients_seen(), clock.now()

    def one(act):
        try:
            with clock.frozen(at), isolation.seeing(seen):
                ready.wait(30)
                act()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_two_sweeps_at_once_write_and_send_each_mail_once(cast, campaign, track, noon):
    put_in(cast, campaign, track, 8)
    with clock.frozen(noon):
        assert together(*[Nurturing.objects.sweep] * 3) == []
        assert together(*[Message.objects.sweep] * 3) == []
        sent = sorted(each.to[0] for each in mail.outbox if each.subject == "First")
    assert len(sent) == len(set(sent)) == 8


def test_a_worker_killed_in_the_middle_of_a_mail_leaves_one_mail(cast, campaign, track, noon):
    made = put_in(cast, campaign, track)[0]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"}
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], noon.isoformat()]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "in the middle\n"
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(30) == -signal.SIGKILL
    made.refresh_from_db()
    assert (made.mails, made.state, Message.objects.count()) == (0, Job.State.RUNNING, 0)
    for later in (LEASE + timedelta(seconds=1), 2 * LEASE, 3 * LEASE):
        with clock.frozen(noon + later):
            Nurturing.objects.sweep()
            Message.objects.sweep()
    assert [each.subject for each in mail.outbox] == ["First", "Second"]


def test_a_worker_whose_lease_ran_out_writes_nothing(cast, campaign, track, noon):
    made = put_in(cast, campaign, track)[0]
    with clock.frozen(noon):
        slow = Nurturing.objects.take(made.pk)
    with clock.frozen(noon + 2 * LEASE):
        Nurturing.objects.sweep()
        slow.run()
    assert Message.objects.filter(key__endswith=f":s{track.steps.standing()[0].pk}").count() == 1


@pytest.mark.parametrize("turn", range(4))
def test_no_more_mail_while_the_step_is_written(cast, campaign, track, noon, turn):
    """Either the mail was written before, and is called off, or it is never written."""
    made = put_in(cast, campaign, track)[0]
    token = MailLink.issue(made.lead, matter="x").rstrip("/").rpartition("/")[2]
    with clock.frozen(noon):
        raised = together(Nurturing.objects.sweep, lambda: MailLink.unsubscribe(token, how="x"))
        Nurturing.objects.sweep()
        Message.objects.sweep()
    made.refresh_from_db()
    assert raised == [] and mail.outbox == []
    assert made.end == End.UNSUBSCRIBED and MailBar.objects.count() == 1
    assert set(Message.objects.values_list("state", flat=True)) <= {Job.State.VOID}


def test_no_more_mail_in_the_middle_of_a_step_waits_for_it_and_calls_it_off(cast, campaign, track, noon):
    """The worker holds the row: who wants out waits a moment, and finds what was written."""
    made = put_in(cast, campaign, track)[0]
    token = MailLink.issue(made.lead, matter="x").rstrip("/").rpartition("/")[2]
    written, post, seen = threading.Event(), Nurturing._post, isolation.clients_seen()

    def slowly(self, step):
        post(self, step)
        written.set()
        waits_for_a_lock()

    def out():
        written.wait(30)
        with clock.frozen(noon), isolation.seeing(seen):
            MailLink.unsubscribe(token, how="x")
        connections.close_all()

    leaving = threading.Thread(target=out)
    leaving.start()
    with clock.frozen(noon), mock.patch.object(Nurturing, "_post", slowly):
        Nurturing.objects.sweep(limit=1)
        leaving.join(60)
        Message.objects.sweep()
    assert mail.outbox == [] and Message.objects.get().state == Job.State.VOID


def waits_for_a_lock():
    """Until another connection of this database stands in line for a lock; gives up after a while."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    for _try in range(3000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01)")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited.")


def test_a_mail_taken_by_the_post_is_called_off_until_it_is_marked_as_sent(cast, campaign, track, noon):
    made = put_in(cast, campaign, track)[0]
    with clock.frozen(noon):
        Nurturing.objects.sweep(limit=1)
        taken = Message.objects.take(Message.objects.get().pk)
        MailBar.put(made.lead.email, client=cast.a, why="asked", evidence="x")
        taken.run()
    assert mail.outbox == []


@pytest.mark.parametrize("turn", range(3))
def test_put_in_and_brought_back_at_once(cast, campaign, track, turn):
    """Whoever comes second finds what the first did: a lead is never in a queue and in a track."""
    handoff = factories.returned(campaign, cast.sam)
    raised = together(lambda: Nurturing.put_in([handoff], track, by=cast.mia), lambda: handoff.bring_back(by=cast.mo))
    assert all(isinstance(error, Refused) for error in raised), raised
    assert not Nurturing.objects.open().exists()
    assert Enrollment.objects.open().of_lead(handoff.lead).count() == 1


def test_put_in_twice_at_once_is_once(cast, campaign, track):
    handoff = factories.returned(campaign, cast.sam)
    raised = together(*[lambda: Nurturing.put_in([handoff], track, by=cast.mia)] * 3)
    assert [type(error) for error in raised] == [Refused, Refused]
    assert Nurturing.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_an_answer_at_the_very_end_of_the_track_opens_one_pass(cast, campaign, track, noon, turn):
    made = put_in(cast, campaign, track)[0]
    with clock.frozen(noon):
        Nurturing.objects.sweep(limit=1)
        Nurturing.objects.sweep(limit=1)
        raised = together(Nurturing.objects.sweep, lambda: Nurturing.lift_out(made.lead, End.REPLY))
    assert raised == []
    assert Enrollment.objects.of_lead(made.lead).count() == 2
    assert not Nurturing.objects.open().exists()


def test_a_mail_that_is_written_still_leaves_when_the_track_is_through(cast, campaign, track, noon):
    put_in(cast, campaign, track)
    with clock.frozen(noon):
        for _step in range(3):
            Nurturing.objects.sweep(limit=1)
        assert Nurturing.objects.get().end == End.REENTERED
        Message.objects.sweep()
    assert [each.subject for each in mail.outbox] == ["First", "Second"]


def test_the_link_in_the_mail_is_the_one_that_is_kept(cast, campaign, track, noon):
    put_in(cast, campaign, track)
    with clock.frozen(noon):
        Nurturing.objects.sweep(limit=1)
        Message.objects.sweep()
    token = re.search(r"/u/(\S+)/", mail.outbox[0].body)[1]
    assert MailLink.objects.bearing(token).get().matter == Message.objects.earliest("pk").key
