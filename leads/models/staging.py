"""The staging tables of one load and the SQL that judges and applies them, on the running connection."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from leads.loading import sentences
from leads.loading.rows import COLUMNS, PHONE_COLUMNS, Repair, Row, line, phone_lines
from leads.models.enrollment import ANY_TIME, Priority
from leads.phones import PhoneReason
from leads.spreadsheets import Sheet
from office import clock

if TYPE_CHECKING:
    from leads.models.leadimport import LeadImport

BLOCK = 4_000
_SQL = Path(__file__).resolve().parents[1] / "loading" / "sql"
_LOCK = 7_301  # the advisory lock's first half: loads of one client wait for each other


@cache
def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


class Staging:
    """A copy of the file's rows in temporary tables. Losing it loses nothing: the ledger says what is done."""

    def __init__(self, lead_import: "LeadImport") -> None:
        self.rows, self.opted_out = 0, 0
        self.lead_import = lead_import
        self._facts: dict[str, Any] = {
            "client": lead_import.client_id,
            "lead_import": lead_import.pk,
            "lead_list": lead_import.lead_list_id,
            "list_name": lead_import.lead_list.name,
            "campaign": lead_import.lead_list.campaign_id,
            "campaign_name": lead_import.lead_list.campaign.name,
            "by": lead_import.by_id,
            "priority": Priority.NEW,
            "any_time": ANY_TIME,
            "on_do_not_call": sentences.ON_DO_NOT_CALL,
            "nothing_new": sentences.NOTHING_NEW,
            "same_as_above": sentences.SAME_AS_ABOVE,
            "opted_out": PhoneReason.OPTED_OUT,
            "file_source": f"import: {lead_import.file_name}"[:60],
        }

    def fill(self, sheet: Sheet, repair: Repair, *, after: int) -> Iterator[int]:
        """Copy the rows behind row number `after`; gives how many are in, block by block."""
        self._run("stage")
        later = (repair.row(number, cells) for number, cells in sheet.rows if number > after)
        while block := list(islice(later, BLOCK)):
            _copy("import_row", COLUMNS, map(line, block))
            _copy("import_phone", PHONE_COLUMNS, _numbers(block))
            self.rows += len(block)
            self.opted_out += sum(row.opted_out for row in block)
            yield self.rows

    def judge(self) -> None:
        """Decide the fate of every row against the database as it is now."""
        self._run("match")
        while self._run("climb"):
            pass
        self._run("judge")

    def counts(self, *, after: int = 0, upto: int = 2**31 - 1) -> dict[str, int]:
        """{"created": 4655, …} of the rows after < number ≤ upto."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT outcome, count(*) FROM import_fate WHERE line > %s AND line <= %s GROUP BY outcome",
                [after, upto],
            )
            return dict(cursor.fetchall())

    def last_lines(self, size: int) -> list[int]:
        """The row numbers at which chunks of `size` rows end."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(line) FROM (SELECT line, (row_number() OVER (ORDER BY line) - 1) / %s AS chunk "
                "FROM import_fate) AS numbered GROUP BY chunk ORDER BY 1",
                [size],
            )
            return [row[0] for row in cursor.fetchall()]

    def apply(self, *, after: int, upto: int) -> None:
        """Load the rows after < number ≤ upto, with their ledger lines. Inside a transaction."""
        for name in ("create", "update", "record", *(["silence"] if self.opted_out else [])):
            self._run(name, after=after, upto=upto)

    def record(self) -> None:
        """Write down, for the dry run's page, the rows that would be kept aside."""
        self._run("foretell")

    def _run(self, name: str, **bounds: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_statement(name), {**self._facts, **bounds, "now": clock.now()})
            return int(cursor.rowcount)


@contextmanager
def one_load_at_a_time(client_id: int) -> Iterator[bool]:
    """True when no other load of the client runs; held until the end or until the connection breaks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, client_id])
        (mine,) = cursor.fetchone() or (False,)
        try:
            yield bool(mine)
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, client_id])


def _numbers(block: list[Row]) -> Iterator[tuple[object, ...]]:
    for row in block:
        yield from phone_lines(row)


def _copy(table: str, columns: tuple[str, ...], lines: Iterator[tuple[object, ...]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows(lines)
    file.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY pg_temp.{table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL *)", file
        )
