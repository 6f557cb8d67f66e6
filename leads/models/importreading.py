from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _t

from leads.dayorder import order_of
from leads.fields import CUSTOM, FIELDS, IGNORE, fields_of, is_custom, is_field
from leads.spreadsheets import Look
from office.models import Refused

SHOWN = 20  # rows kept for the preview
SAMPLED = 60  # rows looked at
ROWS = "rows"  # the kind of what is no file


def told(seen: Look) -> dict[str, Any]:
    """What the pages and the load need to know of a file, as JSON. ``row_count`` is None while nobody counted."""
    return {
        "kind": seen.kind,
        "choices": vars(seen.choices),
        "sheets": [[sheet.name, sheet.rows] for sheet in seen.sheets],
        "headers": seen.headers,
        "row_count": seen.row_count if seen.counted else None,
        "top": seen.top[:SHOWN],
        "sample": [cells for _number, cells in seen.rows[:SHOWN]],
        "orders": seen.orders,
    }


def told_of_rows(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The same of rows that are no file: their columns are those that occur, in order."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    sample = [[row.get(header, "") for header in headers] for row in rows[:SAMPLED]]
    orders = {header: order_of(row.get(header, "") for row in rows) for header in headers}
    return {
        "kind": ROWS,
        "headers": headers,
        "row_count": len(rows),
        "sample": sample[:SHOWN],
        "orders": {header: order for header, order in orders.items() if order},
    }


def whole(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """A mapping with every column in it; refuses strange columns or fields, and a field that is given twice."""
    if unknown := sorted(set(mapping) - set(headers)):
        raise Refused(_t("The file has no column “%(name)s”.") % {"name": unknown[0]})
    given = [field for value in mapping.values() for field in fields_of(value)]
    if strange := sorted(field for field in given if not is_field(field)):
        raise Refused(_t("There is no field “%(name)s”.") % {"name": strange[0]})
    fields = [field for field in given if field != IGNORE and not is_custom(field)]
    if len(fields) > len(set(fields)):
        raise Refused(_t("Two columns are matched to the same field. Choose another field for one of them."))
    return {header: mapping.get(header, CUSTOM) for header in headers}


def whole_constants(constants: Mapping[str, str]) -> dict[str, str]:
    """Constants without blanks; refuses what no row can be given."""
    said = {field: " ".join(value.split()) for field, value in constants.items() if value.strip()}
    if strange := sorted(field for field in said if not is_custom(field) and field not in FIELDS):
        raise Refused(_t("There is no field “%(name)s”.") % {"name": strange[0]})
    return said
