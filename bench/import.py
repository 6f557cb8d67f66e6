"""How fast a spreadsheet becomes leads, beside raw COPY of the same rows, and beside the ordinary ways."""

import csv
import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.db import connection
from import_export import resources
from openpyxl import Workbook
from tablib import Dataset

from bench import frame
from bench.loading import HEAD, Silence, beside_a_desk, csv_file, house, load, people
from leads.models import Company, Lead, LeadList, LeadPhone, WindowClass
from office import clock

SLOW_ROWS = 5_000  # of the ways that go row by row
CROWD = 10  # a table of so many times the file's rows is loaded upon


def xlsx_file(folder: Path, count: int) -> Path:
    path = folder / f"leads-{count}.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    for row in (HEAD, *people(count)):
        sheet.append(row)
    book.save(path)
    return path


def empty() -> None:
    """No lead is there."""
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        cursor.execute("TRUNCATE leads_lead, leads_company, leads_windowclass, leads_leadimport CASCADE")
    owner.close()


def raw_copy(count: int, where: SimpleNamespace) -> float:
    """Seconds of COPY of ready rows into the indexed leads table, and nothing else."""
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    company = Company.named("Bench", client=where.client).pk
    file, now = io.StringIO(), clock.now().isoformat()
    csv.writer(file).writerows(
        (
            where.client.pk, company, row[0], row[1], row[2], row[4], row[7], f"+30{row[5]}", "21", row[8], row[9], "",
            row[10], "GR", "", "{Europe/Athens}", "country", 95, window, row[12], "", f'{{"Size": "{row[13]}"}}',
            f"{row[2]} {row[1]}".lower(), " ".join(row).lower(), now, now,
        )
        for row in people(count)
    )  # fmt: skip
    file.seek(0)
    owner = frame.bare()
    began = time.perf_counter()
    with owner, owner.cursor() as cursor:
        cursor.copy_expert(
            "COPY leads_lead (client_id, company_id, external_id, first_name, last_name, job_title, email, phone,"
            " area_code, address, city, region, postal_code, country, language, zones, zone_source, zone_confidence,"
            " window_class_id, source, notes, custom, sort_name, search, created_at, updated_at)"
            " FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL *)",
            file,
        )
    taken = time.perf_counter() - began
    owner.close()
    return taken


def fill(count: int, where: SimpleNamespace) -> None:
    """So many leads with number, pass and place on a list, among whom the rows of a file are looked up."""
    lead_list = LeadList.open(campaign=where.campaign, name="Crowd", by=where.by)
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk
    owner = frame.bare()
    with owner, owner.cursor() as cursor:
        facts = {"client": where.client.pk, "campaign": where.campaign.pk, "list": lead_list.pk, "window": window}
        cursor.execute(Path(__file__).with_name("crowd.sql").read_text(), facts | {"now": clock.now(), "n": count})
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE leads_lead, leads_leadphone, leads_enrollment, leads_listing")
    owner.close()


def row_by_row(count: int, where: SimpleNamespace) -> float:
    """Seconds of the plain ORM way: get_or_create, then number and queue row."""
    lead_list = LeadList.open(campaign=where.campaign, name="ORM", by=where.by)
    window = WindowClass.of(zones=["Europe/Athens"], country="GR")
    began = time.perf_counter()
    for row in people(count):
        company = Company.named(row[3], client=where.client)
        fields = {
            "first_name": row[1],
            "last_name": row[2],
            "email": row[7],
            "company": company,
            "window_class": window,
        }
        lead, _new = Lead.objects.get_or_create(client=where.client, external_id=row[0], defaults=fields)
        LeadPhone.objects.get_or_create(client=where.client, lead=lead, number=f"+30{row[6]}")
        lead.enroll(where.campaign, by=where.by, lead_list=lead_list)
    return time.perf_counter() - began


def import_export(count: int, where: SimpleNamespace) -> float:
    """Seconds of django-import-export with its default row by row way, leads only."""
    window = WindowClass.of(zones=["Europe/Athens"], country="GR").pk

    class LeadResource(resources.ModelResource):
        class Meta:
            model = Lead
            import_id_fields = ("external_id",)
            fields = ("client", "window_class", "external_id", "first_name", "last_name", "email", "city", "sort_name")

    rows = [(where.client.pk, window, row[0], row[1], row[2], row[7], row[9], row[2]) for row in people(count)]
    data = Dataset(*rows, headers=LeadResource.Meta.fields)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # it sets the sequence, which only the owner may
    began = time.perf_counter()
    LeadResource().import_data(data, raise_errors=True)
    taken = time.perf_counter() - began
    connection.close()
    return taken


