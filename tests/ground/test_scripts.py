"""The scripts in bin/: they can be run, and where something is missing they say what."""

import os
import shutil
import subprocess

import pytest

from tests.ground.conftest import ROOT

SCRIPTS = ("bin/prepare", "bin/up", "bin/test", "bin/bench", ".ci/run", "manage.py")


@pytest.fixture
def clone(tmp_path):
    """A clone with nothing installed, on a machine with hardly a program; gives a way to run its scripts there."""
    shutil.copytree(ROOT / "bin", tmp_path / "clone" / "bin")
    machine = tmp_path / "machine"
    machine.mkdir()
    for program in ("sh", "dirname"):
        (machine / program).symlink_to(shutil.which(program))

    def run(script, *, python=None):
        if python:
            (machine / "python3").write_text(f"#!/bin/sh\n{python}\n")
            (machine / "python3").chmod(0o755)
        return subprocess.run(
            [str(tmp_path / "clone" / script)], env={"PATH": str(machine)}, capture_output=True, text=True, check=False
        )

    return run


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_can_be_run(script):
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("script", ["bin/up", "bin/test"])
def test_a_machine_without_python(clone, script):
    done = clone(script)
    assert done.returncode == 1
    assert done.stderr.startswith("SetterDesk needs Python 3.11 or newer, and found none. On Debian: apt-get install")


def test_a_machine_with_an_old_python(clone):
    done = clone("bin/up", python="exit 1")
    assert done.returncode == 1
    assert "SetterDesk needs Python 3.11 or newer" in done.stderr


def test_a_debian_without_venv_is_told_the_package(clone):
    python = 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac'
    done = clone("bin/up", python=python)
    assert done.returncode == 1
    assert (
        "cannot make a virtual environment. On Debian: apt-get install python3-venv (or python3.11-venv)" in done.stderr
    )


def test_what_is_needed_to_run_is_also_there_to_test():
    """bin/prepare believes it: who installed requirements-dev.txt has requirements.txt, in the same versions."""

    def pins(name):
        return {line.split(" ;")[0].rstrip(" \\") for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_no_lock_names_a_registry():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()


def test_bench_asks_for_a_name():
    done = subprocess.run([ROOT / "bin" / "bench"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "bin/bench NAME" in done.stderr
