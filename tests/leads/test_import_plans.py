"""A load reads what its rows are about, however many leads its client has, and whatever the statistics say of it.

The statistics know another client only: the planner then takes "the leads of this client" for a single row.
"""

import json
import re
from pathlib import Path

import pytest
from django.db import connection

from leads.models import Lead, LeadImport, LeadList, WindowClass, importundo, staging
from office import clock
from tests import sheets
from tests.sheets import swept

CROWD = (Path(__file__).resolve().parents[2] / "bench" / "crowd.sql").read_text()
LEADS = 3_000
ROWS = 60
HEAD = "ID,First name,Last name,Phone,E-mail,City,Company,Colour"
ASKED = ("WITH", "INSERT", "UPDATE", "DELETE", "SELECT")
TABLES = (
    "leads_lead", "leads_leadphone", "leads_enrollment", "leads_company", "leads_listing", "leads_importrow",
    "leads_activity",
)  # fmt: skip


def crowd(campaign, by, *, known):
    """So many leads, the same for each client; as the owner has the statistics made, or not."""
    lead_list = LeadList.open(campaign=campaign, name="Crowd", by=by)
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    facts = {"client": campaign.client_id, "campaign": campaign.pk, "list": lead_list.pk, "window": window, "n": LEADS}
    with connection.cursor() as cursor:
        cursor.execute(CROWD, facts | {"now": clock.now()})
        cursor.execute("DROP TABLE crowd")
        cursor.execute(
            "INSERT INTO leads_company (client_id, name, sort_name, domain, switchboard, created_at) "
            "SELECT %s, 'Firm ' || n, 'firm ' || n, '', '', %s FROM generate_series(1, %s) AS n",
            [campaign.client_id, clock.now(), LEADS],
        )
        if known:
            cursor.execute("RESET ROLE")
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")
            cursor.execute("SET ROLE setterdesk_app")


def lines():
    """Known by id, by number, by address, new ones, and one who asks for silence: each with something new."""
    for number in range(ROWS):
        one = 50_000_000 + number * 7
        mine = (
            (f"X{one}", f"68{number:08d}", ""),
            ("", f"69{one}", ""),
            ("", "", f"k{one}@example.org"),
            (f"N{number}", f"68{number:08d}", f"n{number}@example.org"),
        )
        external_id, phone, email = mine[number % 4]
        phone = "DO NOT CALL 6950000077" if number == 43 else phone
        yield f"{external_id},,Person{one},{phone},{email},Volos,Firm {number},blue"


@pytest.fixture
def read(monkeypatch):
    """{(step, its statement): rows that were read of the clients' tables}, of every step that is run."""
    found = {}

    def asked(name, text, facts):
        changed = 0
        for place, statement in enumerate(each for each in re.split(r";\n", text) if bare(each)):
            with connection.cursor() as cursor:
                if not bare(statement).startswith(ASKED) or "set_config" in statement:
                    cursor.execute(statement, facts)
                    continue
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", facts)
                (said,) = cursor.fetchone()
                plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
                found[name, place] = found.get((name, place), 0) + rows_read(plan)
                changed = changed_by(plan)
        return changed

    def staged(self, name):
        if name in ("stage", "clear", "climb", "undo_keep"):
            return real(self, name)
        return asked(name, staging.statement(name), {**self._facts, "now": clock.now()})

    def undone(self, name, bounds):
        return asked(name, importundo._statement(name), {**self._facts, **bounds, "now": clock.now()})

    real = staging.Staging._run
    monkeypatch.setattr(staging.Staging, "_run", staged)
    monkeypatch.setattr(importundo.Undoing, "_run", undone)
    return found


def bare(statement):
    return re.sub(r"^\s*(--.*)?$", "", statement, flags=re.M).strip()


def rows_read(plan):
    """Rows that the scans of clients' tables looked at, those among them that did not fit."""
    inner = sum(rows_read(each) for each in plan.get("Plans", ()))
    if plan.get("Relation Name") not in TABLES or plan["Node Type"] == "ModifyTable":
        return inner
    looked = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return inner + looked * plan["Actual Loops"]


def changed_by(plan):
    return next(iter(plan.get("Plans", ())), {}).get("Actual Rows", 0)


@pytest.fixture
def loaded(cast, campaign, other_campaign, tmp_path, read):
    """The file, loaded for the client whom the statistics do not know."""
    crowd(campaign, cast.mia, known=True)
    crowd(other_campaign, cast.otto, known=False)
    lead_list = LeadList.open(campaign=other_campaign, name="November", by=cast.otto)
    path = sheets.text(tmp_path / "leads.csv", HEAD, *lines())
    made = LeadImport.receive(path, name="leads.csv", lead_list=lead_list, by=cast.otto)
    said = {"external_id": "overwrite", "overwrite": ["city", "company", "custom"], "requeue": True}
    made.match(made.mapping, by=cast.otto, policies=said)
    swept(made)
    read.clear()
    made.load(by=cast.otto)
    return swept(made)


def test_a_load_for_an_unknown_client_reads_only_what_its_rows_are_about(loaded, read):
    assert (loaded.updated, loaded.created, loaded.suppressed) == (45, 14, 1)
    assert Lead.objects.of_client(loaded.client_id).count() == LEADS + 14
    assert {name for name, _place in read} >= {"suppressed", "match", "judge", "bring", "create", "update", "requeue"}
    assert {step: rows for step, rows in read.items() if rows > 10 * ROWS} == {}


def test_its_undo_too(loaded, read, cast):
    read.clear()
    loaded.undo(by=cast.otto)
    undone = swept(loaded)
    assert undone.undone == {"deleted": 14, "left": 0, "restored": 45}
    assert {name for name, _place in read} == {"undo_restore", "undo_delete", "undo_keep", "undo_companies"}
    assert {step: rows for step, rows in read.items() if rows > 1.1 * LEADS} == {}, "more than once through"
