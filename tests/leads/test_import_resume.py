"""A load that is killed at any moment goes on where it was and ends with the same result."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from leads.models import Activity, Enrollment, ImportRow, Lead, LeadImport, LeadList, LeadPhone, Listing
from leads.models import leadimport as module
from office import clock
from office.models import Job, LostLease
from tests import factories, sheets

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3_000
WORKER = """
import sys, django
django.setup()
from django.db import connection
from leads.models import leadimport
from leads.models import LeadImport
connection.settings_dict["NAME"] = sys.argv[1]
leadimport.CHUNK = 100
LeadImport.objects.sweep()
"""


def lines():
    for number in range(ROWS):
        phone = "12" if number % 50 == 7 else f"69{number % 2500:08d}"
        yield f"P{number % 2500},Q{number % 2500},{phone},p{number % 2500}@example.org,City {number}"


@pytest.fixture
def due(transactional_db, cast, tmp_path):
    """due(client, by): an import that is due, visible to other processes."""
    path = sheets.text(tmp_path / "leads.csv", "First name,Last name,Phone,E-mail,Town", *lines())

    def receive(client, by):
        campaign = factories.campaign(client, by)
        lead_list = LeadList.open(campaign=campaign, name="November", by=by)
        made = LeadImport.receive(path, name="leads.csv", lead_list=lead_list, by=by)
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


@pytest.mark.parametrize("reached", [1, 800, 2200])
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
    monkeypatch.setattr(module, "CHUNK", 500)
    slow = LeadImport.objects.take(waiting.pk)
    applied = []
    real = module.Staging.apply

    def overtaken(self, **bounds):
        real(self, **bounds)
        applied.append(bounds["upto"])
        if len(applied) == 2:
            LeadImport.objects.filter(pk=waiting.pk).update(fence=slow.fence + 1)
            slow._write()

    monkeypatch.setattr(module.Staging, "apply", overtaken)
    with pytest.raises(LostLease):
        slow.perform()
    waiting.refresh_from_db()
    assert (waiting.rows_done, ImportRow.objects.count()) == (500, 500)


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
