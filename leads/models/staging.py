"""The staging tables of one import and the SQL that judges and applies them, on the running connection."""

import io
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from leads.loading import sentences
from leads.loading.lines import (
    BAD_COLUMNS,
    COLUMNS,
    CONSENT_COLUMNS,
    DOUBT_COLUMNS,
    PHONE_COLUMNS,
    bad_line,
    consent_line,
    copied,
    doubt_line,
    keys,
    line,
    phone_lines,
)
from leads.loading.policies import KINDS
from leads.loading.rows import Row
from leads.models import dialling
from leads.models.enrollment import ANY_TIME, Priority
from leads.models.lead import Lead
from leads.models.returning import RETURNABLE
from leads.phones import PhoneReason
from office import clock

if TYPE_CHECKING:
    from leads.models.importprogress import ImportProgress

SHOWN = 500  # rows of each class that a dry run keeps to be looked at, besides all that are kept aside
_SQL = Path(__file__).resolve().parents[1] / "loading" / "sql"
_ROOM = 1024 * 1024
_OF_EXTERNAL_ID = """
    (SELECT client_id, id, merged_into_id FROM leads_lead
     WHERE external_id = {said} AND external_id <> '' AND merged_into_id IS NULL OFFSET 0)
    UNION ALL (SELECT client_id, id, merged_into_id FROM leads_lead
     WHERE external_id = {said} AND external_id <> '' AND merged_into_id IS NOT NULL OFFSET 0)"""


