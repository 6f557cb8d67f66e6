from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _t

from leads.dates import order_of
from leads.mapping import CUSTOM, FIELDS, IGNORE
from leads.spreadsheets import Look
from office.models import Refused

SHOWN = 20  # rows kept for the preview


def told(seen: Look) -> dict[str, Any]:
    """What the pages and the load need to know of a file, as JSON."""
    days = [cell for _number, cells in seen.rows for cell in cells]
    return {
        "kind": seen.kind,
        "choices": vars(seen.choices),
        "sheets": [[sheet.name, sheet.rows] for sheet in seen.sheets],
        "headers": seen.headers,
        "row_count": seen.row_count,
        "top": seen.top[:SHOWN],
        "sample": [cells for _number, cells in seen.rows[:SHOWN]],
        "date_order": order_of(days),
    }


def whole(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """A mapping with every column in it; refuses strange columns or fields, and a field that is given twice."""
    if unknown := sorted(set(mapping) - set(headers)):
        raise Refused(_t("The file has no column “%(name)s”.") % {"name": unknown[0]})
    if strange := sorted(set(mapping.values()) - {*FIELDS, CUSTOM, IGNORE}):
        raise Refused(_t("There is no field “%(name)s”.") % {"name": strange[0]})
    fields = [field for field in mapping.values() if field not in (CUSTOM, IGNORE)]
    if len(fields) > len(set(fields)):
        raise Refused(_t("Two columns are matched to the same field. Choose another field for one of them."))
    return {header: mapping.get(header, CUSTOM) for header in headers}
