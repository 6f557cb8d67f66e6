"""A load that is killed at any moment goes on where it was and ends with the same result."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from leads.models import (
    Activity,
    Enrollment,
    ImportRow,
    Lead,
    LeadImport,
    LeadList,
    LeadPhone,
    Listing,
    importlanes,
    importpace,
    oneload,
)
from leads.models import importwork as module
from office import clock
from office.models import Job, LostLease
from tests import factories, sheets

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3_000
WORKER = """
import sys, django
django.setup()
from django.db import connection
from leads.models import importpace
from leads.models import LeadImport
connection.settings_dict["NAME"] = sys.argv[1]
importpace.CHUNK = 100
LeadImport.objects.sweep()
"""


def lines():
    for number in range(ROWS):
        phone = "12" if number % 50 == 7 else f"69{number % 2500:08d}"
        yield f"P{number % 2500},Q{number % 2500},{phone},p{number % 2500}@example.org,City {number}"


def near_lines():
    """Each person again 60 and 120 rows below, with something new; some want no calls, of whom some come again."""
    for number in range(ROWS // 2):
        person = number - 60 * (number // 60 % 3)
        phone = f"69{person:08d} do not call" if number % 45 == 7 else f"69{person:08d}"
        yield f"P{person},Q{person},{phone},{'' if number % 2 else f'p{person}@example.org'},City {number}"


@pytest.fixture
def due(transactional_db, cast, tmp_path):
    """due(client, by): an import that is due, visible to other processes."""
    head = "First name,Last name,Phone,E-mail,Town"
    path = sheets.text(tmp_path / "leads.csv", head, *lines())
    near = sheets.text(tmp_path / "near.csv", head, *near_lines())

    def receive(client, by, twice=False):
        campaign = factories.campaign(client, by)
        lead_list = LeadList.open(campaign=campaign, name="November", by=by)
        made = LeadImport.receive(near if twice else path, name="leads.csv", lead_list=lead_list, by=by)
        made.load(by=by)
        return made

    return receive


def result(lead_import):
    """All that a load leaves behind, without ids and times."""
    mine = lead_import.client_id
    leads = Lead.objects.of_client(mine).order_by("email", "phone", "pk")
    return {
        "leads": list(leads.values_list("first_name", "last_name", "phone", "email", "city", "custom", "search")),
        "ledger": list(ImportRow.objects.of_import(lead_import).values_list("row", "outcome", "reason")),
        "things": [model.objects.of_client(mine).count() for model in (LeadPhone, Enrollment, Listing, Activity)],
        "counts": lead_import.counts,
    }


def finish(lead_import):
    """What the next workers do once the dead one's lease has run out and Postgres has seen that it is gone."""
    for turn in range(20):
        with clock.frozen(clock.now() + timedelta(minutes=5 + turn)):
            LeadImport.objects.sweep()
        lead_import.refresh_from_db()
        if not lead_import.is_working:
            return
        time.sleep(0.1)


def start_worker():
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"},
    )


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.005)


# Three moments in every run, twenty-two in all with --full: the file has thirty chunks.
POINTS = [
    *(pytest.param(n, marks=pytest.mark.full) for n in range(100, 2000, 100)),
    *(1, 800, 2200),
]


@pytest.mark.parametrize("reached", POINTS)
def test_kill_9_in_mid_load_changes_nothing(real_clock, due, cast, reached):
    """The worker process dies by SIGKILL between two chunks or within one."""
    undisturbed = due(cast.b, cast.otto)
    LeadImport.objects.sweep()
    undisturbed.refresh_from_db()
    waiting = due(cast.a, cast.mo)
    worker = start_worker()
    try:
        wait_until(lambda: LeadImport.objects.get(pk=waiting.pk).reached >= reached)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    waiting.refresh_from_db()
    assert 0 < waiting.rows_done < ROWS and waiting.state == Job.State.RUNNING
    assert ImportRow.objects.of_import(waiting).count() == waiting.rows_done
    finish(waiting)
    assert (waiting.step, waiting.rows, waiting.rows_done) == ("loaded", ROWS, ROWS)
    assert result(waiting) == result(undisturbed)


def test_kill_9_while_reading_loses_nothing(real_clock, due, cast):
    waiting = due(cast.a, cast.mo)
    worker = start_worker()
    try:
        wait_until(lambda: LeadImport.objects.get(pk=waiting.pk).state == Job.State.RUNNING)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    finish(waiting)
    assert (waiting.step, waiting.rows_done, ImportRow.objects.count()) == ("loaded", ROWS, ROWS)


def test_a_worker_that_lost_its_lease_writes_nothing_more(due, cast, monkeypatch):
    waiting = due(cast.a, cast.mo)
    monkeypatch.setattr(importpace, "CHUNK", 500)
    slow = LeadImport.objects.take(waiting.pk)
    applied = []
    real = module.Staging.apply

    def overtaken(self):
        real(self)
        applied.append(self.rows)
        if len(applied) == 2:
            LeadImport.objects.filter(pk=waiting.pk).update(fence=slow.fence + 1)
            slow._write()

    monkeypatch.setattr(module.Staging, "apply", overtaken)
    with pytest.raises(LostLease):
        slow.perform()
    waiting.refresh_from_db()
    assert (waiting.rows_done, ImportRow.objects.count()) == (importpace.FEW, importpace.FEW)


