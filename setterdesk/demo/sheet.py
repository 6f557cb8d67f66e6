"""A list that comes as a spreadsheet, with the faults that real ones have, through the import."""

import csv
import tempfile
from pathlib import Path

from django.utils.text import slugify

from leads.models import LeadImport, LeadList
from office.models import User
from setterdesk.demo.invented import Inventor

HEADERS = ("First name", "Last name", "Company", "Job title", "Phone", "E-mail", "City", "Postcode")
FAULTS = (
    ("Max", "Exponent", "Rounded by a sheet Ltd", "Owner", "4.41135E+11", "max.exponent@example.org", "Leeds", "LS9"),
    ("Kim", "Short", "Three digits plc", "Owner", "496", "kim.short@example.com", "Leeds", "LS9 1AN"),
)


def load(lead_list: LeadList, inventor: Inventor, serials: range, *, by: User) -> LeadImport:
    """Write the sheet, hand it in, and let the import's own sweep load it. The first row stands in it twice."""
    rows = [_row(inventor, serial) for serial in serials]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADERS, *rows, *FAULTS, rows[0]])
        made = LeadImport.receive(path, name=f"{slugify(lead_list.name)}.csv", lead_list=lead_list, by=by)
    made.load(by=by)
    LeadImport.objects.sweep()
    made.refresh_from_db()
    return made


def _row(inventor: Inventor, serial: int) -> tuple[str, ...]:
    about = inventor.person("british", serial)
    number = inventor.phones("british", serial)[0].number
    names = ("first_name", "last_name", "company", "job_title")
    return (*(about[name] for name in names), number, about["email"], about["city"], about["postal_code"])
