"""Invented spreadsheets of any length, the same each time."""

import csv
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

HEAD = (
    "Customer ID", "First name", "Last name", "Company", "Job title", "Phone", "Mobile", "E-mail", "Address", "City",
    "Postal code", "Country", "Source", "Size",
)  # fmt: skip


def people(count: int, start: int = 0) -> Iterator[tuple[str, ...]]:
    """Invented rows, all different."""
    for number in range(start, start + count):
        yield (
            f"C{number}", f"First{number % 977}", f"Last{number}", f"Company {number % 20_000}", "Buyer",
            f"21{number % 10**8:08d}", f"69{number % 10**8:08d}", f"p{number}@example.org", f"Street {number}",
            "Athens",
            f"{10_000 + number % 90_000}", "Greece", "trade fair", f"{number % 50}",
        )  # fmt: skip


def csv_file(folder: Path, count: int, start: int = 0) -> Path:
    path = folder / f"leads-{start}-{count}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *people(count, start)])
    return path


def xlsx_file(folder: Path, count: int) -> Path:
    path = folder / f"leads-{count}.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    for row in (HEAD, *people(count)):
        sheet.append(row)
    book.save(path)
    return path
