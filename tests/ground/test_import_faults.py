"""A load whose worker, whose Postgres and whose Redis die under it ends as the undisturbed one does."""

import json
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest
import redis

from setterdesk import embedded
from setterdesk.embedded.database import Database
from setterdesk.embedded.folder import Folder
from tests.ground.conftest import ROOT

ROWS = 2_000
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
importpace.CHUNK = 50
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
        if sys.argv[1] == "all":
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
    return subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def stormy():
    return json.loads(run(ASK, "state"))["stormy"]


def wait_for(is_so, patience=90):
    end = time.monotonic() + patience
    while not is_so(stormy()):
        assert time.monotonic() < end, stormy()
        threading.Event().wait(0.05)


@pytest.fixture
def house(data, tmp_path, monkeypatch):
    """A house of its own with one file loaded for a client in peace, and the same one due for another."""
    monkeypatch.setenv("SETTERDESK_DATA", str(data))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "setterdesk.settings")
    services = embedded.ensure(data)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, check=True)
    path = tmp_path / "leads.csv"
    lines = (f"P{n % 1500},Q{n % 1500},69{n % 1500:08d},p{n % 1500}@example.org,City {n}\n" for n in range(ROWS))
    path.write_text("First name,Last name,Phone,E-mail,Town\n" + "".join(lines))
    run(WORLD, str(path))
    yield data
    services.stop()


def test_worker_postgres_and_redis_die_in_one_load(house):
    worker = start_worker()
    wait_for(lambda told: told["done"] > 0)
    worker.kill()
    worker = start_worker()
    reached = stormy()["done"]
    wait_for(lambda told: told["done"] > reached or told["step"] == "loaded")
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    postmaster = psutil.Process(int((house / "postgres" / "postmaster.pid").read_text().split()[0]))
    for process in [postmaster, *postmaster.children()]:
        process.kill()
    Database(Folder.of(house)).start()
    wait_for(lambda told: told["step"] == "loaded")
    worker.kill()
    told = json.loads(run(ASK, "all"))
    assert told["stormy"] == told["calm"]
    assert (told["calm"]["done"], len(told["calm"]["ledger"]), len(told["calm"]["leads"])) == (ROWS, ROWS, 1500)
