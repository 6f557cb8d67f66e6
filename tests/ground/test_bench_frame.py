"""bin/bench: the rows and how they are printed."""

import json
import runpy
import sys

from tests.ground.conftest import ROOT

frame = runpy.run_path(str(ROOT / "bench" / "frame.py"))
Row = frame["Row"]


def test_a_cost_is_well_when_it_stays_under_the_goal():
    assert Row.cost("claim", ours=6, limit=2, unit="ms", goal=3).ok
    assert not Row.cost("claim", ours=6.1, limit=2, unit="ms", goal=3).ok


def test_a_rate_is_well_when_it_reaches_the_goal():
    assert Row.rate("rows", ours=50, limit=100, unit="rows/s", goal=0.5).ok
    assert not Row.rate("rows", ours=49, limit=100, unit="rows/s", goal=0.5).ok


def test_nothing_is_as_good_as_a_limit_of_zero():
    row = Row.cost("queries", ours=1, limit=0, unit="queries", goal=3)
    assert row.ratio == float("inf")
    assert not row.ok


def test_json_is_one_object_with_the_promised_names(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench", "--json", "--rows", "7"])
    asked = []

    def measure(rows):
        asked.append(rows)
        yield Row.cost("claim", ours=6, limit=2, unit="ms", goal=3)

    frame["run"]("claim", measure, rows=100)
    row = {"what": "claim", "ours": 6, "limit": 2, "unit": "ms", "ratio": 3.0, "goal": 3, "ok": True}
    assert json.loads(capsys.readouterr().out) == {"bench": "claim", "rows": [row]}
    assert asked == [7]


def test_the_table_marks_a_missed_goal(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench"])
    frame["run"]("claim", lambda rows: [Row.cost("claim", ours=7, limit=2, unit="ms", goal=3)])
    assert capsys.readouterr().out.splitlines()[1].split() == ["claim", "7.000", "2.000", "ms", "3.5", "3", "NO"]