def measured(way: Callable[..., float], *given: Any) -> float:
    """Seconds of a way into an empty table."""
    empty()
    with house() as where:
        return way(*given, where)


def measure(rows: int) -> Iterator[frame.Row]:
    yield from beside_a_desk(rows)  # first, while there is one client only: who runs the house approves its rules
    with tempfile.TemporaryDirectory() as made:
        yield from _into_an_empty_table(Path(made), rows)
        yield from _for_a_new_client(Path(made), rows)
        yield from _among_many(Path(made), rows)
        yield from _beside_itself(Path(made), rows)
        yield from _beside_others(Path(made), rows)
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    yield frame.Row.cost("memory of the worker", ours=own, limit=300, unit="MB", goal=1)
    yield frame.Row.cost("memory of the reading child (xlsx held whole)", ours=child, limit=1536, unit="MB", goal=1)


def _into_an_empty_table(folder: Path, rows: int) -> Iterator[frame.Row]:
    copy = min(measured(raw_copy, rows) for _turn in range(2))
    first, second = csv_file(folder, rows), csv_file(folder, rows, start=rows)
    ours = min(measured(load, first) for _turn in range(2))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield frame.Row.cost("memory of the reading child (csv)", ours=child, limit=300, unit="MB", goal=1)
    yield frame.Row.cost(f"csv of {rows:,} rows, whole way", ours=ours, limit=copy, unit="s", goal=4)
    empty()
    with house() as where:
        with Silence() as silence:
            load(first, where)
        yield frame.Row.cost("longest silence of the progress", ours=silence.seconds, limit=1, unit="s", goal=1)
        yield frame.Row.cost(f"on top of {rows:,} leads", ours=load(second, where), limit=copy, unit="s", goal=4)
        yield frame.Row.cost("the same file again", ours=load(second, where), limit=copy, unit="s", goal=4)


def _for_a_new_client(folder: Path, rows: int) -> Iterator[frame.Row]:
    """The statistics know another client's leads only, as on the day on which a client comes."""
    empty()
    path = csv_file(folder, rows)
    with house() as where:
        first = load(path, where)
    with frame.bare() as owner:
        owner.cursor().execute("ANALYZE leads_lead, leads_leadphone, leads_company, leads_enrollment, leads_importrow")
    with house() as where:
        yield frame.Row.cost(
            "for a client new to the statistics", ours=load(path, where), limit=first, unit="s", goal=1.5
        )
        yield frame.Row.cost("the same file again for it", ours=load(path, where), limit=first, unit="s", goal=1.5)


def _among_many(folder: Path, rows: int) -> Iterator[frame.Row]:
    """Into a table of ten times the rows, beside raw COPY into that same table."""
    empty()
    with house() as where:
        fill(rows * CROWD, where)
        copy = raw_copy(rows, where)
        ours = load(csv_file(folder, rows, start=2 * rows), where)
        yield frame.Row.cost(f"csv into {rows * CROWD:,} leads", ours=ours, limit=copy, unit="s", goal=4)


def _beside_itself(folder: Path, rows: int) -> Iterator[frame.Row]:
    small = measured(load, csv_file(folder, rows // 10))
    large = measured(load, csv_file(folder, rows))
    sheet = measured(load, xlsx_file(folder, rows))
    yield frame.Row.cost("time for ten times the rows", ours=large, limit=small, unit="s", goal=11)
    yield frame.Row.cost("xlsx beside csv", ours=sheet, limit=large, unit="s", goal=1.6)


def _beside_others(folder: Path, rows: int) -> Iterator[frame.Row]:
    ours = rows / measured(load, csv_file(folder, rows))
    for name, way in (("get_or_create", row_by_row), ("import-export", import_export)):
        theirs = SLOW_ROWS / measured(way, SLOW_ROWS)
        yield frame.Row.rate(f"rows beside {name}", ours=ours, limit=theirs, unit="rows/s", goal=40)


if __name__ == "__main__":
    frame.run("import", measure, rows=10_000)
