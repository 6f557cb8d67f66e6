"""How the tests take an export: as somebody who has just proved who they are."""

import io
from pathlib import Path

from django.urls import reverse
from openpyxl import load_workbook

from leads import spreadsheets
from leads.spreadsheets.writing import plain
from tests import factories


def proved(browser):
    """The same browser, its person's password given again a moment ago."""
    assert browser.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD}).status_code == 302
    return browser


def address(what, **query):
    return reverse(f"reports:export_{what}", query=query or None)


def take(browser, what, client, *columns, format="csv", query=None):
    """The answer to the form of an export."""
    told = {"client": client.pk, "format": format, "columns": columns}
    return browser.post(address(what, **(query or {})), told)


def content(answer):
    return b"".join(answer.streaming_content)


def read(answer, format, folder: Path):
    """(heads, rows) as our own reader finds them."""
    path = folder / f"taken.{format}"
    path.write_bytes(content(answer))
    with spreadsheets.read(path) as sheet:
        return sheet.headers, [[plain(cell) for cell in cells] for _number, cells in sheet.rows]


def cells(answer):
    """The cells of an xlsx answer as openpyxl finds them: (value, type)."""
    book = load_workbook(io.BytesIO(content(answer)))
    return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[0].iter_rows()]
