"""A loading of a register that is killed at any moment goes on where it was; two at once end as one would wish."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from leads.models import Enrollment, RegisterExtract, RegisterFile, RegisterNumber, registerextract
from office import clock, isolation
from office.models import Job, LostLease
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
LINES = 6_000
REPEATED, UNREADABLE = 500, 60
WORKER = """
import sys, django
django.setup()
from django.db import connection
from leads.models import RegisterExtract, registerextract
connection.settings_dict["NAME"] = sys.argv[1]
registerextract.CHUNK = 100
RegisterExtract.objects.sweep()
"""


def lines():
    for at in range(LINES):
        yield "nobody" if at % 100 == 7 else f"69{at % (LINES - REPEATED):08d}"


@pytest.fixture
def house(transactional_db, cast, campaign):
    """A register with an extract in force, one that waits, and two leads: one on either."""
    chief = factories.chief()
    register = factories.register(chief)
    before = factories.extract(register, chief, "6999999999", on=date(2026, 11, 1))
    left = factories.enrolled(campaign, cast.mia, "+306999999999")
    entered = factories.enrolled(campaign, cast.mia, "+306900000001")
    waiting = factories.extract(register, chief, *lines(), take_in=False)
    return before, waiting, left, entered


def finish(extract):
    """What the next worker does once the dead one's lease has run out."""
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        RegisterExtract.objects.sweep()
    extract.refresh_from_db()


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.005)


@pytest.mark.parametrize("reached", [0, 100, 2_900, 5_900])
def test_kill_9_in_mid_load_changes_nothing(real_clock, house, reached):
    before, waiting, left, entered = house
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"},
    )

    def got_there():
        now = RegisterExtract.objects.get(pk=waiting.pk)
        return now.state == Job.State.RUNNING and now.reached >= reached

    try:
        wait_until(got_there)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    waiting.refresh_from_db(), before.refresh_from_db()
    assert waiting.numbers_count == RegisterNumber.objects.of_extract(waiting).count() or waiting.ended_at
    assert before.in_force is not waiting.in_force, "one of them is in force at every moment"
    finish(waiting)
    before.refresh_from_db(), left.refresh_from_db(), entered.refresh_from_db()
    assert (waiting.state, waiting.in_force, before.in_force) == (Job.State.DONE, True, False)
    unreadable = LINES // 100
    assert [waiting.lines, waiting.unreadable] == [LINES, unreadable]
    assert waiting.numbers_count == RegisterNumber.objects.of_extract(waiting).count()
    assert waiting.numbers_count + waiting.repeated == LINES - unreadable
    assert not RegisterNumber.objects.of_extract(before).exists() and not RegisterFile.objects.exists()
    assert (left.next_number, entered.next_number) == ("+306999999999", "")


def test_a_worker_that_lost_its_lease_writes_nothing_more(house, monkeypatch):
    _before, waiting, _left, _entered = house
    monkeypatch.setattr(registerextract, "CHUNK", 1_000)
    slow = RegisterExtract.objects.take(waiting.pk)
    real, taken = registerextract._copied, []

    def overtaken(extract, found):
        taken.append(len(found))
        if len(taken) == 3:
            RegisterExtract.objects.filter(pk=waiting.pk).update(fence=slow.fence + 1)
        return real(extract, found)

    monkeypatch.setattr(registerextract, "_copied", overtaken)
    with pytest.raises(LostLease):
        slow.perform()
    waiting.refresh_from_db()
    assert waiting.lines == 2_000
    assert RegisterNumber.objects.of_extract(waiting).count() == waiting.numbers_count


def test_two_loads_of_one_register_at_once(real_clock, house, cast):
    """Two workers, two files of one date: the one handed in last is in force, and only its numbers stay."""
    _before, waiting, left, entered = house
    last = factories.extract(
        waiting.register, waiting.by, "6900000001", "6955555555", on=waiting.official_on, take_in=False
    )

    def work(pk):
        with isolation.seeing([cast.a.pk, cast.b.pk]):
            job = RegisterExtract.objects.take(pk)
            job.run()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [waiting.pk, last.pk]))
    waiting.refresh_from_db(), last.refresh_from_db()
    assert (waiting.state, waiting.error, last.state, last.error) == ("done", "", "done", "")
    assert (waiting.in_force, last.in_force) == (False, True)
    assert set(RegisterNumber.objects.values_list("extract", flat=True)) == {last.pk}
    with isolation.seeing([cast.a.pk]):
        found = dict(Enrollment.objects.values_list("pk", "next_number"))
    assert found == {left.pk: "+306999999999", entered.pk: ""}
