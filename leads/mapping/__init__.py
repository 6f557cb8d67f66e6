"""Which column of a stranger's spreadsheet is which field of a lead. Pure.

``suggest(headers, rows)`` → {header: Match}: by synonyms (English and Greek), by likeness, and by what the values are.
"""

from leads.fields import CUSTOM, FIELDS, IGNORE, PHONES, field_named
from leads.mapping.columns import Column, columns
from leads.mapping.evidence import Evidence, weigh
from leads.mapping.exact import exactly
from leads.mapping.suggesting import Match, fingerprint, suggest

__all__ = [
    "CUSTOM",
    "FIELDS",
    "IGNORE",
    "PHONES",
    "Column",
    "Evidence",
    "Match",
    "columns",
    "exactly",
    "field_named",
    "fingerprint",
    "suggest",
    "weigh",
]
