"""A watched folder: each file is loaded once, whatever dies in between, and put away with a word about it."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from leads import tasks, watching
from leads.models import Arrival, Lead, LeadImport, LeadList, WatchedFolder
from office import clock
from office.models import Job, Refused
from tests import sheets

ROOT = Path(__file__).resolve().parents[2]
LINES = ("Name,Phone", "Ann Luft,6912345678", "Bob Stein,6912345679")


@pytest.fixture
def root(settings, tmp_path):
    settings.WATCHED_FOLDER = str(tmp_path / "watched")
    (tmp_path / "watched").mkdir()
    return tmp_path / "watched"


@pytest.fixture
def folder(root, campaign, cast):
    lead_list = LeadList.open(campaign=campaign, name="Supplier", by=cast.mia)
    return WatchedFolder.open(lead_list=lead_list, by=cast.mia, name="in", country="GR", loads_as=cast.mia)


@pytest.fixture
def place(root, folder):
    return root / "aegean" / "in"


def look(times=1):
    """What the sweeps do: a look at the folders, then the loads that are due."""
    for _turn in range(times):
        clock.advance(timedelta(seconds=15))
        tasks.watch()
        LeadImport.objects.sweep()


def lay(place, name="leads.csv", lines=LINES):
    place.mkdir(parents=True, exist_ok=True)
    return sheets.text(place / name, *lines)


def names(place, part=""):
    return sorted(path.name for path in (place / part).iterdir() if path.is_file())


def test_a_file_is_loaded_and_put_away_with_a_word(folder, place):
    look()
    assert {path.name for path in place.iterdir()} == {"working", "done", "failed"}, "the first look makes the folders"
    lay(place)
    look(3)
    assert set(Lead.objects.values_list("phone", flat=True)) == {"+306912345678", "+306912345679"}
    made = LeadImport.objects.get()
    assert (made.door, made.by, made.file_name, made.lead_list) == (
        "folder",
        folder.loads_as,
        "leads.csv",
        folder.lead_list,
    )
    assert names(place) == names(place, "working") == names(place, "failed") == []
    assert names(place, "done") == ["leads.csv", "leads.csv.txt"]
    said = (place / "done" / "leads.csv.txt").read_text()
    assert "New leads: 2" in said and f"/imports/{made.pk}/result/" in said


def test_a_file_that_still_grows_is_left_alone(folder, place):
    file = lay(place)
    look()
    for number in range(3):
        with file.open("a") as more:
            more.write(f"P{number},69000000{number:02d}\n")
        look()
        assert not LeadImport.objects.exists() and names(place) == ["leads.csv"]
    look(2)
    assert Lead.objects.count() == 5


def test_a_file_that_changes_without_growing_is_left_alone(folder, place):
    file = lay(place)
    look()
    os.utime(file, ns=(1, 1))
    look()
    assert not LeadImport.objects.exists()


def test_two_looks_in_one_moment_are_one(folder, place):
    lay(place)
    clock.advance(timedelta(seconds=15))
    tasks.watch()
    tasks.watch()
    assert not LeadImport.objects.exists(), "a folder is due again after ten seconds"


def test_only_the_files_of_its_pattern(folder, place):
    folder.change(by=folder.loads_as, pattern="LEADS-*.csv")
    for name in ("leads-1.csv", "other.csv", ".leads-2.csv", "leads-3.csv.part", "leads-4.csv.tmp"):
        lay(place, name)
    look(3)
    assert names(place) == [".leads-2.csv", "leads-3.csv.part", "leads-4.csv.tmp", "other.csv"]


def test_a_second_file_of_the_same_name_takes_nothing_from_the_first(folder, place):
    lay(place)
    look(3)
    lay(place, lines=("Name,Phone", "Cid Wolf,6912345670"))
    look(3)
    assert names(place, "done") == ["leads (2).csv", "leads (2).csv.txt", "leads.csv", "leads.csv.txt"]
    assert "Ann" in (place / "done" / "leads.csv").read_text()
    assert "Cid" in (place / "done" / "leads (2).csv").read_text()
    assert Lead.objects.count() == 3 and LeadImport.objects.count() == 2


def test_a_second_file_of_the_same_name_waits_while_the_first_is_loaded(folder, place):
    lay(place)
    for _turn in range(2):
        clock.advance(timedelta(seconds=15))
        tasks.watch()
    assert names(place, "working") == ["leads.csv"]
    lay(place, lines=("Name,Phone", "Cid Wolf,6912345670"))
    for _turn in range(3):
        clock.advance(timedelta(seconds=15))
        tasks.watch()
    assert names(place) == ["leads.csv"] and "Ann" in (place / "working" / "leads.csv").read_text()
    look(4)
    assert Lead.objects.count() == 3 and names(place) == names(place, "working") == []


def test_the_same_content_again_is_not_loaded_again(folder, place):
    lay(place)
    look(3)
    lay(place, "again.csv")
    look(3)
    assert LeadImport.objects.count() == 1
    assert (place / "done" / "again.csv.txt").read_text() == (place / "done" / "leads.csv.txt").read_text()


def test_a_text_of_somebody_elses_is_not_overwritten(folder, place):
    lay(place)
    look()
    (place / "done" / "leads.csv.txt").write_text("mine")
    look(2)
    assert (place / "done" / "leads.csv.txt").read_text() == "mine"
    assert names(place, "done") == ["leads (2).csv", "leads (2).csv.txt", "leads.csv.txt"]


# What cannot be loaded


@pytest.mark.parametrize(("content", "words"), [
    (b"", "empty"),
    (b"%PDF-1.4\n", "PDF"),
    (b"Colour,Size\nblue,7\nred,8\n", "No column holds phone numbers"),
])  # fmt: skip
def test_what_cannot_be_read_is_put_aside_with_the_reason(folder, place, content, words):
    lay(place)
    (place / "leads.csv").write_bytes(content)
    look(3)
    assert names(place, "failed") == ["leads.csv", "leads.csv.txt"]
    assert words in (place / "failed" / "leads.csv.txt").read_text()
    assert not LeadImport.objects.exists() and (place / "failed" / "leads.csv").read_bytes() == content


def test_too_large_a_file_is_put_aside(folder, place, settings):
    settings.UPLOAD_MAX_BYTES = 10
    lay(place)
    look(3)
    assert "larger than" in (place / "failed" / "leads.csv.txt").read_text() and not LeadImport.objects.exists()


def test_a_load_that_fails_puts_the_file_aside(folder, place, monkeypatch):
    from leads.models.staging import Staging

    def broken(self):
        raise Refused("The disk is full.")

    monkeypatch.setattr(Staging, "judge", broken)
    lay(place)
    look(3)
    assert "The disk is full." in (place / "failed" / "leads.csv.txt").read_text()


def test_one_bad_file_does_not_hold_up_the_others(folder, place):
    lay(place, "a.csv")
    (place / "a.csv").write_bytes(b"%PDF-1.4\n")
    lay(place, "b.csv")
    look(3)
    assert names(place, "failed") == ["a.csv", "a.csv.txt"] and Lead.objects.count() == 2


@pytest.mark.parametrize(
    "name", ["Ελλάδα λίστα.csv", "x" * 240 + ".csv", "😀" * 62 + ".csv", "a b'c\"d;$(x).csv", "<b>.csv"]
)
def test_whatever_a_file_is_called(folder, place, name):
    lay(place, name)
    look(3)
    assert Lead.objects.count() == 2 and names(place, "working") == []


def test_a_name_that_is_no_text(folder, place):
    lay(place)
    os.rename(place / "leads.csv", os.path.join(os.fsencode(place), b"caf\xe9.csv"))
    look(3)
    assert Lead.objects.count() == 2 and LeadImport.objects.get().file_name == "caf\\udce9.csv"


# Nobody leads it elsewhere


@pytest.mark.parametrize(
    "name", ["..", ".", "a/b", "/etc", "", "a\\b", "working", "done", "failed", ".x", "a b", "x" * 61]
)
def test_a_name_that_is_no_plain_one_is_refused(root, campaign, cast, name):
    lead_list = LeadList.open(campaign=campaign, name="Supplier", by=cast.mia)
    with pytest.raises(Refused):
        WatchedFolder.open(lead_list=lead_list, by=cast.mia, name=name, country="GR", loads_as=cast.mia)


def test_a_linked_file_is_not_read(folder, place, tmp_path):
    secret = sheets.text(tmp_path / "secret.csv", *LINES)
    look()
    (place / "leads.csv").symlink_to(secret)
    look(4)
    assert not LeadImport.objects.exists() and (place / "leads.csv").is_symlink()


def test_a_link_in_working_is_put_aside_unread(folder, place, tmp_path):
    secret = sheets.text(tmp_path / "secret.csv", *LINES)
    look()
    (place / "working" / "leads.csv").symlink_to(secret)
    look(2)
    assert not LeadImport.objects.exists() and secret.read_text().startswith("Name")
    assert "no readable file" in (place / "failed" / "leads.csv.txt").read_text()


@pytest.mark.parametrize("part", ["aegean", "aegean/in", "aegean/in/working", "aegean/in/done", "aegean/in/failed"])
def test_a_linked_folder_is_not_used(folder, root, tmp_path, part):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "in").mkdir(parents=True)
    (root / part).parent.mkdir(parents=True, exist_ok=True)
    (root / part).symlink_to(elsewhere)
    sheets.text(elsewhere / "in" / "leads.csv", *LINES)
    sheets.text(elsewhere / "leads.csv", *LINES)
    look(4)
    folder.refresh_from_db()
    assert "cannot be read or written" in folder.error
    assert not LeadImport.objects.exists() and (elsewhere / "leads.csv").exists()


def test_a_pipe_is_left_alone(folder, place):
    look()
    os.mkfifo(place / "leads.csv")
    look(3)
    assert not LeadImport.objects.exists()


def test_clients_lie_apart(folder, root, other_campaign, cast):
    theirs = LeadList.open(campaign=other_campaign, name="Theirs", by=cast.olga)
    WatchedFolder.open(lead_list=theirs, by=cast.olga, name="in", country="GR", loads_as=cast.olga)
    lay(root / "other" / "in")
    look(3)
    assert {lead.client for lead in Lead.objects.all()} == {cast.b}


# When it stands still


def test_without_a_root_nothing_is_looked_at(folder, place, settings):
    lay(place)
    settings.WATCHED_FOLDER = ""
    look(3)
    folder.refresh_from_db()
    assert folder.looked_at is None and names(place) == ["leads.csv"]


def test_a_root_that_is_away_comes_back(folder, root, settings):
    os.rename(root, f"{root}-away")
    look(8)
    folder.refresh_from_db()
    assert "cannot be read" in folder.error and folder.state == Job.State.DUE
    os.rename(f"{root}-away", root)
    lay(root / "aegean" / "in")
    look(3)
    folder.refresh_from_db()
    assert folder.error == "" and Lead.objects.count() == 2


def test_nothing_is_loaded_in_the_name_of_who_may_not(folder, place, cast):
    lay(place)
    cast.mia.memberships.all().delete()
    look(4)
    folder.refresh_from_db()
    assert "Choose somebody else" in folder.error and names(place) == ["leads.csv"]
    folder.change(by=cast.mo, loads_as=cast.mo)
    look(3)
    assert LeadImport.objects.get().by == cast.mo


def test_a_folder_that_is_off_is_not_looked_at(folder, place):
    folder.change(by=folder.loads_as, is_on=False)
    lay(place)
    look(3)
    assert names(place) == ["leads.csv"]
    folder.change(by=folder.loads_as, is_on=True)
    look(3)
    assert Lead.objects.count() == 2


def test_a_name_is_taken_once(folder, cast):
    with pytest.raises(Refused, match="already"):
        WatchedFolder.open(lead_list=folder.lead_list, by=cast.mia, name="in", country="GR", loads_as=cast.mia)


# Whatever dies

WORKER = """
import os, signal, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"], settings.WATCHED_FOLDER = sys.argv[1], sys.argv[2]
from leads import watching
from leads.models import Arrival, LeadImport, WatchedFolder
from office import clock
place, name, when = sys.argv[3].split(":")
target = {"Place": watching.Place, "LeadImport": LeadImport, "Arrival": Arrival.objects, "watching": watching,
          "WatchedFolder": WatchedFolder}[place]