def test_two_loads_of_one_client_wait_for_each_other(due, cast):
    """The second then finds the first's leads, instead of making them twice."""
    waiting = due(cast.a, cast.mo)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7301, %s)", [cast.a.pk])
        LeadImport.objects.take(waiting.pk).run()
    finally:
        other.close()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.rows_done) == (Job.State.DUE, 0, 0)
    finish(waiting)
    assert waiting.step == "loaded"


def test_a_step_that_takes_longer_than_its_lease_is_not_taken_away(due, cast):
    """The worker still holds its client's lock, so that it lives; when it is gone the next one goes on."""
    slow = due(cast.a, cast.mo)
    mine = LeadImport.objects.take(slow.pk)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7301, %s)", [cast.a.pk])
        with clock.frozen(clock.now() + timedelta(minutes=5)):
            assert LeadImport.objects.sweep() == 0
        with mine.fenced():
            mine._write(rows_read=7)
    finally:
        other.close()
    slow.refresh_from_db()
    assert (slow.state, slow.fence, slow.rows_read) == (Job.State.RUNNING, mine.fence, 7)
    finish(slow)
    assert slow.step == "loaded"


def test_two_chunks_at_a_time_end_as_one_by_one_does(due, cast, monkeypatch):
    """Also where the same people stand in chunks that follow each other."""
    monkeypatch.setattr(importpace, "CHUNK", 100)
    together = due(cast.a, cast.mo, twice=True)
    assert LeadImport.objects.take(together.pk).run() is None
    monkeypatch.setattr(importlanes, "side_by_side", lambda *told, pace: importlanes.one_by_one(*told))
    alone = due(cast.b, cast.otto, twice=True)
    assert LeadImport.objects.take(alone.pk).run() is None
    told = result(LeadImport.objects.get(pk=together.pk))
    assert told == result(LeadImport.objects.get(pk=alone.pk))
    assert told["counts"]["created"] and told["counts"]["skipped"] and told["counts"]["suppressed"]


@pytest.mark.parametrize("calling", [True, False])
def test_a_load_takes_one_chunk_at_a_time_and_rests_while_somebody_calls(due, cast, monkeypatch, calling):
    """For whichever client."""
    if calling:
        called = factories.enrolled(factories.campaign(cast.b, cast.otto), cast.otto)
        mine = Enrollment.objects.filter(pk=called.pk)
        mine.update(claimed_by=cast.sam, claimed_at=clock.now(), claimed_until=clock.now() + timedelta(minutes=3))
    monkeypatch.setattr(importpace, "CHUNK", 100)
    rests = []
    monkeypatch.setattr(importpace, "sleep", rests.append)
    waiting = due(cast.a, cast.mo)
    begun, together = set(), []
    real = module.Staging.take

    def take(self, block):
        together.append(len(begun))
        begun.add(block.upto)
        real(self, block)

    def tell(self, block, *told):
        begun.discard(block.upto)
        real_tell(self, block, *told)

    real_tell = module.ImportWork._tell
    monkeypatch.setattr(module.Staging, "take", take)
    monkeypatch.setattr(module.ImportWork, "_tell", tell)
    assert LeadImport.objects.take(waiting.pk).run() is None
    assert len(together) > 5
    assert max(together) == (0 if calling else 1)
    assert len(rests) == (len(together) - 1 if calling else 0)
    assert all(0 < rest <= importpace.LONGEST for rest in rests)


def test_chunks_are_small_at_first_and_while_somebody_calls(cast, campaign):
    pace = importpace.Pace()
    growing = [pace.rows() for _chunk in range(6)]
    assert growing[0] == importpace.FEW and growing[-1] == importpace.CHUNK
    assert all(0 <= more - less <= importpace.STEP for less, more in pairwise(growing))
    called = factories.enrolled(campaign, cast.mia)
    Enrollment.objects.filter(pk=called.pk).update(claimed_by=cast.sam)  # on a call: no lease, an outcome is owed
    assert pace.look() and pace.rows() == importpace.FEW
    lapsed = clock.now() - timedelta(seconds=1)
    Enrollment.objects.filter(pk=called.pk).update(claimed_until=lapsed)
    assert not pace.look() and pace.rows() == importpace.FEW + importpace.STEP


def test_chunks_behind_one_that_fails_are_not_loaded(due, cast, monkeypatch):
    waiting = due(cast.a, cast.mo)
    monkeypatch.setattr(importpace, "CHUNK", 500)
    real = module.Staging.judge

    def broken(self):
        real(self)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_temp.import_row WHERE line BETWEEN 600 AND 700)")
            if cursor.fetchone()[0]:
                raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(module.Staging, "judge", broken)
        LeadImport.objects.take(waiting.pk).run()
    waiting.refresh_from_db()
    assert (waiting.error, waiting.rows_done, ImportRow.objects.count()) == (
        "disk full",
        importpace.FEW,
        importpace.FEW,
    )
    finish(waiting)
    assert (waiting.step, waiting.rows_done, waiting.error) == ("loaded", ROWS, "")


@pytest.mark.parametrize("lane", [0, 1])
def test_nothing_begins_while_a_dead_load_still_writes(due, cast, lane):
    """The worker is gone, and with it the client's lock; Postgres still writes the last chunk of one of its lanes."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [oneload.LANES[lane], cast.a.pk])
        with oneload.one_load_at_a_time(cast.a.pk) as mine:
            assert not mine
        assert not oneload.no_load_until_commit(cast.a.pk)
    finally:
        other.close()
    wait_until(lambda: oneload.no_load_until_commit(cast.a.pk))