@cache
def statement(name: str) -> str:
    """The SQL of one step, with the one rule which number may be dialled put in, and the look-up by external id."""
    text = (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    shared = {
        "number_of_pass": dialling.OF_PASS,
        "number_of_lead": dialling.FIRST.format(client="e.client_id", lead="e.id", present="''"),
        "leads_of_external_id": _OF_EXTERNAL_ID.format(said="r.external_id"),
        "leads_of_said_external_id": _OF_EXTERNAL_ID.format(said="said.value"),
    }
    for each, said in shared.items():
        text = text.replace(f"{{{each}}}", said)
    return text


class Block(NamedTuple):
    """Some rows, ready to be copied: how many, the last one's number, by what their people are found, and the lines of
    each staging table."""

    rows: int
    upto: int
    numbers: list[int]
    keys: frozenset[str]
    opted_out: int
    agreed: int
    doubts: int
    tables: tuple[tuple[str, tuple[str, ...], bytes], ...]


def packed(rows: list[Row]) -> Block:
    """The rows as lines for COPY."""
    return Block(
        len(rows),
        rows[-1].number,
        [row.number for row in rows],
        frozenset(chain.from_iterable(map(keys, rows))),
        sum(row.opted_out for row in rows),
        sum(row.agreed is not None for row in rows),
        sum(bool(row.doubt.suggestion) for row in rows),
        (
            ("import_row", COLUMNS, copied(map(line, rows))),
            ("import_phone", PHONE_COLUMNS, copied(chain.from_iterable(map(phone_lines, rows)))),
            ("import_bad", BAD_COLUMNS, copied(bad_line(row) for row in rows if row.refusal.reason)),
            ("import_consent", CONSENT_COLUMNS, copied(consent_line(row) for row in rows if row.agreed)),
            ("import_doubt", DOUBT_COLUMNS, copied(doubt_line(row) for row in rows if row.doubt.suggestion)),
        ),
    )


class Staging:
    """A copy of some of the file's rows in temporary tables. Losing it loses nothing: the ledger says what is done."""

    def __init__(self, lead_import: "ImportProgress") -> None:
        self.rows, self.opted_out, self.agreed, self.doubts = 0, 0, 0, 0
        self.lead_import, self.policy = lead_import, lead_import.policy
        self._facts: dict[str, Any] = {
            "client": lead_import.client_id,
            "lead_import": lead_import.pk,
            "lead_list": lead_import.lead_list_id,
            "list_name": lead_import.lead_list.name,
            "campaign": lead_import.lead_list.campaign_id,
            "campaign_name": lead_import.lead_list.campaign.name,
            "by": lead_import.by_id,
            "priority": Priority.HOT if lead_import.hot else Priority.NEW,
            "is_hot": lead_import.hot,
            "any_time": ANY_TIME,
            **self._proof(),
            "returnable": list(RETURNABLE),
            "shown": SHOWN,
            "on_do_not_call": sentences.ON_DO_NOT_CALL,
            "on_register": sentences.ON_REGISTER,
            "nothing_new": sentences.NOTHING_NEW,
            "same_as_above": sentences.SAME_AS_ABOVE,
            "skipped_by_choice": sentences.SKIPPED_BY_CHOICE,
            "conflict": sentences.CONFLICT,
            "opted_out": PhoneReason.OPTED_OUT,
            "overwrite": self.policy["overwrite"],
            **{f"policy_{kind}": self.policy[kind] for kind in KINDS},
        }
        self._run("stage")
        self._run("beside")

    def _proof(self) -> dict[str, Any]:
        """By what can be shown that the file said it: a consent, a do-not-call."""
        made = self.lead_import
        told = {"zone": made.lead_list.campaign.zone, "came_at": made.detected_at or made.created_at}
        return {**told, "door": made.door, "file_name": made.file_name, "file_source": f"import: {made.file_name}"[:60]}

    def clear(self) -> None:
        """Make room for other rows."""
        if self.rows:
            self._run("clear")
        if self.agreed or self.doubts:
            self._run("beside")
        self.rows, self.opted_out, self.agreed, self.doubts = 0, 0, 0, 0

    def take(self, block: Block) -> None:
        """Copy some rows in."""
        self.rows += block.rows
        self.opted_out += block.opted_out
        self.agreed += block.agreed
        self.doubts += block.doubts
        with connection.cursor() as cursor:
            for table, columns, lines in block.tables:
                if lines:
                    into = f"COPY pg_temp.{table} ({', '.join(columns)}) FROM STDIN"
                    cursor.copy_expert(into, io.BytesIO(lines), _ROOM)

    def decide(self, decisions: Iterable[tuple[int, int | None]]) -> None:
        """What a person decided about rows: (row number, lead id; None for a new lead)."""
        decided = list(decisions)
        if not decided:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO pg_temp.import_decision (line, lead_id) SELECT * FROM unnest(%s::integer[], %s::bigint[])",
                [[row for row, _lead in decided], [lead for _row, lead in decided]],
            )

    def judge(self) -> None:
        """Decide the fate of every staged row against the database as it is now."""
        for name in ("suppressed", "match", "tie"):
            self._run(name)
        while self._run("climb"):
            pass
        self._run("judge")
        if self._has("again"):
            self._run("bring")
        if self.agreed:
            self._run("consent_news")

    def counts(self) -> dict[str, int]:
        """{"created": 4655, …} of the staged rows."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT outcome, count(*) FROM pg_temp.import_fate GROUP BY outcome")
            return dict(cursor.fetchall())

    def stands_apart(self) -> bool:
        """The judged rows bring nothing to a lead that was there before, and bar no number."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM pg_temp.import_fate WHERE known)")
            return bool((cursor.fetchone() or (False,))[0]) and not self.opted_out

    def repeats(self) -> int:
        """Rows that an earlier row of the file makes needless."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_temp.import_fate WHERE reason = %s", [sentences.SAME_AS_ABOVE])
            return int((cursor.fetchone() or (0,))[0])

    def apply(self) -> None:
        """Load the staged rows, with their ledger lines. Inside a transaction."""
        self._run("create")
        if self._has("updated"):
            self._run("update")
            self._rename()
        self._run("record")
        if self.agreed:
            self._run("consent")
        self._doubt()
        if self.policy["requeue"]:
            self._run("requeue")
        if self.opted_out:
            self._run("silence")

    def record(self) -> None:
        """Write down, for the dry run's pages, what would become of the rows."""
        self._run("foretell")
        self._doubt()

    def _doubt(self) -> None:
        if self.doubts:
            self._run("doubt")

    def _has(self, outcome: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_temp.import_fate WHERE outcome = %s)", [outcome])
            return bool((cursor.fetchone() or (False,))[0])

    def _rename(self) -> None:
        """What search and order read follows the names that the rows changed."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT lead_id FROM pg_temp.import_change"
                " WHERE field IN ('first_name', 'last_name', 'company')"
            )
            renamed = [pk for (pk,) in cursor.fetchall()]
        if renamed:
            Lead.objects.numbered_by_id(renamed).made_findable()

    def _run(self, name: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(statement(name), {**self._facts, "now": clock.now()})
            return int(cursor.rowcount)
