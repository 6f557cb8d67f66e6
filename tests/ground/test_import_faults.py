"""A load whose worker, whose Postgres and whose Redis die under it ends as the undisturbed one does."""

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import closing

import psutil
import psycopg2
import pytest
import redis

from setterdesk import embedded
from setterdesk.embedded.database import Database
from setterdesk.embedded.folder import Folder
from tests.ground.conftest import ROOT
from tests.sampling import WHOLE

POINTS = 20 if WHOLE else 1  # of each kind of blow
CHUNK = 25 if WHOLE else 50
ROWS = 2_000 * (3 if WHOLE else 1)
PEOPLE = ROWS * 3 // 4
WORLD = """
import sys, django; django.setup()
from pathlib import Path
from leads.models import Campaign, LeadImport, LeadList
from office import clock, isolation
from office.models import Client, Role, User
by = User.objects.create_user("mia@demo.test", name="Mia")
for slug in ("calm", "stormy"):
    client = Client.open(name=slug, slug=slug, at=clock.now())
    by.join(client, Role.MARKETING)
    with isolation.seeing([client.pk]):
        campaign = Campaign.open(client=client, name="Any", by=by)
        lead_list = LeadList.open(campaign=campaign, name="Any", by=by)
        made = LeadImport.receive(Path(sys.argv[1]), name="leads.csv", lead_list=lead_list, by=by)
        if slug == "calm":
            assert made.load_now(by=by), made.error
        else:
            made.load(by=by)
"""
WORKER = """
import sys, threading, django; django.setup()
from datetime import timedelta
from django.db import connection
from leads.models import LeadImport, importpace
from office.models import job
importpace.CHUNK = int(sys.argv[1])
job.LEASE = timedelta(seconds=1)
while True:
    try:
        LeadImport.objects.sweep()
    except Exception as fault:
        print(type(fault).__name__, flush=True)
        connection.close()
    threading.Event().wait(0.1)
"""
ASK = """
import json, sys, django; django.setup()
from leads.models import Enrollment, ImportRow, Lead, LeadImport, LeadPhone, Listing
from office import isolation
from office.models import Client
told = {}
for client in Client.objects.order_by("slug"):
    with isolation.seeing([client.pk]):
        made = LeadImport.objects.get()
        told[client.slug] = {"step": made.step, "done": made.rows_done, "error": made.error, "counts": made.counts}
        leads = Lead.objects.order_by("email", "phone", "pk")
        wanted = ("first_name", "phone", "email", "city", "custom", "search")
        told[client.slug]["leads"] = list(leads.values_list(*wanted))
        ledger = ImportRow.objects.order_by("row")
        told[client.slug]["ledger"] = list(ledger.values_list("row", "outcome", "reason"))
        told[client.slug]["things"] = [model.objects.count() for model in (LeadPhone, Enrollment, Listing)]
print(json.dumps(told))
"""


def run(code, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start_worker():
    return subprocess.Popen([sys.executable, "-c", WORKER, str(CHUNK)], cwd=ROOT, stdout=subprocess.DEVNULL)


STATE = """SELECT i.step, i.rows_done FROM leads_leadimport i JOIN office_client c ON c.id = i.client_id
    WHERE c.slug = 'stormy'"""


class Storm:
    """The load, watched from outside, and the blows that it is dealt."""

    def __init__(self, data):
        self.data, self.worker = data, None

    def look(self):
        """(step, rows done); nothing while Postgres is away."""
        try:
            with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as owner, owner.cursor() as cursor:
                cursor.execute(STATE)
                return cursor.fetchone()
        except psycopg2.OperationalError:
            return "", 0

    def wait_for(self, is_so, patience=90):
        end = time.monotonic() + patience
        while not is_so(*(found := self.look())):
            assert time.monotonic() < end, found
            threading.Event().wait(0.01)

    def work(self):
        self.worker = start_worker()

    def kill_the_worker(self):
        self.worker.kill()
        self.worker.wait()
        self.work()

    def flush_redis(self):
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()

    def kill_postgres(self):
        postmaster = psutil.Process(int((self.data / "postgres" / "postmaster.pid").read_text().split()[0]))
        for process in [postmaster, *postmaster.children()]:
            process.kill()
        Database(Folder.of(self.data)).start()


@pytest.fixture
def house(data, tmp_path, monkeypatch):
    """A house of its own with one file loaded for a client in peace, and the same one due for another."""
    monkeypatch.setenv("SETTERDESK_DATA", str(data))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
    services = embedded.ensure(data)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, check=True)
    path = tmp_path / "leads.csv"
    lines = (
        f"P{n % PEOPLE},Q{n % PEOPLE},69{n % PEOPLE:08d},p{n % PEOPLE}@example.org,City {n}\n" for n in range(ROWS)
    )
    path.write_text("First name,Last name,Phone,E-mail,Town\n" + "".join(lines))
    run(WORLD, str(path))
    yield data
    services.stop()


def test_worker_postgres_and_redis_die_in_one_load(house):
    """At so many points of it each, one after the other; its rows and its ledger are those of the load in peace."""
    storm = Storm(house)
    storm.work()
    storm.wait_for(lambda step, done: done > 0)
    for _point in range(POINTS):
        for blow in (storm.kill_the_worker, storm.flush_redis, storm.kill_postgres):
            _step, reached = storm.look()
            blow()
            storm.wait_for(lambda step, done: done > reached or step == "loaded")  # noqa: B023
    assert storm.look()[0] == "loading", "the load was over before the last blow"
    storm.wait_for(lambda step, done: step == "loaded")
    storm.worker.kill()
    told = json.loads(run(ASK))
    assert told["stormy"] == told["calm"]
    assert (told["calm"]["done"], len(told["calm"]["ledger"]), len(told["calm"]["leads"])) == (ROWS, ROWS, PEOPLE)