kept = getattr(target, name)
def dying(*args, **kwargs):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    kept(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(target, name, dying)
for turn in range(4):
    with clock.frozen(datetime.fromisoformat(sys.argv[4]) + timedelta(seconds=15 * turn)):
        WatchedFolder.objects.sweep()
        LeadImport.objects.sweep()
"""
STEPS = [
    "Place:take:after", "LeadImport:load:after", "WatchedFolder:_receive:after", "Place:put_away:before",
    "watching:_write:after",
]  # fmt: skip
OTHER_STEPS = [
    "Place:take:before", "LeadImport:load:before", "LeadImport:_load:before", "LeadImport:_load:after",
    "watching:_write:before", "Place:put_away:after", "WatchedFolder:again_at:before",
]  # fmt: skip


@pytest.mark.parametrize("step", [*STEPS, *(pytest.param(step, marks=pytest.mark.full) for step in OTHER_STEPS)])
def test_kill_9_at_any_step_loses_nothing_and_loads_nothing_twice(transactional_db, folder, place, root, step):
    lay(place)
    database = connection.settings_dict["NAME"]
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, database, str(root), step, clock.now().isoformat()],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "setterdesk.settings"},
        capture_output=True,
        check=False,
    )
    assert worker.returncode == -signal.SIGKILL, (worker.returncode, worker.stderr.decode()[-2000:])
    clock.advance(timedelta(minutes=5))
    look(5)
    assert Lead.objects.count() == 2 and LeadImport.objects.count() == Arrival.objects.count() == 1
    assert names(place) == names(place, "working") == names(place, "failed") == []
    assert names(place, "done") == ["leads.csv", "leads.csv.txt"]


def test_two_sweeps_at_once_load_each_file_once(transactional_db, folder, place):
    for number in range(3):
        lay(place, f"{number}.csv", ("Name,Phone", f"P{number} Q{number},691234567{number}"))
    look()
    clock.advance(timedelta(seconds=15))
    at, start = clock.now(), threading.Barrier(4)

    def sweep(_turn):
        try:
            with clock.frozen(at):
                start.wait(timeout=30)
                tasks.watch()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(sweep, range(4)))
    look(3)
    assert LeadImport.objects.count() == Lead.objects.count() == 3
    assert len(names(place, "done")) == 6 and names(place, "working") == []


def test_a_look_whose_lease_was_lost_writes_nothing(folder, place, monkeypatch):
    """A slow worker: meanwhile another has taken the folder over."""
    lay(place)
    look()
    receive = WatchedFolder._receive

    def overtaken(self, *args):
        WatchedFolder.objects.filter(pk=self.pk).update(fence=99)
        return receive(self, *args)

    monkeypatch.setattr(WatchedFolder, "_receive", overtaken)
    look()
    assert not LeadImport.objects.exists() and names(place, "working") == ["leads.csv"]
    monkeypatch.undo()
    clock.advance(timedelta(minutes=5))
    look(3)
    assert Lead.objects.count() == 2 and LeadImport.objects.count() == 1


def test_a_name_stays_short_enough_for_the_disk():
    assert watching._short("leads.csv") == "leads.csv"
    for long in ("Ω" * 120 + ".csv", "😀" * 62 + ".csv", "x" * 200 + "." + "Ω" * 20, "." + "x" * 250):
        short = watching._short(long)
        assert 0 < len(short.encode()) <= watching.LONGEST and short[:5] == long[:5]
