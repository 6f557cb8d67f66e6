"""The processes that `up` starts: started again, swept with all that they started, never left behind."""

import json
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from setterdesk.children import Child, Family
from tests.ground.conftest import ROOT, living_in

NAP = "import time; time.sleep(600)"
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {NAP!r}]); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


def until(condition, *, patience=30):
    """Wait for a condition to hold; fail when it does not within `patience` seconds."""
    end = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < end, "it did not come true in time"
        threading.Event().wait(0.05)
    return found


@pytest.fixture
def family(data, monkeypatch):
    """Makes a family of one child that runs the given Python code; ended at the end of the test."""
    monkeypatch.setenv("SETTERDESK_DATA", str(data))
    made = []

    def make(code):
        said = []
        child = Child("child", [sys.executable, "-c", code], data / "child.log")
        made.append(Family([child], data / "children.json", said.append))
        made[-1].said = said
        return made[-1]

    yield make
    for family in made:
        family.stop()


def test_a_child_that_died_starts_again_after_a_wait(family):
    family = family("print('hello'); raise SystemExit(3)")
    family.start()
    child = family.children[0]
    first = child.process.pid
    until(lambda: family.look() or child.deaths)
    assert child.process is None
    assert family.said == ["child ended (exit code 3); starting it again in 1 s", "hello"]
    until(lambda: family.look() or (child.process and child.process.pid != first))


def test_waits_grow_and_have_an_end(family):
    family = family("raise SystemExit(1)")
    child = family.children[0]
    waits = []
    for _ in range(8):
        child.start()
        child.process.wait()
        child.died()
        waits.append(round(child.again_at - time.monotonic()))
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_what_a_dead_child_had_started_is_swept_away(family, data):
    family = family(PARENT)
    family.start()
    until(lambda: len(living_in(data)) == 2)
    family.children[0].process.kill()
    until(lambda: family.children[0].died() is not None)
    until(lambda: not living_in(data))


def test_stop_ends_children_of_children(family, data):
    family = family(PARENT)
    family.start()
    until(lambda: len(living_in(data)) == 2)
    family.stop()
    until(lambda: not living_in(data))
    assert not (data / "children.json").exists()


def test_stop_kills_who_does_not_listen(family, data, monkeypatch):
    monkeypatch.setattr("setterdesk.children.PATIENCE", 0.2)
    family = family(DEAF)
    family.start()
    until(lambda: "deaf" in family.children[0].last_words())
    family.stop()
    assert not living_in(data)


def test_children_end_when_their_parent_is_killed(data, monkeypatch):
    monkeypatch.setenv("SETTERDESK_DATA", str(data))
    code = f"""
import pathlib, sys, time
sys.path.insert(0, {str(ROOT)!r})
from setterdesk.children import Child, Family
data = pathlib.Path({str(data)!r})
Family([Child("child", [sys.executable, "-c", {NAP!r}], data / "child.log")], data / "children.json", print).start()
print("started", flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout.readline() == "started\n"
    assert len(living_in(data)) == 2
    parent.kill()
    parent.communicate()
    until(lambda: not living_in(data))


def test_the_next_start_ends_what_a_killed_one_left(family, data):
    left = subprocess.Popen([sys.executable, "-c", DEAF], start_new_session=True)
    born = psutil.Process(left.pid).create_time()
    (data / "children.json").write_text(json.dumps([{"pid": left.pid, "born": born}]))
    family(NAP).start()
    left.wait(10)
    assert not psutil.pid_exists(left.pid)


def test_the_next_start_spares_a_stranger_with_a_reused_number(family, data):
    stranger = subprocess.Popen([sys.executable, "-c", NAP], start_new_session=True)
    (data / "children.json").write_text(json.dumps([{"pid": stranger.pid, "born": 1.0}]))
    family(NAP).start()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_broken_roll_does_not_block(family, data):
    (data / "children.json").write_text('[{"pid"')
    family = family(NAP)
    family.start()
    assert [name["pid"] for name in json.loads(family.roll.read_text())] == [family.children[0].process.pid]


def test_trouble_in_the_log_is_told_once(family):
    family = family("print('all is well'); print('[ERROR] no more paper', flush=True); import time; time.sleep(600)")
    family.start()
    until(lambda: family.look() or family.said)
    family.look()
    assert family.said == ["child: [ERROR] no more paper"]


def test_the_log_of_an_earlier_start_is_not_told_again(family, data):
    (data / "child.log").write_text("[ERROR] yesterday\n")
    family = family("print('[ERROR] today', flush=True); import time; time.sleep(600)")
    family.start()
    until(lambda: family.look() or family.said)
    assert family.said == ["child: [ERROR] today"]
    assert os.path.getsize(data / "child.log") > 20
